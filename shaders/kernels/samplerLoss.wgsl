// Gradient of the Kullback-Leibler divergence between the sampler's density and the *current learned* BRDF, latents and
// evaluation decoder detached (Zeltner et al. 2024, section 5.3): −(lum f / pdf)·∇ log pdf for directions drawn from
// the sampler itself.
import package::layers::samplerHeadGradient::sampler_head_gradient;
import package::sampler_bindings::{training, sampler, samples, tape, losses};
import package::training::radiance::decoded_radiance;

// Larger weights are cut: a lobe just found must not tear the others away.
const MAX_WEIGHT = 32.0;
const LUMINANCE = vec3f(0.2126, 0.7152, 0.0722);

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let raw = sampler.raw * batch + id.x;
  let drawn = tape[sampler.drawn * batch + id.x].xyz;
  let slope = sampler_head_gradient(tape[raw], tape[raw + batch], tape[raw + 2u * batch], samples[id.x].wo, drawn);
  var weight = 0.0;
  if (slope.pdf > 0.0) {
    let value = decoded_radiance(tape[sampler.value_raw * batch + id.x]);
    weight = min(dot(value, LUMINANCE) / slope.pdf, MAX_WEIGHT);
  }
  losses[id.x] = -weight * log(max(slope.pdf, 1e-30));
  let delta = sampler.d_raw * batch + id.x;
  tape[delta] = -weight * slope.raw_0;
  tape[delta + batch] = -weight * slope.raw_1;
  tape[delta + 2u * batch] = -weight * slope.raw_2;
}
