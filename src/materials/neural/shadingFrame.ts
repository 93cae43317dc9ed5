import { addScaled, cross, dot, scale, type Vec3 } from '../../math/vec3.ts';

/**
 * A learned shading frame (Zeltner et al. 2024, sec. 4.2): n = normalize(W_n z + (0,0,1)), t = normalize(W_t z +
 * (1,0,0)), b = n x t. The axes are not orthogonalised and b is not of unit length. This is the float64 face of
 * `shaders/layers/shadingFrame.wgsl`.
 */
export interface ShadingFrame {
  readonly t: Vec3;
  readonly b: Vec3;
  readonly n: Vec3;
}

/** Squared length below which an axis is treated as if it had this one: keeps a vanishing axis finite. */
const LENGTH2_MIN = 1e-12;

export function shadingFrame(normalResidual: Vec3, tangentResidual: Vec3): ShadingFrame {
  const n = normalized(addScaled(normalResidual, 1, [0, 0, 1]));
  const t = normalized(addScaled(tangentResidual, 1, [1, 0, 0]));
  return { t, b: cross(n, t), n };
}

/** (t·w, b·w, n·w). */
export function projectToFrame(frame: ShadingFrame, w: Vec3): Vec3 {
  return [dot(frame.t, w), dot(frame.b, w), dot(frame.n, w)];
}

/**
 * The adjoint: gradients with respect to the residuals, from those with respect to the projections of wo and wi.
 * @param dWo dL/d(projection of wo), likewise dWi.
 */
export function shadingFrameBackward(
  normalResidual: Vec3,
  tangentResidual: Vec3,
  wo: Vec3,
  wi: Vec3,
  dWo: Vec3,
  dWi: Vec3,
): { dNormal: Vec3; dTangent: Vec3 } {
  const { t, n } = shadingFrame(normalResidual, tangentResidual);
  const along = (k: number) => addScaled(scale(wo, dWo[k]), dWi[k], wi);
  const db = along(1);
  const dt = addScaled(along(0), 1, cross(db, n));
  const dn = addScaled(along(2), 1, cross(t, db));
  return {
    dNormal: normalizedBackward(addScaled(normalResidual, 1, [0, 0, 1]), n, dn),
    dTangent: normalizedBackward(addScaled(tangentResidual, 1, [1, 0, 0]), t, dt),
  };
}

function inverseLength(a: Vec3): number {
  return 1 / Math.sqrt(Math.max(dot(a, a), LENGTH2_MIN));
}

function normalized(a: Vec3): Vec3 {
  return scale(a, inverseLength(a));
}

/** `unit` is normalized(a). */
function normalizedBackward(a: Vec3, unit: Vec3, dUnit: Vec3): Vec3 {
  return scale(addScaled(dUnit, -dot(unit, dUnit), unit), inverseLength(a));
}
