import { dielectric, fresnelDielectric } from './dielectric.ts';
import { ggxAlbedoFit, ggxAlpha, ggxCompensation, ggxReflection } from './ggx.ts';
import { mapVec, type Vec3 } from './lobeGeometry.ts';
import type { LobeInputs, LobeKind } from './lobeKind.ts';
import { baseOfIndex, filmCosine, filmOf, filmReflectance, FILM_INPUTS } from './thinFilm.ts';

/** Reflectance of a film on a dielectric; MaterialX's own Fresnel term where the film has no thickness. */
export function fresnelFilmedDielectric(cosine: number, inputs: LobeInputs): Vec3 {
  const [ior] = inputs['ior'];
  const film = filmOf(inputs);
  if (!film) return mapVec([1, 1, 1], () => fresnelDielectric(cosine, ior));
  const base = baseOfIndex(filmCosine(cosine, film.ior), film.ior, [ior, ior, ior], [0, 0, 0]);
  return filmReflectance(cosine, film.ior, film.thickness, base);
}

const module = 'package::bsdf::filmedDielectric::';

/** MaterialX dielectric_bsdf, scatter_mode R, with a thin film. What passes is coloured. */
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
  refuse: dielectric.refuse,
  evaluate(inputs, geometry) {
    const { roughness, tint } = inputs;
    const [[weight], [ior]] = [inputs['weight'], inputs['ior']];
    const { mean } = ggxAlpha(roughness);
    const cosine = geometry.wo[2];
    const fresnel = fresnelFilmedDielectric(geometry.wo_h, inputs);
    const compensation = mapVec(fresnel, (f) => ggxCompensation(cosine, mean, f));
    const [x, y] = ggxAlbedoFit(cosine, mean);
    const albedo = ((ior - 1) / (ior + 1)) ** 2 * x + y;
    const lobe = ggxReflection(roughness, geometry) * weight;
    const response = fresnel.map((f, c) => f * compensation[c] * lobe * Math.max(0, tint[c]));
    return {
      response: response as unknown as Vec3,
      throughput: mapVec(compensation, (boost) => Math.max(0, 1 - albedo * boost * weight)),
    };
  },
  printPrepare: ({ input, fit }) =>
    `filmed_dielectric_prepare(${['weight', 'tint', 'ior', 'thinfilm_thickness', 'thinfilm_ior'].map(input).join(', ')}, ${fit})`,
  printEvaluate: ({ lobe, terms, geometry }) =>
    `filmed_dielectric_evaluate(${lobe}, ${terms}.reflection, ${geometry}.wo_h)`,
  printAlbedo: ({ lobe, wo }) => `filmed_dielectric_albedo(${lobe}, ${wo}.z)`,
};
