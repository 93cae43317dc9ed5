import { scale, type Vec3 } from '../../../math/vec3.ts';
import type { LobeKind } from './lobeKind.ts';

const module = 'package::bsdf::burley::';

/** MaterialX burley_diffuse_bsdf (Burley 2012, section 5.3). */
export const burley: LobeKind = {
  name: 'burley_diffuse_bsdf',
  struct: 'Burley',
  imports: ['Burley', 'burley_prepare', 'burley_evaluate', 'burley_albedo'].map((n) => module + n),
  inputs: { weight: 'float', color: 'color3', roughness: 'float' },
  sampling: 'cosine',
  opaque: true,
  evaluate({ weight: [weight], color, roughness: [roughness] }, { wi, wo, wo_h }) {
    if (wi[2] <= 0) return { response: [0, 0, 0], throughput: 0 };
    const f90 = 0.5 + 2 * roughness * wo_h ** 2;
    const schlick = (cosine: number) => 1 + (f90 - 1) * (1 - cosine) ** 5;
    const factor = (weight * schlick(wo[2]) * schlick(wi[2]) * wi[2]) / Math.PI;
    return { response: scale(color as unknown as Vec3, factor), throughput: 0 };
  },
  printPrepare: ({ input, wo }) =>
    `burley_prepare(${input('weight')}, ${input('color')}, ${input('roughness')}, ${wo}.z)`,
  printEvaluate: ({ lobe, geometry }) => `burley_evaluate(${lobe}, ${geometry})`,
  printAlbedo: ({ input, wo }) =>
    `burley_albedo(${input('weight')}, ${input('color')}, ${input('roughness')}, ${wo}.z)`,
};
