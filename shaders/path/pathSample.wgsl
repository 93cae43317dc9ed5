// Random numbers of a path: keyed by pixel, vertex and purpose, never by the order in which paths run. Over the samples of
// a pixel they are independent, or stratified: the points of a scrambled Sobol' sequence, of which every run of samples
// fills the square evenly. Sequences of different keys are independent of each other, so both are unbiased.
import package::math::lowDiscrepancy::{sobol_1d, sobol_2d};
import package::math::pcg::{Rng, pcg_hash3, rng_new, rng_vec2f, rng_vec3f};
import package::path::waveParams::WaveParams;

const PURPOSE_PIXEL = 0u;
const PURPOSE_LENS = 1u;
const PURPOSE_LIGHT = 2u;
const PURPOSE_PREPARE = 3u;
const PURPOSE_SAMPLE = 4u;
// As PIXEL, whose numbers belong to depth 0: whoever is in a medium has met a surface.
const PURPOSE_MEDIUM = 0u;
const PURPOSES = 5u;

fn path_key(wave: WaveParams, pixel: u32, depth: u32, purpose: u32) -> u32 {
  return pcg_hash3(pixel, wave.seed, depth * PURPOSES + purpose);
}

// Independent numbers for this sample.
fn path_rng(wave: WaveParams, key: u32) -> Rng {
  return rng_new(key, wave.sample, 0u);
}

// x and y stratified together, z by itself.
fn path_vec3f(wave: WaveParams, key: u32) -> vec3f {
  if (wave.stratified != 0u) {
    return vec3f(sobol_2d(wave.sample, key), sobol_1d(wave.sample, ~key));
  }
  var rng = path_rng(wave, key);
  return rng_vec3f(&rng);
}

fn path_vec2f(wave: WaveParams, key: u32) -> vec2f {
  if (wave.stratified != 0u) {
    return sobol_2d(wave.sample, key);
  }
  var rng = path_rng(wave, key);
  return rng_vec2f(&rng);
}
