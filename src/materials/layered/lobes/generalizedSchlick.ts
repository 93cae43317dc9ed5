import { meanAround, outerCosine } from './dielectric.ts';
import { ggxAlbedoFit, ggxAlpha, ggxCompensation, ggxReflection } from './ggx.ts';
import { clamp } from './lobeGeometry.ts';
import { bendingIndex } from './refraction.ts';
import { refuseDistribution, type LobeInputs, type LobeKind } from './lobeKind.ts';

/** Schlick's curve with the dip at cos θ = 1/7 that multiplies the reflectance there by f82 (Hoffman 2019). */
export function fresnelSchlick(cosine: number, f0: number, f82: number, f90: number, exponent: number): number {
  const plain = (c: number) => f0 + (f90 - f0) * (1 - c) ** exponent;
  const shape = (c: number) => c * (1 - c) ** 6;
  return Math.max(0, plain(cosine) - (plain(1 / 7) * (1 - f82) * shape(cosine)) / shape(1 / 7));
}

/** Index of an interface that reflects `color0` head on, in the mean over the channels. */
export function schlickIndex(color0: readonly number[]): number {
  const mean = color0.reduce((sum, c) => sum + Math.max(0, c) / 3, 0);
  const root = Math.sqrt(clamp(mean, 0, 0.99));
  return bendingIndex((1 + root) / (1 - root));
}

/** `reflectance`, told for the outside, where the viewer is. */
function seenFrom(inputs: LobeInputs, reflectance: (cosine: number) => number): (cosine: number) => number {
  const inside = inputs['inside']?.[0] ?? 0;
  if (inside === 0) return reflectance;
  return (cosine) => {
    const outer = outerCosine(cosine, inside);
    return outer === undefined ? 1 : reflectance(outer);
  };
}

/** MaterialX's fit of a channel's directional albedo; from inside, with the total reflection that it does not know. */
export function schlickAlbedo(inputs: LobeInputs, c: number, cosine: number, alpha: number): number {
  const [f0, f82, f90] = ['color0', 'color82', 'color90'].map((name) => Math.max(0, inputs[name][c]));
  const [x, y] = ggxAlbedoFit(cosine, alpha);
  const fitted = f0 * x + f90 * y;
  if ((inputs['inside']?.[0] ?? 0) === 0) return fitted;
  const curve = seenFrom(inputs, (at) => fresnelSchlick(at, f0, f82, f90, inputs['exponent'][0]));
  return Math.max(fitted, meanAround(cosine, alpha, curve));
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
  relative: 'curve',
  refuse: refuseDistribution,
  evaluate(inputs, geometry) {
    const { color0, color82, color90, roughness } = inputs;
    const [[weight], [exponent]] = [inputs['weight'], inputs['exponent']];
    const { mean } = ggxAlpha(roughness);
    const cosine = geometry.wo[2];
    const reflection = ggxReflection(roughness, geometry) * weight;
    const channels = [0, 1, 2].map((c) => {
      const [f0, f82, f90] = [color0[c], color82[c], color90[c]].map((v) => Math.max(0, v));
      const fresnel = seenFrom(inputs, (at) => fresnelSchlick(at, f0, f82, f90, exponent))(geometry.wo_h);
      const compensation = ggxCompensation(cosine, mean, fresnel);
      return {
        response: reflection * fresnel * compensation,
        albedo: schlickAlbedo(inputs, c, cosine, mean) * compensation,
      };
    });
    const albedo = (channels[0].albedo + channels[1].albedo + channels[2].albedo) / 3;
    return {
      response: [channels[0].response, channels[1].response, channels[2].response],
      throughput: Math.max(0, 1 - albedo * weight),
    };
  },
  printPrepare: ({ input, fit, inside, wo, alpha }) =>
    `generalized_schlick_prepare(${['weight', 'color0', 'color82', 'color90', 'exponent'].map(input).join(', ')}, ${fit}, ${inside}, ${wo}.z, ${alpha})`,
  printEvaluate: ({ lobe, terms, geometry }) =>
    `generalized_schlick_evaluate(${lobe}, ${terms}.reflection, ${geometry}.wo_h)`,
  printAlbedo: ({ lobe, wo }) => `generalized_schlick_albedo(${lobe}, ${wo}.z)`,
};
