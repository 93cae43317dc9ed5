// One of many neural materials that share a program and its buffers (src/materials/neural/neuralBank.ts).
import package::bsdf::analyticCoat::AnalyticCoat;
import package::layers::latentPyramid::LatentPyramid;

struct BankMember {
  pyramid: LatentPyramid,
  // Of weight 0 where it has none.
  coat: AnalyticCoat,
  // Index into the bank's weights.
  first_weight: u32,
  // Which buffer holds its latents, and its first texel there.
  page: u32,
  first_texel: u32,
}
