// A direction that one material program proposes for a pixel, to be weighed by another's evaluation.

struct SamplerProposal {
  // Object space.
  position: vec3f,
  // 0 where the pixel's centre misses the object; nothing else is valid then.
  hit: u32,
  // Local frame.
  wo: vec3f,
  uv: vec2f,
  wi: vec3f,
  // One over the proposal's density; 0 for a null sample.
  weight: f32,
  // Incident radiance.
  radiance: vec3f,
}

// Sums over frames at a pixel.
struct EstimateSums {
  // Estimates of the reflected light's luminance, and their squares.
  sum: f32,
  squares: f32,
  // Estimates of the integrals of f and of (f L)²/f over directions, in luminance (f with its cosine): their product is the
  // second moment that directions distributed as f itself would have.
  albedo: f32,
  ideal: f32,
}
