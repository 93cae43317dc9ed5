import { scale, type Vec3 } from '../../math/vec3.ts';
import { dielectric, fresnelDielectric } from '../layered/lobes/dielectric.ts';
import { ALPHA_MIN, ggxAlbedoFit, ggxAlpha, ggxCompensation, ggxDistribution } from '../layered/lobes/ggx.ts';
import { COSINE_MIN, lobeGeometry } from '../layered/lobes/lobeGeometry.ts';
import { arrayField, numberField, objectField } from './fields.ts';

/**
 * A clear coat that is not learned but kept as it is, over a network that has learned what it leaves of the light below:
 * MaterialX's dielectric_bsdf, uniform over the surface, in the mesh's frame. For near-mirrors, which networks cannot learn.
 */
export interface AnalyticCoat {
  readonly weight: number;
  /** Linear Rec.709, 0 to 1. */
  readonly tint: Vec3;
  readonly ior: number;
  /** GGX along the tangent and across it. */
  readonly alpha: readonly [number, number];
}

/** Largest index of refraction of a coat. */
export const MAX_IOR = 10;

/** @throws RangeError or TypeError naming the field. */
export function parseAnalyticCoat(json: unknown, field = 'coat'): AnalyticCoat {
  const data = objectField(json, field);
  const list = (name: string, count: number, least: number) =>
    arrayField(data[name], `${field}.${name}`, count, count).map((value, i) =>
      numberField(value, `${field}.${name}[${i}]`, least, 1),
    );
  const [r, g, b] = list('tint', 3, 0);
  const [x, y] = list('alpha', 2, ALPHA_MIN);
  return {
    weight: numberField(data.weight, `${field}.weight`, 0, 1),
    tint: [r, g, b],
    ior: numberField(data.ior, `${field}.ior`, 1, MAX_IOR),
    alpha: [x, y],
  };
}

/** Values of the WGSL struct `AnalyticCoat`; of no coat, weight 0. */
export function coatValues(coat: AnalyticCoat | undefined) {
  const { tint, weight, alpha, ior } = coat ?? { tint: [1, 1, 1], weight: 0, alpha: [1, 1], ior: 1.5 };
  return { tint, weight, alpha, ior };
}

/** The float64 face of shaders/bsdf/analyticCoat.wgsl for one `wo` above the surface. */
export interface CpuCoat {
  readonly albedo: Vec3;
  readonly odds: number;
  /** f·|cos|; `wi` above the surface. */
  eval(wi: Vec3): Vec3;
  pdf(wi: Vec3): number;
  draw(u: readonly [number, number]): Vec3;
}

const ODDS_MIN = 0.02;

/** @param below directional albedo of what lies below, by which odds are set. */
export function cpuCoat(coat: AnalyticCoat, wo: Vec3, below: Vec3): CpuCoat {
  const inputs = { weight: [coat.weight], tint: coat.tint, ior: [coat.ior], roughness: coat.alpha };
  const alpha = ggxAlpha(coat.alpha);
  const { x: ax, y: ay, mean } = alpha;
  const z = Math.max(wo[2], COSINE_MIN);
  const [fx, fy] = ggxAlbedoFit(z, mean);
  const single = ((coat.ior - 1) / (coat.ior + 1)) ** 2 * fx + fy;
  const reflected = coat.weight * single * ggxCompensation(z, mean, fresnelDielectric(z, coat.ior));
  const albedo = scale(coat.tint, reflected);
  const sum = (v: Vec3) => v[0] + v[1] + v[2];
  const odds = coat.weight > 0 ? ODDS_MIN + ((1 - 2 * ODDS_MIN) * sum(albedo)) / (sum(albedo) + sum(below)) : 0;
  const geometryOf = (wi: Vec3) => lobeGeometry([0, 0, 1], [1, 0, 0], wo, wi);
  return {
    albedo,
    odds,
    eval: (wi) => dielectric.evaluate(inputs, geometryOf(wi)).response,
    pdf(wi) {
      const { h } = geometryOf(wi);
      if (h[2] <= 0) return 0;
      // Heitz 2018, equation 17: G1(wo) / (4 cos θo) with the anisotropic masking.
      return (0.5 * ggxDistribution(alpha, h)) / (z + Math.hypot(z, ax * wo[0], ay * wo[1]));
    },
    // Dupuy and Benyoub 2023: a spherical cap, seen from the stretched viewer.
    draw([u0, u1]) {
      const length = Math.hypot(ax * wo[0], ay * wo[1], z);
      const v = [(ax * wo[0]) / length, (ay * wo[1]) / length, z / length];
      const capZ = (1 - u1) * (1 + v[2]) - v[2];
      const radius = Math.sqrt(Math.min(Math.max(1 - capZ ** 2, 0), 1));
      const phi = 2 * Math.PI * u0;
      const cap = [radius * Math.cos(phi) + v[0], radius * Math.sin(phi) + v[1], capZ + v[2]];
      const half = [ax * cap[0], ay * cap[1], Math.max(cap[2], 0)];
      const norm = Math.hypot(...half);
      const h: Vec3 = [half[0] / norm, half[1] / norm, half[2] / norm];
      const wo_h = wo[0] * h[0] + wo[1] * h[1] + z * h[2];
      return [2 * wo_h * h[0] - wo[0], 2 * wo_h * h[1] - wo[1], 2 * wo_h * h[2] - z];
    },
  };
}
