import { addVec, dot, normalize, scale, type Vec3 } from '../../../math/vec3.ts';
import { ggxDistribution } from './ggx.ts';
import { smithG2, visibleNormalPdf, type Alpha } from './microfacets.ts';

const LEAST_BEND = 1e-3;
/** Of a medium; what a document says below it (0, or less) is no index that light could be divided by. */
export const LEAST_INDEX = 0.1;

/** Where light is bent the index is neither 1, at which no facet could be told from another, nor next to nothing. */
export function bendingIndex(index: number): number {
  const bounded = Math.max(index, LEAST_INDEX);
  return Math.abs(bounded - 1) < LEAST_BEND ? 1 + LEAST_BEND : bounded;
}

/**
 * The normal that sends `b` to `a`, in the axes of the normals: the bisector, or Walter's generalised half vector. `far`: index
 * of b's side over that of a's. Undefined where no normal can.
 */
export function scatteringNormal(a: Vec3, b: Vec3, far: number, bent: boolean): Vec3 | undefined {
  if (a[2] <= 0 || (bent ? b[2] >= 0 : b[2] <= 0)) return undefined;
  const sum = bent ? addVec(a, scale(b, far)) : addVec(a, b);
  const h = normalize(sum[2] < 0 ? scale(sum, -1) : sum);
  return dot(a, h) > 0 && (bent ? dot(b, h) < 0 : dot(b, h) > 0) ? h : undefined;
}

/** dω_h/dω_b of a refraction. Walter et al. 2007, equation 17. */
export function refractionJacobian(a: Vec3, b: Vec3, h: Vec3, far: number): number {
  return (far ** 2 * Math.abs(dot(b, h))) / (dot(a, h) + far * dot(b, h)) ** 2;
}

/** Where `a` goes on beyond a facet of normal `h`; undefined: it is totally reflected. */
export function refractAbout(a: Vec3, h: Vec3, far: number): Vec3 | undefined {
  const c = dot(a, h);
  const inner = 1 - (1 - c * c) / far ** 2;
  return inner <= 0 ? undefined : addVec(scale(a, -1 / far), scale(h, c / far - Math.sqrt(inner)));
}

/** Light through microfacets, Fresnel's share left out. */
export interface Refraction {
  /** f·|cos|; light is as strong inside as outside (no square of the index). */
  readonly value: number;
  /** Density of refractions about visible normals. */
  readonly pdf: number;
  /** Cosine of `wo` to the facet. */
  readonly wo_h: number;
}

/** Single scattering (Walter et al. 2007, equation 21); `wo` and `wi` in the axes of the normals, on different sides. */
export function refraction(alpha: Alpha, wo: Vec3, wi: Vec3, far: number): Refraction {
  const h = scatteringNormal(wo, wi, far, true);
  if (!h) return { value: 0, pdf: 0, wo_h: 1 };
  const wo_h = dot(wo, h);
  const jacobian = refractionJacobian(wo, wi, h, far);
  const value = (ggxDistribution(alpha, h) * smithG2(alpha, wo, wi) * wo_h * jacobian) / wo[2];
  return { value, pdf: visibleNormalPdf(alpha, wo, h) * jacobian, wo_h };
}
