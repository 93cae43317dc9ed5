import { mapVec, type Vec3 } from '../../../math/vec3.ts';
import type { LobeKind } from './lobeKind.ts';
import { orenNayarAzimuth } from './orenNayar.ts';

const fujiiA = (r: number): number => 1 / (1 + (1 / 2 - 2 / (3 * Math.PI)) * r);

/** Directional albedo of Fujii's single-scattering Oren-Nayar of a white surface. */
function fujiiAlbedo(cosine: number, r: number): number {
  const theta = Math.acos(cosine);
  const sine = Math.sin(theta);
  const g = sine * (theta - sine * cosine) + (2 / 3) * ((sine / cosine) * (1 - sine ** 3) - sine);
  return fujiiA(r) * (1 + (r * g) / Math.PI);
}

/** Its mean over cosine-weighted directions. */
const fujiiAverage = (r: number): number => fujiiA(r) * (1 + (2 / 3 - 28 / (15 * Math.PI)) * r);

const module = 'package::bsdf::orenNayarCompensated::';

/** MaterialX oren_nayar_diffuse_bsdf, energy_compensation on: Fujii's model with OpenPBR's multiple scattering. */
export const orenNayarCompensated: LobeKind = {
  name: 'oren_nayar_diffuse_bsdf (compensated)',
  struct: 'OrenNayarCompensated',
  imports: [
    'OrenNayarCompensated',
    'oren_nayar_compensated_prepare',
    'oren_nayar_compensated_evaluate',
    'oren_nayar_compensated_albedo',
  ].map((n) => module + n),
  inputs: { weight: 'float', color: 'color3', roughness: 'float' },
  sampling: 'cosine',
  opaque: true,
  evaluate({ weight: [weight], color, roughness: [r] }, g) {
    if (g.wi[2] <= 0) return { response: [0, 0, 0], throughput: 0 };
    const azimuth = orenNayarAzimuth(g);
    const bend = azimuth > 0 ? azimuth / Math.max(g.wi[2], g.wo[2]) : azimuth;
    const single = fujiiA(r) * (1 + r * bend);
    const average = fujiiAverage(r);
    const lost = (cosine: number) => Math.max(1e-6, 1 - fujiiAlbedo(cosine, r));
    const multiple = (lost(g.wo[2]) * lost(g.wi[2])) / Math.max(1e-6, 1 - average);
    const factor = (weight * g.wi[2]) / Math.PI;
    const response = mapVec(color as unknown as Vec3, (c) => {
      const tint = (c * c * average) / (1 - c * Math.max(0, 1 - average));
      return (c * single + tint * multiple) * factor;
    });
    return { response, throughput: 0 };
  },
  printPrepare: ({ input, wo }) =>
    `oren_nayar_compensated_prepare(${input('weight')}, ${input('color')}, ${input('roughness')}, ${wo}.z)`,
  printEvaluate: ({ lobe, geometry }) => `oren_nayar_compensated_evaluate(${lobe}, ${geometry})`,
  printAlbedo: ({ input, wo }) =>
    `oren_nayar_compensated_albedo(${input('weight')}, ${input('color')}, ${input('roughness')}, ${wo}.z)`,
};
