// One query of the reference: what it returns for a pair of directions over a texel.
struct TrainingSample {
  wo: vec3f,
  // Index into the latent pyramid.
  texel: u32,
  wi: vec3f,
  level: u32,
  // f·|cos θi|
  radiance: vec3f,
  // Where it lies between four texels, of which `texel` is the lower left one (trainingTexel.wgsl).
  place: vec2f,
}
