import { ggxAlpha, ggxCompensation, ggxReflection } from './ggx.ts';
import { refuseDistribution, type LobeKind } from './lobeKind.ts';

/** Unpolarised Fresnel reflectance of a conductor n + ik, by complex arithmetic on Snell's law. */
export function fresnelConductor(cosine: number, n: number, k: number): number {
  // q = sqrt((n + ik)² - sin²θ), the refracted normal component.
  const [re, im] = [n * n - k * k - (1 - cosine ** 2), 2 * n * k];
  const modulus = Math.hypot(re, im);
  const [qr, qi] = [Math.sqrt(Math.max(0, (modulus + re) / 2)), Math.sqrt(Math.max(0, (modulus - re) / 2))];
  const s = ((cosine - qr) ** 2 + qi ** 2) / ((cosine + qr) ** 2 + qi ** 2);
  // p: ((n + ik)²·cosθ - q) / ((n + ik)²·cosθ + q)
  const [er, ei] = [(n * n - k * k) * cosine, 2 * n * k * cosine];
  const p = ((er - qr) ** 2 + (ei - qi) ** 2) / ((er + qr) ** 2 + (ei + qi) ** 2);
  return (s + p) / 2;
}

const module = 'package::bsdf::conductor::';

/** MaterialX conductor_bsdf. */
export const conductor: LobeKind = {
  name: 'conductor_bsdf',
  struct: 'Conductor',
  imports: ['Conductor', 'conductor_prepare', 'conductor_evaluate', 'conductor_albedo'].map((n) => module + n),
  inputs: { weight: 'float', ior: 'color3', extinction: 'color3', roughness: 'vector2' },
  sampling: 'ggx',
  opaque: true,
  refuse: refuseDistribution,
  evaluate({ weight: [weight], ior, extinction, roughness }, geometry) {
    const { mean } = ggxAlpha(roughness);
    const reflection = ggxReflection(roughness, geometry) * weight;
    const channel = (c: number) => {
      const fresnel = fresnelConductor(geometry.wo_h, ior[c], extinction[c]);
      return reflection * fresnel * ggxCompensation(geometry.wo[2], mean, fresnel);
    };
    return { response: [channel(0), channel(1), channel(2)], throughput: 0 };
  },
  printPrepare: ({ input, fit }) =>
    `conductor_prepare(${input('weight')}, ${input('ior')}, ${input('extinction')}, ${fit})`,
  printEvaluate: ({ lobe, terms, geometry }) => `conductor_evaluate(${lobe}, ${terms}.reflection, ${geometry}.wo_h)`,
  printAlbedo: ({ lobe, fit, wo }) => `conductor_albedo(${lobe}, ${fit}, ${wo}.z)`,
};
