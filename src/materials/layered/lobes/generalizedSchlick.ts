import { ggxAlbedoFit, ggxAlpha, ggxCompensation, ggxReflection } from './ggx.ts';
import { refuseDistribution, refuseTransmission, type LobeKind } from './lobeKind.ts';

/** Schlick's curve with the dip at cos θ = 1/7 that multiplies the reflectance there by f82 (Hoffman 2019). */
export function fresnelSchlick(cosine: number, f0: number, f82: number, f90: number, exponent: number): number {
  const plain = (c: number) => f0 + (f90 - f0) * (1 - c) ** exponent;
  const shape = (c: number) => c * (1 - c) ** 6;
  return Math.max(0, plain(cosine) - (plain(1 / 7) * (1 - f82) * shape(cosine)) / shape(1 / 7));
}

const module = 'package::bsdf::generalizedSchlick::';

/** MaterialX generalized_schlick_bsdf, scatter_mode R. */
export const generalizedSchlick: LobeKind = {
  name: 'generalized_schlick_bsdf',
  struct: 'GeneralizedSchlick',
  imports: [
    'GeneralizedSchlick',
    'generalized_schlick_prepare',
    'generalized_schlick_evaluate',
    'generalized_schlick_albedo',
  ].map((n) => module + n),
  inputs: {
    weight: 'float',
    color0: 'color3',
    color82: 'color3',
    color90: 'color3',
    exponent: 'float',
    roughness: 'vector2',
  },
  sampling: 'ggx',
  opaque: false,
  refuse: (node) => refuseTransmission(node) ?? refuseDistribution(node),
  evaluate({ weight: [weight], color0, color82, color90, exponent: [exponent], roughness }, geometry) {
    const { mean } = ggxAlpha(roughness);
    const cosine = geometry.wo[2];
    const [x, y] = ggxAlbedoFit(cosine, mean);
    const reflection = ggxReflection(roughness, geometry) * weight;
    const channels = [0, 1, 2].map((c) => {
      const [f0, f82, f90] = [color0[c], color82[c], color90[c]].map((v) => Math.max(0, v));
      const fresnel = fresnelSchlick(geometry.wo_h, f0, f82, f90, exponent);
      const compensation = ggxCompensation(cosine, mean, fresnel);
      return { response: reflection * fresnel * compensation, albedo: (f0 * x + f90 * y) * compensation };
    });
    const albedo = (channels[0].albedo + channels[1].albedo + channels[2].albedo) / 3;
    return {
      response: [channels[0].response, channels[1].response, channels[2].response],
      throughput: Math.max(0, 1 - albedo * weight),
    };
  },
  printPrepare: ({ input, fit }) =>
    `generalized_schlick_prepare(${['weight', 'color0', 'color82', 'color90', 'exponent'].map(input).join(', ')}, ${fit})`,
  printEvaluate: ({ lobe, terms, geometry }) =>
    `generalized_schlick_evaluate(${lobe}, ${terms}.reflection, ${geometry}.wo_h)`,
  printAlbedo: ({ lobe, wo }) => `generalized_schlick_albedo(${lobe}, ${wo}.z)`,
};
