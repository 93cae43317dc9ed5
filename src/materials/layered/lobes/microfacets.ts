import { normalize, type Vec3 } from '../../../math/vec3.ts';
import { ggxDistribution } from './ggx.ts';

/** αx, αy. */
export interface Alpha {
  readonly x: number;
  readonly y: number;
}

/** Smith's Λ, anisotropic (Heitz 2014, equations 72 and 80); `v` in the axes of the normals, either side. */
export function smithLambda({ x, y }: Alpha, v: Vec3): number {
  const slope2 = ((x * v[0]) ** 2 + (y * v[1]) ** 2) / v[2] ** 2;
  return (Math.sqrt(1 + slope2) - 1) / 2;
}

/** Height-correlated masking and shadowing; for refraction too, as in pbrt. */
export function smithG2(alpha: Alpha, a: Vec3, b: Vec3): number {
  return 1 / (1 + smithLambda(alpha, a) + smithLambda(alpha, b));
}

/** Density per solid angle of the normals that `a` sees (a.z > 0): G1·D·(a·h)/a.z. Heitz 2018. */
export function visibleNormalPdf(alpha: Alpha, a: Vec3, h: Vec3): number {
  const cosine = a[0] * h[0] + a[1] * h[1] + a[2] * h[2];
  if (h[2] <= 0 || cosine <= 0) return 0;
  return (ggxDistribution(alpha, h) * cosine) / (a[2] * (1 + smithLambda(alpha, a)));
}

/** A normal that `a` sees (Dupuy and Benyoub 2023). */
export function sampleVisibleNormal({ x, y }: Alpha, a: Vec3, u: readonly number[]): Vec3 {
  const v = normalize([a[0] * x, a[1] * y, a[2]]);
  const z = (1 - u[1]) * (1 + v[2]) - v[2];
  const radius = Math.sqrt(Math.max(0, 1 - z * z));
  const turn = 2 * Math.PI * u[0];
  const cap: Vec3 = [radius * Math.cos(turn) + v[0], radius * Math.sin(turn) + v[1], z + v[2]];
  return normalize([cap[0] * x, cap[1] * y, Math.max(cap[2], 1e-12)]);
}
