import { addVec, cross, dot, normalize, scale, type Vec3 } from '../../../math/vec3.ts';

/** As shaders/bsdf/lobe.wgsl. */
export const COSINE_MIN = 1e-6;

export const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Float64 face of `LobeGeometry` (shaders/bsdf/lobe.wgsl): directions in a lobe's own axes. */
export interface LobeGeometry {
  /** z >= COSINE_MIN. */
  readonly wo: Vec3;
  readonly wi: Vec3;
  readonly h: Vec3;
  readonly wo_h: number;
  readonly wi_wo: number;
}

/** MaterialX's (response, throughput) of a closure; the cosine to the light is in the response. */
export interface Closure {
  readonly response: Vec3;
  /** One number where it is gray. */
  readonly throughput: number | Vec3;
}

/** `wo`, `wi` unit vectors in mesh space; the normal is turned to face `wo`. */
export function lobeGeometry(normal: Vec3, tangent: Vec3, wo: Vec3, wi: Vec3): LobeGeometry {
  const unit = normalize(normal);
  const z = dot(unit, wo) < 0 ? scale(unit, -1) : unit;
  const x = normalize(addVec(tangent, scale(z, -dot(tangent, z))));
  const y = cross(z, x);
  const local = (v: Vec3): Vec3 => [dot(x, v), dot(y, v), dot(z, v)];
  const h = normalize(addVec(wo, wi));
  const [ox, oy, oz] = local(wo);
  return {
    wo: [ox, oy, Math.max(oz, COSINE_MIN)],
    wi: local(wi),
    h: local(h),
    wo_h: clamp(dot(wo, h), COSINE_MIN, 1),
    wi_wo: dot(wo, wi),
  };
}
