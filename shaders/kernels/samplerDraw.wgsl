// Draws a direction from the sampler as it stands now.
import package::layers::samplerHead::{RawHead, restricted_raw, sampler_head, sampler_head_draw};
import package::math::pcg::{rng_new, rng_vec3f};
import package::sampler_bindings::{training, sampler, samples, tape};
import constants::SAMPLER_DENSITY;

// Keeps these numbers apart from those of the dataset.
const STREAM = 0x5a3c91e7u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let raw = sampler.raw * batch + id.x;
  let kept = restricted_raw(SAMPLER_DENSITY, RawHead(tape[raw], tape[raw + batch], tape[raw + 2u * batch]));
  let head = sampler_head(kept.raw_0, kept.raw_1, kept.raw_2);
  var rng = rng_new(id.x, training.step, training.seed ^ STREAM);
  let u = rng_vec3f(&rng);
  tape[sampler.drawn * batch + id.x] = vec4f(sampler_head_draw(head, samples[id.x].wo, u), 0.0);
}
