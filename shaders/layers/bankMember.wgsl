// One of many neural materials that share a program and its buffers (src/materials/neural/neuralBank.ts).
import package::layers::latentPyramid::LatentPyramid;

struct BankMember {
  pyramid: LatentPyramid,
  // Index into the bank's weights.
  first_weight: u32,
  // Which buffer holds its latents, and its first texel there.
  page: u32,
  first_texel: u32,
}
