// Points that fill the square evenly: the first two Sobol' dimensions, shuffled and scrambled by hashes.
// Burley, "Practical Hash-based Owen Scrambling", JCGT 2020.
import package::math::pcg::{pcg_hash, u32_to_unit};

// Laine and Karras 2011 with Vegdahl's constants: each bit is flipped by a hash of the bits below it only.
fn laine_karras(x: u32, seed: u32) -> u32 {
  var v = x + seed;
  v ^= v * 0x6c50b47cu;
  v ^= v * 0xb82f1e52u;
  v ^= v * 0xc7afe638u;
  return v ^ (v * 0x8d22f6e6u);
}

// Owen scrambling of a number in [0, 1) given by its 32 bits.
fn owen_scramble(x: u32, seed: u32) -> u32 {
  return reverseBits(laine_karras(reverseBits(x), seed));
}

// Point `index` of the set that `seed` names, in [0, 1)². Sets of different seeds are independent of each other; any
// aligned run of 2^n indices is a (0, n, 2)-net.
fn sobol_2d(index: u32, seed: u32) -> vec2f {
  let shuffled = owen_scramble(index, pcg_hash(seed));
  return vec2f(
    u32_to_unit(owen_scramble(reverseBits(shuffled), pcg_hash(seed + 1u))),
    u32_to_unit(owen_scramble(second_dimension(shuffled), pcg_hash(seed + 2u))),
  );
}

// Place of a pixel (16 bits a side) on the Z-order curve: an aligned run of 4^n places is a square.
fn morton(pixel: vec2u) -> u32 {
  var v = pixel & vec2u(0xffffu);
  v = (v | (v << vec2u(8u))) & vec2u(0x00ff00ffu);
  v = (v | (v << vec2u(4u))) & vec2u(0x0f0f0f0fu);
  v = (v | (v << vec2u(2u))) & vec2u(0x33333333u);
  v = (v | (v << vec2u(1u))) & vec2u(0x55555555u);
  return v.x | (v.y << 1u);
}

// The first dimension alone.
fn sobol_1d(index: u32, seed: u32) -> f32 {
  let shuffled = owen_scramble(index, pcg_hash(seed));
  return u32_to_unit(owen_scramble(reverseBits(shuffled), pcg_hash(seed + 1u)));
}

// Sobol' dimension of the primitive polynomial x + 1: direction number i is the one before it xor its half.
fn second_dimension(index: u32) -> u32 {
  var result = 0u;
  var direction = 0x80000000u;
  var rest = index;
  while (rest != 0u) {
    if ((rest & 1u) != 0u) {
      result ^= direction;
    }
    direction ^= direction >> 1u;
    rest >>= 1u;
  }
  return result;
}
