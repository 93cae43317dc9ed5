/** The parts of a neural program that no architecture changes. */
export const programImports = `import package::bsdf::bsdf::{SurfacePoint, BsdfSample, ShadeResult, failed_sample, LOBE_NONE, LOBE_DIFFUSE, LOBE_GLOSSY};
import package::layers::albedoHead::{albedo_head, energy_guard};
import package::layers::samplerHead::{RawHead, SamplerHead, restricted_raw, sampler_head, sampler_head_pdf, sampler_head_draw, picks_specular};
`;

export const coatImports = `import package::bsdf::analyticCoat::{CoatState, Seen, coat_prepare, coated, picks_coat, coat_draw, below_coat};
`;

/**
 * The BSDF contract around `prepare`, `decode_1` and `decode_2`. It does not use materials/contract.ts: there the two
 * directions of `shade` take turns, here they share every load of a weight.
 */
export function programFunctions(coat: boolean): string {
  return `${coat ? overCoat : alone}${contract}`;
}

/** `seen`: value and density for a direction above the surface, from what the decoder says; `drawn_*`: a direction. */
const alone = `
struct Seen {
  value: vec3f,
  pdf: f32,
}

fn seen(state: State, wi: vec3f, decoded: vec3f) -> Seen {
  return Seen(decoded, sampler_head_pdf(state.head, state.wo, wi));
}

fn drawn_direction(state: State, u: vec3f) -> vec3f {
  return sampler_head_draw(state.head, state.wo, u);
}

fn drawn_glossy(state: State, u: vec3f) -> bool {
  return picks_specular(state.head, u);
}
`;

const overCoat = `
fn seen(state: State, wi: vec3f, decoded: vec3f) -> Seen {
  return coated(state.coat, state.wo, wi, Seen(decoded, sampler_head_pdf(state.head, state.wo, wi)));
}

fn drawn_direction(state: State, u: vec3f) -> vec3f {
  if (picks_coat(state.coat, u)) {
    return coat_draw(state.coat, state.wo, u.xy);
  }
  return sampler_head_draw(state.head, state.wo, below_coat(state.coat, u));
}

fn drawn_glossy(state: State, u: vec3f) -> bool {
  return picks_coat(state.coat, u) || picks_specular(state.head, below_coat(state.coat, u));
}
`;

const contract = `
fn albedo(state: State) -> vec3f {
  return state.albedo;
}

fn eval(state: State, wi: vec3f) -> vec3f {
  if (state.wo.z <= 0.0 || wi.z <= 0.0) {
    return vec3f(0.0);
  }
  return seen(state, wi, decode_1(state, wi)[0]).value;
}

fn pdf(state: State, wi: vec3f) -> f32 {
  if (state.wo.z <= 0.0 || wi.z <= 0.0) {
    return 0.0;
  }
  return seen(state, wi, vec3f(0.0)).pdf;
}

fn sample(state: State, u: vec3f) -> BsdfSample {
  let wi = drawn_direction(state, u);
  if (state.wo.z <= 0.0 || wi.z <= 0.0) {
    return failed_sample();
  }
  let result = seen(state, wi, decode_1(state, wi)[0]);
  if (result.pdf <= 0.0) {
    return failed_sample();
  }
  return BsdfSample(wi, result.pdf, result.value / result.pdf, select(LOBE_DIFFUSE, LOBE_GLOSSY, drawn_glossy(state, u)));
}

fn shade(point: SurfacePoint, wo: vec3f, wi_light: vec3f, u_prepare: vec3f, u_sample: vec3f) -> ShadeResult {
  var result = ShadeResult();
  result.wi = failed_sample().wi;
  result.lobe = LOBE_NONE;
  if (wo.z <= 0.0) {
    return result;
  }
  let state = prepare(point, wo, u_prepare);
  let wi = drawn_direction(state, u_sample);
  let values = decode_2(state, wi_light, wi);
  result.albedo = albedo(state);
  if (wi_light.z > 0.0) {
    let light = seen(state, wi_light, values[0]);
    result.f_light = light.value;
    result.pdf_light = light.pdf;
  }
  if (wi.z > 0.0) {
    let drawn = seen(state, wi, values[1]);
    if (drawn.pdf > 0.0) {
      result.wi = wi;
      result.pdf = drawn.pdf;
      result.weight = drawn.value / drawn.pdf;
      result.lobe = select(LOBE_DIFFUSE, LOBE_GLOSSY, drawn_glossy(state, u_sample));
    }
  }
  return result;
}
`;
