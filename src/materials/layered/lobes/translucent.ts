import { scale, type Vec3 } from '../../../math/vec3.ts';
import type { LobeKind } from './lobeKind.ts';

/** MaterialX translucent_bsdf: light from behind, spread evenly, as through paper or a leaf. */
export const translucent: LobeKind = {
  name: 'translucent_bsdf',
  struct: 'Translucent',
  imports: ['Translucent', 'translucent_prepare', 'translucent_evaluate'].map(
    (n) => `package::bsdf::translucent::${n}`,
  ),
  inputs: { weight: 'float', color: 'color3' },
  sampling: 'none',
  opaque: true,
  evaluate: () => ({ response: [0, 0, 0], throughput: 0 }),
  printPrepare: ({ input }) => `translucent_prepare(${input('weight')}, ${input('color')})`,
  printEvaluate: () => 'Closure(vec3f(0.0), 0.0)',
  printAlbedo: () => 'Closure(vec3f(0.0), 0.0)',
  transmission: {
    sampling: 'cosineBelow',
    evaluate: ({ weight: [weight], color }, { wi }) =>
      scale(color as unknown as Vec3, (weight * Math.max(0, -wi[2])) / Math.PI),
    printEvaluate: ({ lobe, wi }) => `translucent_evaluate(${lobe}, ${wi})`,
    printAlbedo: ({ lobe }) => `${lobe}.color`,
  },
};
