// Random numbers of a path: keyed by pixel, sample, vertex and purpose, never by the order in which paths run.
import package::math::pcg::{Rng, rng_new, pcg_hash};

const PURPOSE_CAMERA = 0u;
const PURPOSE_LIGHT = 1u;
const PURPOSE_SHADE = 2u;
const PURPOSES = 3u;

fn path_rng(pixel: u32, sample: u32, seed: u32, depth: u32, purpose: u32) -> Rng {
  return rng_new(pixel, sample, pcg_hash(seed ^ pcg_hash(depth * PURPOSES + purpose)));
}
