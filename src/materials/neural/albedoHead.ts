import type { Vec3 } from '../../math/vec3.ts';

/** The float64 face of `shaders/layers/albedoHead.wgsl`, where formulas and limits are told. */
const ALBEDO_RAW_LIMIT = 5;
/** Place of the albedo among the sampler decoder's outputs. */
const FIRST = 9;

/** Directional albedo by channel. @param raw all outputs of the sampler decoder. */
export function albedoHead(raw: ArrayLike<number>): Vec3 {
  const value = (c: number) => Math.exp(Math.min(Math.max(raw[FIRST + c], -ALBEDO_RAW_LIMIT), ALBEDO_RAW_LIMIT) - 1);
  return [value(0), value(1), value(2)];
}

/** Half the slope of the loss by the three raw outputs. */
export function albedoHeadSlope(raw: ArrayLike<number>, estimate: Vec3): Vec3 {
  const albedo = albedoHead(raw);
  const slope = (c: 0 | 1 | 2) =>
    Math.abs(raw[FIRST + c]) < ALBEDO_RAW_LIMIT ? ((albedo[c] - estimate[c]) * albedo[c]) / (albedo[c] ** 2 + 0.01) : 0;
  return [slope(0), slope(1), slope(2)];
}

export function energyGuard(albedo: Vec3): number {
  return Math.max(1, ...albedo);
}
