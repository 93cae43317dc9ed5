// Angles in turns, accurate to a few 1e-7 everywhere: WGSL promises only 4096 ulp for atan2. Back: `unit_circle` (sampling.wgsl).

const TAU = 6.283185307179586;

// Angle of (x, y) in turns, in [-1/2, 1/2]; 0 at the origin.
fn atan2_turns(y: f32, x: f32) -> f32 {
  let a = abs(vec2f(x, y));
  let steep = a.y > a.x;
  let ratio = min(a.x, a.y) / max(max(a.x, a.y), 1e-30);
  // tan(π/8): beyond it, the angle to the diagonal is smaller.
  let far = ratio > 0.41421356;
  let r = select(ratio, (ratio - 1.0) / (ratio + 1.0), far);
  let z = r * r;
  // Minimax polynomial of Cephes' atanf (Moshier).
  let small = (((8.05374449538e-2 * z - 1.38776856032e-1) * z + 1.99777106478e-1) * z - 3.33329491539e-1) * z * r + r;
  let first = small / TAU + select(0.0, 0.125, far);
  let half = select(first, 0.25 - first, steep);
  let upper = select(half, 0.5 - half, x < 0.0);
  return select(upper, -upper, y < 0.0);
}
