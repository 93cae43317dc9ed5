import { mapVec, scale, type Vec3 } from '../../../math/vec3.ts';
import { BLACK, FacingFrame, type Boundary } from './boundary.ts';

export interface DiffuseOptions {
  readonly normal: Vec3;
  readonly tangent: Vec3;
  /** f·|cos b| of MaterialX's lobe, its normal turned to face `a`. */
  response(a: Vec3, b: Vec3): Vec3;
  /** Share that goes straight on; nothing for an opaque one. */
  readonly passes?: (a: Vec3) => number;
}

/** A lobe drawn by the cosine: diffuse reflection, or sheen, whose fibres let the rest pass and scatter alike from both sides. */
export function diffuseBoundary({ normal, tangent, response, passes }: DiffuseOptions): Boundary {
  const passing = (a: Vec3): number => passes?.(a) ?? 0;
  const grey = (x: number): Vec3 => [x, x, x];
  const kernel = (a: Vec3, b: Vec3): Vec3 => (a[2] * b[2] > 0 ? response(a, b) : BLACK);
  const cosine = (a: Vec3, b: Vec3): number => new FacingFrame(normal, tangent, a).to(b)[2];
  const pdf = (a: Vec3, b: Vec3): number =>
    a[2] * b[2] > 0 ? ((1 - passing(a)) * Math.max(0, cosine(a, b))) / Math.PI : 0;
  return {
    opaque: !passes,
    bends: false,
    through: (a) => (passes ? grey(passing(a)) : BLACK),
    kernel,
    pdf,
    sample(a, u) {
      const odds = passing(a);
      if (u[2] < odds) return { event: 'straight', direction: scale(a, -1), weight: [1, 1, 1], pdf: 0 };
      const radius = Math.sqrt(u[1]);
      const turn = 2 * Math.PI * u[0];
      const local: Vec3 = [radius * Math.cos(turn), radius * Math.sin(turn), Math.sqrt(1 - u[1])];
      const b = new FacingFrame(normal, tangent, a).from(local);
      const density = pdf(a, b);
      if (density <= 0) return undefined;
      return { event: 'reflected', direction: b, weight: mapVec(kernel(a, b), (k) => k / density), pdf: density };
    },
    refractionPdf: () => 0,
    refract: () => undefined,
  };
}
