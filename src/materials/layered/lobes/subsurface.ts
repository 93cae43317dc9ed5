import { scale, type Vec3 } from '../../../math/vec3.ts';
import type { LobeKind } from './lobeKind.ts';

const module = 'package::bsdf::orenNayar::';

/**
 * MaterialX subsurface_bsdf as diffuse reflection of its colour. MaterialX's own shader blurs that over the curvature that it
 * sees on the screen, by the mean free path; a material knows no curvature, and this is the flat surface. The shader of Oren
 * and Nayar's model at roughness 0 serves it.
 */
export const subsurface: LobeKind = {
  name: 'subsurface_bsdf',
  struct: 'OrenNayar',
  imports: ['OrenNayar', 'oren_nayar_prepare', 'oren_nayar_evaluate', 'oren_nayar_albedo'].map((n) => module + n),
  inputs: { weight: 'float', color: 'color3' },
  sampling: 'cosine',
  opaque: true,
  evaluate: ({ weight: [weight], color }, { wi }) => ({
    response: scale(color as unknown as Vec3, (weight * Math.max(0, wi[2])) / Math.PI),
    throughput: 0,
  }),
  printPrepare: ({ input }) => `oren_nayar_prepare(${input('weight')}, ${input('color')}, 0.0)`,
  printEvaluate: ({ lobe, geometry }) => `oren_nayar_evaluate(${lobe}, ${geometry})`,
  printAlbedo: ({ input, wo }) => `oren_nayar_albedo(${input('weight')}, ${input('color')}, 0.0, ${wo}.z)`,
};
