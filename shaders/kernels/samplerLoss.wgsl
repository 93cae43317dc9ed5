// The sampler decoder's gradients. For the density: of the Kullback-Leibler divergence between the sampler's density and the *current learned* BRDF, latents and
// evaluation decoder detached (Zeltner et al. 2024, section 5.3): −(lum f / pdf)·∇ log pdf for directions drawn from
// the sampler itself. For the albedo: of its squared distance from the same draw's estimate f / pdf.
import package::layers::albedoHead::albedo_head_slope;
import package::layers::samplerHead::{RawHead, restricted_raw, restricted_slope};
import package::layers::samplerHeadGradient::sampler_head_gradient;
import package::sampler_bindings::{training, sampler, samples, tape, losses};
import package::training::radiance::decoded_radiance;
import constants::SAMPLER_DENSITY;

// Larger weights are cut: a lobe just found must not tear the others away.
const MAX_WEIGHT = 32.0;
// Of the albedo's gradient beside the density's: the layers they share are there for the density first.
const ALBEDO_SHARE = 0.1;
const LUMINANCE = vec3f(0.2126, 0.7152, 0.0722);

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let batch = training.batch;
  if (id.x >= batch) {
    return;
  }
  let raw = sampler.raw * batch + id.x;
  let drawn = tape[sampler.drawn * batch + id.x].xyz;
  let kept = restricted_raw(SAMPLER_DENSITY, RawHead(tape[raw], tape[raw + batch], tape[raw + 2u * batch]));
  let of_kept = sampler_head_gradient(kept.raw_0, kept.raw_1, kept.raw_2, samples[id.x].wo, drawn);
  let slope = restricted_slope(SAMPLER_DENSITY, RawHead(of_kept.raw_0, of_kept.raw_1, of_kept.raw_2));
  var estimate = vec3f(0.0);
  if (of_kept.pdf > 0.0) {
    estimate = min(decoded_radiance(tape[sampler.value_raw * batch + id.x]) / of_kept.pdf, vec3f(MAX_WEIGHT));
  }
  let weight = dot(estimate, LUMINANCE);
  losses[id.x] = -weight * log(max(of_kept.pdf, 1e-30));
  let delta = sampler.d_raw * batch + id.x;
  tape[delta] = -weight * slope.raw_0;
  tape[delta + batch] = -weight * slope.raw_1;
  let to_albedo = ALBEDO_SHARE * albedo_head_slope(tape[raw + 2u * batch], estimate);
  tape[delta + 2u * batch] = vec4f(-weight * slope.raw_2.x, to_albedo);
}
