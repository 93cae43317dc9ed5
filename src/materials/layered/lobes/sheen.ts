import { scale, type Vec3 } from '../../../math/vec3.ts';
import { clamp, COSINE_MIN } from './lobeGeometry.ts';
import type { LobeKind } from './lobeKind.ts';

/** MaterialX's rational fit of the directional albedo of a white lobe. */
function sheenAlbedo(cosine: number, roughness: number): number {
  const [x, y] = [cosine, roughness];
  const top = 13.673 - 68.78018 * x + 799.08825 * y - 905.00061 * x * y + 60.28956 * x * x + 1086.96473 * y * y;
  const bottom = 1 + 61.57746 * x + 442.78211 * y + 2597.49308 * x * y + 121.81241 * x * x + 3045.55075 * y * y;
  return clamp(top / bottom, 0, 1);
}

const module = 'package::bsdf::sheen::';

/** MaterialX sheen_bsdf, mode conty_kulla (Conty Estevez and Kulla 2017, equation 2). */
export const sheen: LobeKind = {
  name: 'sheen_bsdf',
  struct: 'Sheen',
  imports: ['Sheen', 'sheen_prepare', 'sheen_evaluate', 'sheen_albedo'].map((n) => module + n),
  inputs: { weight: 'float', color: 'color3', roughness: 'float' },
  sampling: 'cosine',
  opaque: false,
  evaluate({ weight: [weight], color, roughness: [roughness] }, { wi, wo, h }) {
    const throughput = Math.max(0, 1 - sheenAlbedo(wo[2], roughness) * weight);
    if (wi[2] <= 0) return { response: [0, 0, 0], throughput };
    const inverse = 1 / Math.max(roughness, 0.005);
    const sine = Math.sqrt(1 - clamp(h[2], COSINE_MIN, 1) ** 2);
    const d = ((2 + inverse) * sine ** inverse) / (2 * Math.PI);
    const factor = (weight * d * wi[2]) / (4 * (wi[2] + wo[2] - wi[2] * wo[2]));
    return { response: scale(color as unknown as Vec3, factor), throughput };
  },
  printPrepare: ({ input, wo }) =>
    `sheen_prepare(${input('weight')}, ${input('color')}, ${input('roughness')}, ${wo}.z)`,
  printEvaluate: ({ lobe, geometry }) => `sheen_evaluate(${lobe}, ${geometry})`,
  printAlbedo: ({ input, wo }) => `sheen_albedo(${input('weight')}, ${input('color')}, ${input('roughness')}, ${wo}.z)`,
};
