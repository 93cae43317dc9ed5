import { scale, type Vec3 } from '../../../math/vec3.ts';
import { clamp, COSINE_MIN, type LobeGeometry } from './lobeGeometry.ts';
import type { LobeKind } from './lobeKind.ts';

/** cos(φi - φo)·sin θi·sin θo, from MaterialX's clamped cosine between the directions. */
export const orenNayarAzimuth = (g: LobeGeometry): number => clamp(g.wi_wo, COSINE_MIN, 1) - g.wi[2] * g.wo[2];

const module = 'package::bsdf::orenNayar::';

/** MaterialX oren_nayar_diffuse_bsdf, energy_compensation off: Oren and Nayar 1994, the qualitative model. */
export const orenNayar: LobeKind = {
  name: 'oren_nayar_diffuse_bsdf',
  struct: 'OrenNayar',
  imports: ['OrenNayar', 'oren_nayar_prepare', 'oren_nayar_evaluate', 'oren_nayar_albedo'].map((n) => module + n),
  inputs: { weight: 'float', color: 'color3', roughness: 'float' },
  sampling: 'cosine',
  opaque: true,
  evaluate({ weight: [weight], color, roughness: [sigma] }, g) {
    if (g.wi[2] <= 0) return { response: [0, 0, 0], throughput: 0 };
    const azimuth = orenNayarAzimuth(g);
    const a = 1 - (0.5 * sigma ** 2) / (sigma ** 2 + 0.33);
    const b = (0.45 * sigma ** 2) / (sigma ** 2 + 0.09);
    const bend = azimuth > 0 ? azimuth / Math.max(g.wi[2], g.wo[2]) : 0;
    return { response: scale(color as unknown as Vec3, (weight * (a + b * bend) * g.wi[2]) / Math.PI), throughput: 0 };
  },
  printPrepare: ({ input }) => `oren_nayar_prepare(${input('weight')}, ${input('color')}, ${input('roughness')})`,
  printEvaluate: ({ lobe, geometry }) => `oren_nayar_evaluate(${lobe}, ${geometry})`,
  printAlbedo: ({ input, wo }) =>
    `oren_nayar_albedo(${input('weight')}, ${input('color')}, ${input('roughness')}, ${wo}.z)`,
};
