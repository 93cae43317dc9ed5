import type { Vec3 } from '../../../math/vec3.ts';
import { conductor, fresnelConductor } from './conductor.ts';
import { ggxAlpha, ggxCompensation, ggxReflection } from './ggx.ts';
import type { LobeInputs, LobeKind } from './lobeKind.ts';
import { baseOfIndex, filmCosine, filmOf, filmReflectance, FILM_INPUTS } from './thinFilm.ts';

/** Reflectance of a film on a conductor; MaterialX's own Fresnel term where the film has no thickness. */
export function fresnelFilmedConductor(cosine: number, inputs: LobeInputs): Vec3 {
  const { ior: n, extinction: k } = inputs;
  const film = filmOf(inputs);
  if (!film) return [0, 1, 2].map((c) => fresnelConductor(cosine, n[c], k[c])) as unknown as Vec3;
  return filmReflectance(cosine, film.ior, film.thickness, baseOfIndex(filmCosine(cosine, film.ior), film.ior, n, k));
}

const module = 'package::bsdf::filmedConductor::';

/** MaterialX conductor_bsdf with a thin film. */
export const filmedConductor: LobeKind = {
  name: 'conductor_bsdf (thin film)',
  struct: 'FilmedConductor',
  imports: ['FilmedConductor', 'filmed_conductor_prepare', 'filmed_conductor_evaluate', 'filmed_conductor_albedo'].map(
    (n) => module + n,
  ),
  inputs: { ...conductor.inputs, ...FILM_INPUTS },
  sampling: 'ggx',
  opaque: true,
  refuse: conductor.refuse,
  evaluate(inputs, geometry) {
    const { roughness } = inputs;
    const { mean } = ggxAlpha(roughness);
    const reflection = ggxReflection(roughness, geometry) * inputs['weight'][0];
    const fresnel = fresnelFilmedConductor(geometry.wo_h, inputs);
    const response = fresnel.map((f) => reflection * f * ggxCompensation(geometry.wo[2], mean, f));
    return { response: response as unknown as Vec3, throughput: 0 };
  },
  printPrepare: ({ input, fit }) =>
    `filmed_conductor_prepare(${['weight', 'ior', 'extinction', 'thinfilm_thickness', 'thinfilm_ior'].map(input).join(', ')}, ${fit})`,
  printEvaluate: ({ lobe, terms, geometry }) =>
    `filmed_conductor_evaluate(${lobe}, ${terms}.reflection, ${geometry}.wo_h)`,
  printAlbedo: ({ lobe, fit, wo }) => `filmed_conductor_albedo(${lobe}, ${fit}, ${wo}.z)`,
};
