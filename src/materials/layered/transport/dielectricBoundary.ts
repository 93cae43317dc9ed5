import { addVec, dot, mapVec, multiplyVec, scale, type Vec3 } from '../../../math/vec3.ts';
import { fresnelDielectric } from '../lobes/dielectric.ts';
import { ggxDistribution } from '../lobes/ggx.ts';
import { refractAbout, refractionJacobian, scatteringNormal } from '../lobes/refraction.ts';
import { BLACK, FacingFrame, type Boundary } from './boundary.ts';
import { sampleVisibleNormal, smithG2, smithLambda, visibleNormalPdf, type Alpha } from '../lobes/microfacets.ts';

export interface DielectricOptions {
  readonly normal: Vec3;
  readonly tangent: Vec3;
  readonly alpha: Alpha;
  /** Index below over index above, not 1. */
  readonly eta: number;
  /** Of what is reflected above. */
  readonly tint: Vec3;
  /** Reflectance at the cosine outside, where a film covers the interface; what it does not reflect passes. */
  readonly film?: (cosine: number) => Vec3;
}

const mean = (v: Vec3): number => (v[0] + v[1] + v[2]) / 3;

/** A rough interface between two media (Walter et al. 2007), single scattering. */
export function dielectricBoundary({ normal, tangent, alpha, eta, tint, film }: DielectricOptions): Boundary {
  const above = (v: Vec3) => v[2] > 0;
  /** Reflectance at the cosine `c` on a's side. A film that absorbs nothing reflects alike from both sides of a ray's path. */
  const reflectance = (c: number, far: number, fromAbove: boolean): Vec3 => {
    const outside = fromAbove ? c ** 2 : 1 - (1 - c ** 2) * eta ** 2;
    if (film) return outside > 0 ? film(Math.sqrt(outside)) : [1, 1, 1];
    const f = fresnelDielectric(c, far);
    return [f, f, f];
  };
  const seen = (a: Vec3) => ({
    frame: new FacingFrame(normal, tangent, a),
    // Index of the far side over that of a's.
    far: above(a) ? eta : 1 / eta,
    colour: (above(a) ? tint : [1, 1, 1]) as Vec3,
  });
  const refractedPdf = (a: Vec3, b: Vec3, withOdds: boolean): number => {
    const { frame, far } = seen(a);
    const [la, lb] = [frame.to(a), frame.to(b)];
    const h = above(a) === above(b) ? undefined : scatteringNormal(la, lb, far, true);
    if (!h) return 0;
    const odds = withOdds ? 1 - mean(reflectance(dot(la, h), far, above(a))) : 1;
    return visibleNormalPdf(alpha, la, h) * refractionJacobian(la, lb, h, far) * odds;
  };
  return {
    opaque: false,
    bends: true,
    through: () => BLACK,
    kernel(a, b) {
      const { frame, far, colour } = seen(a);
      const [la, lb] = [frame.to(a), frame.to(b)];
      const refraction = above(a) !== above(b);
      const h = scatteringNormal(la, lb, far, refraction);
      if (!h) return BLACK;
      const f = reflectance(dot(la, h), far, above(a));
      const dg = ggxDistribution(alpha, h) * smithG2(alpha, la, lb);
      if (!refraction) return scale(multiplyVec(colour, f), dg / (4 * la[2]));
      const value = (dg * dot(la, h) * refractionJacobian(la, lb, h, far)) / la[2];
      return mapVec(f, (x) => (1 - x) * value);
    },
    pdf(a, b) {
      if (above(a) !== above(b)) return refractedPdf(a, b, true);
      const { frame, far } = seen(a);
      const [la, lb] = [frame.to(a), frame.to(b)];
      const h = scatteringNormal(la, lb, far, false);
      if (!h) return 0;
      return (visibleNormalPdf(alpha, la, h) * mean(reflectance(dot(la, h), far, above(a)))) / (4 * dot(la, h));
    },
    sample(a, u) {
      const { frame, far, colour } = seen(a);
      const la = frame.to(a);
      const h = sampleVisibleNormal(alpha, la, u);
      const f = reflectance(dot(la, h), far, above(a));
      const odds = mean(f);
      const reflected = u[2] < odds;
      const lb = reflected ? addVec(scale(h, 2 * dot(la, h)), scale(la, -1)) : refractAbout(la, h, far);
      if (!lb) return undefined;
      const b = frame.from(lb);
      if (above(b) !== (above(a) === reflected) || (reflected ? lb[2] <= 0 : lb[2] >= 0)) return undefined;
      const shadowing = (1 + smithLambda(alpha, la)) * smithG2(alpha, la, lb);
      const seenNormals = visibleNormalPdf(alpha, la, h);
      return reflected
        ? {
            event: 'reflected',
            direction: b,
            weight: mapVec(multiplyVec(colour, f), (x) => (x * shadowing) / odds),
            pdf: (seenNormals * odds) / (4 * dot(la, h)),
          }
        : {
            event: 'refracted',
            direction: b,
            weight: mapVec(f, (x) => ((1 - x) * shadowing) / (1 - odds)),
            pdf: seenNormals * (1 - odds) * refractionJacobian(la, lb, h, far),
          };
    },
    refractionPdf: (a, b) => refractedPdf(a, b, false),
    refract(a, u) {
      const { frame, far } = seen(a);
      const la = frame.to(a);
      const lb = refractAbout(la, sampleVisibleNormal(alpha, la, u), far);
      if (!lb || lb[2] >= 0) return undefined;
      const b = frame.from(lb);
      return above(b) === above(a) ? undefined : b;
    },
  };
}
