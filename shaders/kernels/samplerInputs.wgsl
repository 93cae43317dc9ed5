// The sampler decoder's inputs for a batch: latent and wo.
import package::layers::latentPyramid::{Latent, quantised_latent};
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
    var latent = Latent(latents[2u * texel], latents[2u * texel + 1u]);
    if (training.most_code > 0.0) {
      latent = quantised_latent(latent, training.levels[samples[id.x].level].range, training.most_code);
    }
    tape[inputs] = latent.low;
    tape[inputs + batch] = latent.high;
  }
  tape[inputs + 2u * batch] = vec4f(samples[id.x].wo, 0.0);
}
