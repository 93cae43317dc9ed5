/** Fields of `State` that `shade` hands to its result; `prepare` fills them. */
export type HandedField = 'emission' | 'transparency' | 'interior';

/** The statements of `shade` that do so. */
export const handOver = (fields: readonly HandedField[]): string =>
  fields.map((name) => `\n  result.${name} = state.${name};`).join('');

/**
 * For programs with a transparency: what a ray that passes asks, of a place and nothing else. All of `prepare` that it does not
 * need is dead code.
 */
export const transparencyFunction = (fields: readonly HandedField[]): string =>
  fields.includes('transparency')
    ? `
fn transparency(point: SurfacePoint) -> f32 {
  return prepare(point, vec3f(0.0, 0.0, 1.0), vec3f(0.5)).transparency;
}
`
    : '';

/**
 * The part of the BSDF contract that is the same for every program with an exact density: WGSL text printed after the
 * program's own `State`, `prepare`, `albedo`,
 *
 *     fn evaluate(state: State, wi: vec3f) -> Evaluation    // 0 for wi.z <= 0
 *     fn draw(state: State, u: vec3f) -> Drawn
 *
 * `shade` calls `evaluate` from one place, in a loop over both directions: WGSL inlines every call, and a second copy
 * doubles compile time and registers.
 */
export const contractImports = `import package::bsdf::bsdf::{SurfacePoint, BsdfSample, ShadeResult, failed_sample, LOBE_NONE, LOBE_DIFFUSE, LOBE_GLOSSY};
import package::bsdf::evaluation::{Evaluation, Drawn, no_evaluation};
`;

export const contractFunctions = (fields: readonly HandedField[] = []): string => `${transparencyFunction(fields)}
fn eval(state: State, wi: vec3f) -> vec3f {
  return evaluate(state, wi).value;
}

fn pdf(state: State, wi: vec3f) -> f32 {
  return evaluate(state, wi).pdf;
}

fn sample(state: State, u: vec3f) -> BsdfSample {
  let drawn = draw(state, u);
  let evaluation = evaluate(state, drawn.wi);
  if (evaluation.pdf <= 0.0) {
    return failed_sample();
  }
  return BsdfSample(drawn.wi, evaluation.pdf, evaluation.value / evaluation.pdf, drawn.lobe);
}

fn shade(point: SurfacePoint, wo: vec3f, wi_light: vec3f, u_prepare: vec3f, u_sample: vec3f) -> ShadeResult {
  let state = prepare(point, wo, u_prepare);
  let drawn = draw(state, u_sample);
  var result = ShadeResult();
  result.albedo = albedo(state);${handOver(fields)}
  result.wi = failed_sample().wi;
  result.lobe = LOBE_NONE;
  var wi = wi_light;
  for (var i = 0u; i < 2u; i += 1u) {
    let evaluation = evaluate(state, wi);
    if (i == 0u) {
      result.f_light = evaluation.value;
      result.pdf_light = evaluation.pdf;
      wi = drawn.wi;
    } else if (evaluation.pdf > 0.0) {
      result.wi = wi;
      result.pdf = evaluation.pdf;
      result.weight = evaluation.value / evaluation.pdf;
      result.lobe = drawn.lobe;
    }
  }
  return result;
}
`;
