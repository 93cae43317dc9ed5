// Random numbers: PCG hash (Jarzynski and Olano, JCGT 2020). src/engine/pcg.ts holds the same, bit for bit.

struct Rng {
  state: u32,
}

fn pcg_permute(state: u32) -> u32 {
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

fn pcg_hash(x: u32) -> u32 {
  return pcg_permute(x * 747796405u + 2891336453u);
}

fn pcg_hash3(a: u32, b: u32, c: u32) -> u32 {
  return pcg_hash(a + pcg_hash(b + pcg_hash(c)));
}

fn rng_new(pixel: u32, sample: u32, seed: u32) -> Rng {
  return Rng(pcg_hash3(pixel, sample, seed));
}

// In [0, 1): 24 bits, so that the product never rounds to 1.
fn u32_to_unit(x: u32) -> f32 {
  return f32(x >> 8u) * 5.9604644775390625e-8;
}

fn rng_u32(rng: ptr<function, Rng>) -> u32 {
  (*rng).state = (*rng).state * 747796405u + 2891336453u;
  return pcg_permute((*rng).state);
}

fn rng_f32(rng: ptr<function, Rng>) -> f32 {
  return u32_to_unit(rng_u32(rng));
}

fn rng_vec2f(rng: ptr<function, Rng>) -> vec2f {
  let x = rng_f32(rng);
  return vec2f(x, rng_f32(rng));
}

fn rng_vec3f(rng: ptr<function, Rng>) -> vec3f {
  let xy = rng_vec2f(rng);
  return vec3f(xy, rng_f32(rng));
}
