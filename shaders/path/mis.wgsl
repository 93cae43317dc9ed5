// Multiple importance sampling (Veach and Guibas, SIGGRAPH 1995).

// Power heuristic, exponent 2, for a sample drawn with density `own` that `other` could have drawn too.
// The ratio form does not overflow; own > 0.
fn power_heuristic(own: f32, other: f32) -> f32 {
  let ratio = other / own;
  return 1.0 / (1.0 + ratio * ratio);
}
