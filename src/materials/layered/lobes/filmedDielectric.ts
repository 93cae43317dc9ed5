import { mapVec, type Vec3 } from '../../../math/vec3.ts';
import { dielectric, dielectricAlbedo, fresnelDielectric, outerCosine } from './dielectric.ts';
import { ggxAlpha, ggxCompensation, ggxReflection } from './ggx.ts';
import type { LobeInputs, LobeKind, LobeScope } from './lobeKind.ts';
import { baseOfIndex, filmCosine, filmOf, filmReflectance, FILM_INPUTS } from './thinFilm.ts';

/** Reflectance of a film on a dielectric; MaterialX's own Fresnel term where the film has no thickness. */
export function fresnelFilmedDielectric(cosine: number, inputs: LobeInputs): Vec3 {
  const [ior] = inputs['ior'];
  const film = filmOf(inputs);
  if (!film) return mapVec([1, 1, 1], () => fresnelDielectric(cosine, ior));
  const inside = inputs['inside']?.[0] ?? 0;
  const [outer, index] = inside > 0 ? [outerCosine(cosine, inside), inside] : [cosine, ior];
  if (outer === undefined) return [1, 1, 1];
  const base = baseOfIndex(filmCosine(outer, film.ior), film.ior, [index, index, index], [0, 0, 0]);
  return filmReflectance(outer, film.ior, film.thickness, base);
}

/** The lobe's struct; of weight 1 and no tint, where another lobe asks what it leaves. */
export function printFilmedDielectric({ input, fit, inside, wo, alpha }: LobeScope, whole = false): string {
  const own = whole ? '1.0, vec3f(1.0)' : `${input('weight')}, ${input('tint')}`;
  const film = `${input('ior')}, ${input('thinfilm_thickness')}, ${input('thinfilm_ior')}`;
  return `filmed_dielectric_prepare(${own}, ${film}, ${fit}, ${inside}, ${wo}.z, ${alpha})`;
}

const module = 'package::bsdf::filmedDielectric::';

/** MaterialX dielectric_bsdf, scatter_mode R, with a thin film. What it leaves is coloured. */
export const filmedDielectric: LobeKind = {
  name: 'dielectric_bsdf (thin film)',
  struct: 'FilmedDielectric',
  imports: [
    'FilmedDielectric',
    'filmed_dielectric_prepare',
    'filmed_dielectric_evaluate',
    'filmed_dielectric_albedo',
  ].map((n) => module + n),
  inputs: { ...dielectric.inputs, ...FILM_INPUTS },
  sampling: 'ggx',
  opaque: false,
  coloured: true,
  relative: 'index',
  refuse: dielectric.refuse,
  evaluate(inputs, geometry) {
    const { roughness, tint } = inputs;
    const [[weight], [ior]] = [inputs['weight'], inputs['ior']];
    const { mean } = ggxAlpha(roughness);
    const cosine = geometry.wo[2];
    const fresnel = fresnelFilmedDielectric(geometry.wo_h, inputs);
    const compensation = mapVec(fresnel, (f) => ggxCompensation(cosine, mean, f));
    const albedo = dielectricAlbedo(cosine, ior, mean);
    const lobe = ggxReflection(roughness, geometry) * weight;
    const response = fresnel.map((f, c) => f * compensation[c] * lobe * Math.max(0, tint[c]));
    return {
      response: response as unknown as Vec3,
      throughput: mapVec(compensation, (boost) => Math.max(0, 1 - albedo * boost * weight)),
    };
  },
  printPrepare: (scope) => printFilmedDielectric(scope),
  printEvaluate: ({ lobe, terms, geometry }) =>
    `filmed_dielectric_evaluate(${lobe}, ${terms}.reflection, ${geometry}.wo_h)`,
  printAlbedo: ({ lobe, wo }) => `filmed_dielectric_albedo(${lobe}, ${wo}.z)`,
};
