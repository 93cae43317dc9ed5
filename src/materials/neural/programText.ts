/** The parts of a neural program that no architecture changes. */
export const programImports = `import package::bsdf::bsdf::{SurfacePoint, BsdfSample, ShadeResult, failed_sample, LOBE_NONE, LOBE_DIFFUSE, LOBE_GLOSSY};
import package::layers::albedoHead::{albedo_head, energy_guard};
import package::layers::samplerHead::{RawHead, SamplerHead, restricted_raw, sampler_head, sampler_head_pdf, sampler_head_draw, picks_specular};
`;

/**
 * The BSDF contract around `prepare`, `decode_1` and `decode_2`. It does not use materials/contract.ts: there the two
 * directions of `shade` take turns, here they share every load of a weight.
 */
export const programFunctions = `
fn albedo(state: State) -> vec3f {
  return state.albedo;
}

fn eval(state: State, wi: vec3f) -> vec3f {
  if (state.wo.z <= 0.0 || wi.z <= 0.0) {
    return vec3f(0.0);
  }
  return decode_1(state, wi)[0];
}

fn pdf(state: State, wi: vec3f) -> f32 {
  return sampler_head_pdf(state.head, state.wo, wi);
}

fn sample(state: State, u: vec3f) -> BsdfSample {
  let wi = sampler_head_draw(state.head, state.wo, u);
  let density = sampler_head_pdf(state.head, state.wo, wi);
  if (density <= 0.0) {
    return failed_sample();
  }
  let lobe = select(LOBE_DIFFUSE, LOBE_GLOSSY, picks_specular(state.head, u));
  return BsdfSample(wi, density, decode_1(state, wi)[0] / density, lobe);
}

fn shade(point: SurfacePoint, wo: vec3f, wi_light: vec3f, u_prepare: vec3f, u_sample: vec3f) -> ShadeResult {
  var result = ShadeResult();
  result.wi = failed_sample().wi;
  result.lobe = LOBE_NONE;
  if (wo.z <= 0.0) {
    return result;
  }
  let state = prepare(point, wo, u_prepare);
  let wi = sampler_head_draw(state.head, wo, u_sample);
  let values = decode_2(state, wi_light, wi);
  result.albedo = albedo(state);
  if (wi_light.z > 0.0) {
    result.f_light = values[0];
    result.pdf_light = sampler_head_pdf(state.head, wo, wi_light);
  }
  let density = sampler_head_pdf(state.head, wo, wi);
  if (density > 0.0) {
    result.wi = wi;
    result.pdf = density;
    result.weight = values[1] / density;
    result.lobe = select(LOBE_DIFFUSE, LOBE_GLOSSY, picks_specular(state.head, u_sample));
  }
  return result;
}
`;
