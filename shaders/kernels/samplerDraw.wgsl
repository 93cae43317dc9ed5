// Draws a direction from the sampler as it stands now.
import package::layers::samplerHead::{sampler_head, sampler_head_draw};
import package::math::pcg::{rng_new, rng_vec3f};
import package::sampler_bindings::{training, sampler, samples, tape};

// Keeps these numbers apart from those of the dataset.
const STREAM = 0x5a3c91e7u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let raw = sampler.raw * batch + id.x;
  let head = sampler_head(tape[raw], tape[raw + batch], tape[raw + 2u * batch]);
  var rng = rng_new(id.x, training.step, training.seed ^ STREAM);
  let u = rng_vec3f(&rng);
  tape[sampler.drawn * batch + id.x] = vec4f(sampler_head_draw(head, samples[id.x].wo, u), 0.0);
}
