// The sampler decoder's inputs for a batch: the latent that the evaluation decoder sees, and wo.
import package::sampler_bindings::{training, sampler, samples, tape};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let inputs = sampler.inputs * batch + id.x;
  tape[inputs] = tape[sampler.latent * batch + id.x];
  tape[inputs + batch] = tape[(sampler.latent + 1u) * batch + id.x];
  tape[inputs + 2u * batch] = vec4f(samples[id.x].wo, 0.0);
}
