import type { Vec3 } from '../../../math/vec3.ts';
import { clamp, type LobeGeometry } from './lobeGeometry.ts';

/** Floor of α; as shaders/bsdf/ggx.wgsl. */
export const ALPHA_MIN = 1e-3;

/** αx, αy after the floor, and the mean that masking and albedo use. */
export function ggxAlpha(roughness: readonly number[]): { x: number; y: number; mean: number } {
  const x = clamp(roughness[0], ALPHA_MIN, 1);
  const y = clamp(roughness[1], ALPHA_MIN, 1);
  return { x, y, mean: Math.sqrt(x * y) };
}

/** Density of the microfacets' normals `h` in the lobe's axes, h.z > 0. Burley 2012, appendix B.2. */
export function ggxDistribution({ x, y }: { x: number; y: number }, h: Vec3): number {
  return 1 / (Math.PI * x * y * ((h[0] / x) ** 2 + (h[1] / y) ** 2 + h[2] ** 2) ** 2);
}

/** D·G2/(4 cos θo), cosine of wi included: a mirror's share of the light. Heitz 2014, 72 and 99. */
export function ggxReflection(roughness: readonly number[], { wo, wi, h }: LobeGeometry): number {
  if (wi[2] <= 0 || h[2] <= 0) return 0;
  const alpha = ggxAlpha(roughness);
  const { mean } = alpha;
  const lambda = (cosine: number) => (Math.sqrt(1 + (mean ** 2 * (1 - cosine ** 2)) / cosine ** 2) - 1) / 2;
  const g2 = 1 / (1 + lambda(wo[2]) + lambda(wi[2]));
  return (ggxDistribution(alpha, h) * g2) / (4 * wo[2]);
}

/** MaterialX's rational fit: E = F0·x + F90·y. Coefficients by powers of the cosine (row) and α (column). */
export function ggxAlbedoFit(cosine: number, alpha: number): readonly [number, number] {
  const polynomial = (c: readonly number[]) =>
    c[0] +
    cosine * (c[1] + alpha * (c[3] + alpha * c[7])) +
    alpha * (c[2] + alpha * c[5]) +
    cosine ** 2 * (c[4] + alpha * (c[6] + alpha * c[8]));
  const x = polynomial([0.1003, -0.6303, 9.748, -2.038, 29.34, -8.245, -26.44, 19.99, -5.448]);
  const y = polynomial([0.9345, -2.323, 2.229, -3.748, 1.424, -0.7684, 1.436, 0.2913, 0.6286]);
  const xBottom = polynomial([1, -1.765, 8.263, 11.53, 28.96, -7.507, -36.11, 15.86, 33.37]);
  const yBottom = polynomial([1, 0.2281, 15.94, -55.83, 13.08, 41.26, 54.9, 300.2, -285.1]);
  return [clamp(x / xBottom, 0, 1), clamp(y / yBottom, 0, 1)];
}

/** Growth of a lobe by multiple scattering where its Fresnel term is `fresnel` (Turquin 2019, 14 and 16). */
export function ggxCompensation(cosine: number, alpha: number, fresnel: number): number {
  const [x, y] = ggxAlbedoFit(cosine, alpha);
  const single = x + y;
  return 1 + (fresnel * (1 - single)) / single;
}
