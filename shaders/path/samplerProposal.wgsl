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
  // Incident radiance over the proposal's density; 0 for a null sample.
  weighted_radiance: vec3f,
}

// Sums over frames of a pixel's estimates (luminance) and of their squares.
struct EstimateSums {
  sum: f32,
  squares: f32,
}
