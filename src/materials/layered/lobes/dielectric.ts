import { mapVec, type Vec3 } from '../../../math/vec3.ts';
import { ggxAlbedoFit, ggxAlpha, ggxCompensation, ggxReflection } from './ggx.ts';
import { refuseDistribution, type LobeKind } from './lobeKind.ts';

/** Unpolarised Fresnel reflectance from the outside, by Snell's law and the two amplitudes. */
export function fresnelDielectric(cosine: number, ior: number): number {
  const sine = Math.sqrt(Math.max(0, 1 - cosine ** 2)) / ior;
  if (sine >= 1) return 1;
  const inner = Math.sqrt(1 - sine ** 2);
  const s = (cosine - ior * inner) / (cosine + ior * inner);
  const p = (ior * cosine - inner) / (ior * cosine + inner);
  return (s ** 2 + p ** 2) / 2;
}

/** Cosine outside of an interface of this index that is met from inside; undefined: nothing gets out. */
export function outerCosine(cosine: number, index: number): number | undefined {
  const outer = 1 - index ** 2 * (1 - cosine ** 2);
  return outer > 0 ? Math.sqrt(outer) : undefined;
}

/** Mean over facets about the viewer's: about what rough ones reflect to a viewer inside. */
export function meanAround(cosine: number, alpha: number, reflectance: (c: number) => number): number {
  const around = [Math.max(0, cosine - alpha), cosine, Math.min(1, cosine + alpha)];
  return around.reduce((sum, c) => sum + reflectance(c) / 3, 0);
}

/** About the share that rough facets reflect to a viewer inside, where MaterialX's fit knows no total reflection; 0 outside. */
function insideReflectance(cosine: number, ior: number, alpha: number): number {
  return ior >= 1 ? 0 : meanAround(cosine, alpha, (c) => fresnelDielectric(c, ior));
}

/** MaterialX's fit of the directional albedo; it knows no total reflection, which a viewer inside sees. */
export function dielectricAlbedo(cosine: number, ior: number, alpha: number): number {
  const [x, y] = ggxAlbedoFit(cosine, alpha);
  return Math.max(((ior - 1) / (ior + 1)) ** 2 * x + y, insideReflectance(cosine, ior, alpha));
}

const module = 'package::bsdf::dielectric::';

/** MaterialX dielectric_bsdf, scatter_mode R. */
export const dielectric: LobeKind = {
  name: 'dielectric_bsdf',
  struct: 'Dielectric',
  imports: ['Dielectric', 'dielectric_prepare', 'dielectric_evaluate', 'dielectric_albedo'].map((n) => module + n),
  inputs: { weight: 'float', tint: 'color3', ior: 'float', roughness: 'vector2' },
  sampling: 'ggx',
  opaque: false,
  relative: 'index',
  refuse: refuseDistribution,
  evaluate({ weight: [weight], tint, ior: [ior], roughness }, geometry) {
    const { mean } = ggxAlpha(roughness);
    const cosine = geometry.wo[2];
    const fresnel = fresnelDielectric(geometry.wo_h, ior);
    const compensation = ggxCompensation(cosine, mean, fresnel);
    const albedo = dielectricAlbedo(cosine, ior, mean);
    const lobe = ggxReflection(roughness, geometry) * fresnel * compensation * weight;
    return {
      response: mapVec(tint as unknown as Vec3, (t) => Math.max(t, 0) * lobe),
      throughput: Math.max(0, 1 - albedo * compensation * weight),
    };
  },
  printPrepare: ({ input, fit, wo, alpha }) =>
    `dielectric_prepare(${['weight', 'tint', 'ior'].map(input).join(', ')}, ${fit}, ${wo}.z, ${alpha})`,
  printEvaluate: ({ lobe, terms, geometry }) => `dielectric_evaluate(${lobe}, ${terms}.reflection, ${geometry}.wo_h)`,
  printAlbedo: ({ lobe, fit, wo, alpha }) => `dielectric_albedo(${lobe}, ${fit}, ${wo}.z, ${alpha})`,
};
