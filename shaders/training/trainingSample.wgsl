// One query of the reference: what it returns for a pair of directions at the centre of a texel.
struct TrainingSample {
  wo: vec3f,
  // Row-major index into the latent level being trained.
  texel: u32,
  wi: vec3f,
  // f·|cos θi|
  radiance: vec3f,
}
