import { mapVec, type Vec3 } from '../../../math/vec3.ts';
import { outerCosine } from './dielectric.ts';
import { fresnelSchlick, generalizedSchlick, schlickAlbedo } from './generalizedSchlick.ts';
import { ggxAlpha, ggxCompensation, ggxReflection } from './ggx.ts';
import type { LobeInputs, LobeKind, LobeScope } from './lobeKind.ts';
import { baseOfCurve, filmCosine, filmOf, filmReflectance, FILM_INPUTS } from './thinFilm.ts';

/** Reflectance of a film on a base of Schlick's curve; the curve itself where the film has no thickness. */
export function fresnelFilmedSchlick(cosine: number, inputs: LobeInputs): Vec3 {
  const [f0, f82, f90] = ['color0', 'color82', 'color90'].map((name) => inputs[name].map((v) => Math.max(0, v)));
  const [exponent] = inputs['exponent'];
  const curve = (at: number): Vec3 =>
    [0, 1, 2].map((c) => fresnelSchlick(at, f0[c], f82[c], f90[c], exponent)) as unknown as Vec3;
  const inside = inputs['inside']?.[0] ?? 0;
  const outer = inside > 0 ? outerCosine(cosine, inside) : cosine;
  if (outer === undefined) return [1, 1, 1];
  const film = filmOf(inputs);
  if (!film) return curve(outer);
  const base = baseOfCurve(film.ior, curve(filmCosine(outer, film.ior)), f0 as unknown as Vec3);
  return filmReflectance(outer, film.ior, film.thickness, base);
}

/** The lobe's struct; of weight 1, where another lobe asks what it leaves. */
export function printFilmedSchlick({ input, fit, inside, wo, alpha }: LobeScope, whole = false): string {
  const curve = ['color0', 'color82', 'color90', 'exponent', 'thinfilm_thickness', 'thinfilm_ior']
    .map(input)
    .join(', ');
  const weight = whole ? '1.0' : input('weight');
  return `filmed_schlick_prepare(${weight}, ${curve}, ${fit}, ${inside}, ${wo}.z, ${alpha})`;
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
  relative: 'curve',
  refuse: generalizedSchlick.refuse,
  evaluate(inputs, geometry) {
    const { roughness } = inputs;
    const [weight] = inputs['weight'];
    const { mean } = ggxAlpha(roughness);
    const cosine = geometry.wo[2];
    const reflection = ggxReflection(roughness, geometry) * weight;
    const fresnel = fresnelFilmedSchlick(geometry.wo_h, inputs);
    const compensation = mapVec(fresnel, (f) => ggxCompensation(cosine, mean, f));
    const albedo = compensation.reduce(
      (sum, boost, c) => sum + (schlickAlbedo(inputs, c, cosine, mean) * boost) / 3,
      0,
    );
    const response = fresnel.map((f, c) => reflection * f * compensation[c]);
    return { response: response as unknown as Vec3, throughput: Math.max(0, 1 - albedo * weight) };
  },
  printPrepare: (scope) => printFilmedSchlick(scope),
  printEvaluate: ({ lobe, terms, geometry }) =>
    `filmed_schlick_evaluate(${lobe}, ${terms}.reflection, ${geometry}.wo_h)`,
  printAlbedo: ({ lobe, fit, wo }) => `filmed_schlick_albedo(${lobe}, ${fit}, ${wo}.z)`,
};
