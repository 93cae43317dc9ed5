// The sampler decoder's inputs for a batch: latent and wo.
import package::sampler_bindings::{training, sampler, samples, latents, tape};
import package::training::tapeSlots::NO_SLOT;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let texel = samples[id.x].texel;
  let inputs = sampler.inputs * batch + id.x;
  if (sampler.latent != NO_SLOT) {
    tape[inputs] = tape[sampler.latent * batch + id.x];
    tape[inputs + batch] = tape[(sampler.latent + 1u) * batch + id.x];
  } else {
    tape[inputs] = latents[2u * texel];
    tape[inputs + batch] = latents[2u * texel + 1u];
  }
  tape[inputs + 2u * batch] = vec4f(samples[id.x].wo, 0.0);
}
