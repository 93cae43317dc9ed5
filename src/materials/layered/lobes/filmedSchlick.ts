import { fresnelSchlick, generalizedSchlick } from './generalizedSchlick.ts';
import { ggxAlbedoFit, ggxAlpha, ggxCompensation, ggxReflection } from './ggx.ts';
import { mapVec, type Vec3 } from './lobeGeometry.ts';
import type { LobeInputs, LobeKind } from './lobeKind.ts';
import { baseOfCurve, filmCosine, filmOf, filmReflectance, FILM_INPUTS } from './thinFilm.ts';

/** Reflectance of a film on a base of Schlick's curve; the curve itself where the film has no thickness. */
export function fresnelFilmedSchlick(cosine: number, inputs: LobeInputs): Vec3 {
  const [f0, f82, f90] = ['color0', 'color82', 'color90'].map((name) => inputs[name].map((v) => Math.max(0, v)));
  const [exponent] = inputs['exponent'];
  const curve = (at: number): Vec3 =>
    [0, 1, 2].map((c) => fresnelSchlick(at, f0[c], f82[c], f90[c], exponent)) as unknown as Vec3;
  const film = filmOf(inputs);
  if (!film) return curve(cosine);
  const base = baseOfCurve(film.ior, curve(filmCosine(cosine, film.ior)), f0 as unknown as Vec3);
  return filmReflectance(cosine, film.ior, film.thickness, base);
}

const module = 'package::bsdf::filmedSchlick::';

/** MaterialX generalized_schlick_bsdf, scatter_mode R, with a thin film. */
export const filmedSchlick: LobeKind = {
  name: 'generalized_schlick_bsdf (thin film)',
  struct: 'FilmedSchlick',
  imports: ['FilmedSchlick', 'filmed_schlick_prepare', 'filmed_schlick_evaluate', 'filmed_schlick_albedo'].map(
    (n) => module + n,
  ),
  inputs: { ...generalizedSchlick.inputs, ...FILM_INPUTS },
  sampling: 'ggx',
  opaque: false,
  refuse: generalizedSchlick.refuse,
  evaluate(inputs, geometry) {
    const { roughness, color0, color90 } = inputs;
    const [weight] = inputs['weight'];
    const { mean } = ggxAlpha(roughness);
    const cosine = geometry.wo[2];
    const [x, y] = ggxAlbedoFit(cosine, mean);
    const reflection = ggxReflection(roughness, geometry) * weight;
    const fresnel = fresnelFilmedSchlick(geometry.wo_h, inputs);
    const compensation = mapVec(fresnel, (f) => ggxCompensation(cosine, mean, f));
    const albedo = compensation.reduce(
      (sum, boost, c) => sum + ((Math.max(0, color0[c]) * x + Math.max(0, color90[c]) * y) * boost) / 3,
      0,
    );
    const response = fresnel.map((f, c) => reflection * f * compensation[c]);
    return { response: response as unknown as Vec3, throughput: Math.max(0, 1 - albedo * weight) };
  },
  printPrepare: ({ input, fit }) =>
    `filmed_schlick_prepare(${['weight', 'color0', 'color82', 'color90', 'exponent', 'thinfilm_thickness', 'thinfilm_ior'].map(input).join(', ')}, ${fit})`,
  printEvaluate: ({ lobe, terms, geometry }) =>
    `filmed_schlick_evaluate(${lobe}, ${terms}.reflection, ${geometry}.wo_h)`,
  printAlbedo: ({ lobe, fit, wo }) => `filmed_schlick_albedo(${lobe}, ${fit}, ${wo}.z)`,
};
