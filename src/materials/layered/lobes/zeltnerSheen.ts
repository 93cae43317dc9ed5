import { scale, type Vec3 } from '../../../math/vec3.ts';
import { clamp } from './lobeGeometry.ts';
import type { LobeKind } from './lobeKind.ts';

/** MaterialX's fit of the directional albedo of a white lobe, without its dips below 0. */
function zeltnerAlbedo(x: number, y: number): number {
  const s = (y * (0.0206607 + 1.58491 * y)) / (0.0379424 + 1.32227 * y + y * y);
  const m = (y * (-0.193854 - 1.14885 * y + 1.7932 * y ** 2 - 0.95943 * y ** 4)) / (0.046391 + y);
  const o = (y * (0.000654023 - 0.0207818 * y + 0.119681 * y * y)) / (1.26264 - 1.92021 * y + y * y);
  return Math.max(0, Math.exp(-0.5 * ((x - m) / s) ** 2) / (s * Math.sqrt(2 * Math.PI)) + o);
}

const module = 'package::bsdf::zeltnerSheen::';

/** MaterialX sheen_bsdf, mode zeltner: a linearly transformed cosine (Zeltner, Burley and Chiang 2022). */
export const zeltnerSheen: LobeKind = {
  name: 'sheen_bsdf (zeltner)',
  struct: 'ZeltnerSheen',
  imports: [
    'ZeltnerSheen',
    'zeltner_sheen_prepare',
    'zeltner_sheen_evaluate',
    'zeltner_sheen_albedo',
    'zeltner_sheen_pdf',
    'zeltner_sheen_sample',
  ].map((n) => module + n),
  inputs: { weight: 'float', color: 'color3', roughness: 'float' },
  sampling: 'sheen',
  opaque: false,
  evaluate({ weight: [weight], color, roughness }, { wi, wo }) {
    const y = clamp(roughness[0], 0.01, 1);
    const x = wo[2];
    const a = ((2.58126 * x + 0.813703 * y) * y) / (1 + 0.310327 * x * x + 2.60994 * x * y);
    const bottom = 0.0000254053 + 1.71228 * x - 1.71506 * x * y + 1.34174 * y * y;
    const b = (Math.sqrt(Math.max(0, 1 - x)) * (y - 1) * y ** 3) / bottom;
    const across = Math.hypot(wo[0], wo[1]);
    const [c, s] = across > 1e-9 ? [wo[0] / across, wo[1] / across] : [1, 0];
    const w = [a * (c * wi[0] + s * wi[1]) + b * wi[2], a * (c * wi[1] - s * wi[0]), wi[2]];
    // Density of a cosine lobe seen through the matrix: |M⁻¹|/|M⁻¹w|⁴ times the clamped cosine.
    const density = (Math.max(0, w[2]) * a * a) / (Math.PI * (w[0] ** 2 + w[1] ** 2 + w[2] ** 2) ** 2);
    const albedo = zeltnerAlbedo(x, y);
    return {
      response: scale(color as unknown as Vec3, weight * albedo * density),
      throughput: Math.max(0, 1 - albedo * weight),
    };
  },
  printPrepare: ({ input, wo }) =>
    `zeltner_sheen_prepare(${input('weight')}, ${input('color')}, ${input('roughness')}, ${wo})`,
  printEvaluate: ({ lobe, geometry }) => `zeltner_sheen_evaluate(${lobe}, zeltner_sheen_pdf(${lobe}, ${geometry}.wi))`,
  printAlbedo: ({ lobe }) => `zeltner_sheen_albedo(${lobe})`,
};
