import { addVec, dot, mapVec, multiplyVec, normalize, scale, type Vec3 } from '../../../math/vec3.ts';
import { ggxDistribution } from '../lobes/ggx.ts';
import { BLACK, FacingFrame, type Boundary } from './boundary.ts';
import { sampleVisibleNormal, smithG2, smithLambda, visibleNormalPdf, type Alpha } from '../lobes/microfacets.ts';

export interface MirrorOptions {
  readonly normal: Vec3;
  readonly tangent: Vec3;
  readonly alpha: Alpha;
  /** Reflectance at the cosine to the microfacet's normal, tint and weight included. */
  reflectance(cosine: number): Vec3;
  /** Share that goes straight on, at the cosine to the boundary's normal; nothing for an opaque one. */
  readonly passes?: (cosine: number) => Vec3;
}

const mean = (v: Vec3): number => (v[0] + v[1] + v[2]) / 3;

/** Microfacets that reflect (conductor, Schlick's curve), and let the rest pass unbent or not at all; single scattering. */
export function mirrorBoundary({ normal, tangent, alpha, reflectance, passes }: MirrorOptions): Boundary {
  const through = (a: Vec3): Vec3 => passes?.(Math.abs(dot(normalize(normal), a))) ?? BLACK;
  const oddsOfPassing = (a: Vec3): number => (passes ? mean(through(a)) : 0);
  const halfway = (a: Vec3, b: Vec3): Vec3 | undefined => {
    if (a[2] <= 0 || b[2] <= 0) return undefined;
    return normalize(addVec(a, b));
  };
  return {
    opaque: !passes,
    bends: false,
    through,
    kernel(a, b) {
      const frame = new FacingFrame(normal, tangent, a);
      const [la, lb] = [frame.to(a), frame.to(b)];
      const h = a[2] * b[2] > 0 ? halfway(la, lb) : undefined;
      if (!h) return BLACK;
      return scale(reflectance(dot(la, h)), (ggxDistribution(alpha, h) * smithG2(alpha, la, lb)) / (4 * la[2]));
    },
    pdf(a, b) {
      const frame = new FacingFrame(normal, tangent, a);
      const la = frame.to(a);
      const h = a[2] * b[2] > 0 ? halfway(la, frame.to(b)) : undefined;
      return h ? ((1 - oddsOfPassing(a)) * visibleNormalPdf(alpha, la, h)) / (4 * dot(la, h)) : 0;
    },
    sample(a, u) {
      const passing = oddsOfPassing(a);
      if (u[2] < passing) {
        const weight = mapVec(through(a), (share) => share / passing);
        return { event: 'straight', direction: scale(a, -1), weight, pdf: 0 };
      }
      const frame = new FacingFrame(normal, tangent, a);
      const la = frame.to(a);
      const h = sampleVisibleNormal(alpha, la, u);
      const lb = addVec(scale(h, 2 * dot(la, h)), scale(la, -1));
      const b = frame.from(lb);
      if (lb[2] <= 0 || a[2] * b[2] <= 0) return undefined;
      const shadowing = (1 + smithLambda(alpha, la)) * smithG2(alpha, la, lb);
      return {
        event: 'reflected',
        direction: b,
        weight: multiplyVec(reflectance(dot(la, h)), [1, 1, 1].map(() => shadowing / (1 - passing)) as unknown as Vec3),
        pdf: ((1 - passing) * visibleNormalPdf(alpha, la, h)) / (4 * dot(la, h)),
      };
    },
    refractionPdf: () => 0,
    refract: () => undefined,
  };
}
