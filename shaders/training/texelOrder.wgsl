// A keyed permutation of the texels (or blocks of four) of a square, power-of-two level: an epoch visits each once, in an
// order of its own, so the samples of a batch never share a texel and latent gradients need no atomics.
// Every step below is a bijection on `bits` bits: an odd multiplier, an added key, a right shift xor-ed in.
fn permuted_texel(index: u32, bits: u32, key: u32) -> u32 {
  let mask = (1u << bits) - 1u;
  let shift = max(bits / 2u, 1u);
  var x = index & mask;
  x = (x * 0x9e3779b1u + key) & mask;
  x = x ^ (x >> shift);
  x = (x * 0x85ebca77u + (key >> 7u)) & mask;
  x = x ^ (x >> shift);
  x = (x * 0xc2b2ae3du) & mask;
  return x ^ (x >> shift);
}
