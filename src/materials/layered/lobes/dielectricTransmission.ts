import { mapVec, type Vec3 } from '../../../math/vec3.ts';
import { dielectric, fresnelDielectric } from './dielectric.ts';
import { ggxAlpha } from './ggx.ts';
import { type LobeGeometry } from './lobeGeometry.ts';
import { refuseDistribution, type LobeInputs, type LobeKind, type LobeScope, type Transmission } from './lobeKind.ts';
import { refraction } from './refraction.ts';

/** Least that a reflecting lobe is thought to leave. */
export const OPEN_MIN = 1e-3;
/** Inside, near the critical angle, `open` is a mean over facets of which one lets more through than another. */
export const MOST_INSIDE = 1.5;

/** f·|cos| of what an interface lets through, where `open` of the light comes as far. */
function transmitted(inputs: LobeInputs, { wo, wi }: LobeGeometry, open: number): Vec3 {
  const [[weight], [ior]] = [inputs['weight'], inputs['ior']];
  const bent = refraction(ggxAlpha(inputs['roughness']), wo, wi, ior);
  const share = Math.min(ior < 1 ? MOST_INSIDE : 1, (1 - fresnelDielectric(bent.wo_h, ior)) / open);
  return mapVec(inputs['tint'] as unknown as Vec3, (tint) => Math.max(0, tint) * weight * share * bent.value);
}

/** What a reflecting lobe of the same interface leaves for `wo`: its throughput at the mirror direction. */
function leftBy(inputs: LobeInputs, geometry: LobeGeometry): number {
  const { throughput } = dielectric.evaluate({ ...inputs, weight: [1] }, { ...geometry, wo_h: geometry.wo[2] });
  return Math.max(OPEN_MIN, throughput as number);
}

const module = 'package::bsdf::dielectricTransmission::';
const imports = [
  ...['prepare', 'evaluate', 'albedo'].map((name) => `${module}dielectric_transmission_${name}`),
  `${module}DielectricTransmission`,
  'package::bsdf::dielectric::dielectric_left',
];

/** MaterialX's own directional albedo of a reflecting lobe of weight 1, as a throughput. */
const printLeft = ({ input, fit, wo, alpha }: LobeScope): string =>
  `dielectric_left(${input('ior')}, ${fit}, ${wo}.z, ${alpha})`;

/**
 * MaterialX dielectric_bsdf, scatter_mode T: all that reaches it goes through, but for what is totally reflected. As documents
 * have it, it lies under a reflecting lobe of the same interface, and together they are that interface: its share is Fresnel's over
 * what that lobe leaves, at most 1 (from inside 1.5).
 */
export const dielectricTransmission: LobeKind = {
  name: 'dielectric_bsdf (T)',
  struct: 'DielectricTransmission',
  imports,
  inputs: dielectric.inputs,
  sampling: 'none',
  relative: 'index',
  opaque: false,
  refuse: refuseDistribution,
  evaluate: () => ({ response: [0, 0, 0], throughput: 1 }),
  printPrepare: (scope) => {
    const [weight, tint, ior] = ['weight', 'tint', 'ior'].map(scope.input);
    return `dielectric_transmission_prepare(${weight}, ${tint}, ${ior}, ${printLeft(scope)})`;
  },
  printEvaluate: () => 'Closure(vec3f(0.0), 1.0)',
  printAlbedo: () => 'Closure(vec3f(0.0), 1.0)',
  transmission: {
    sampling: 'refraction',
    evaluate: (inputs, geometry) => transmitted(inputs, geometry, leftBy(inputs, geometry)),
    printFar: (lobe) => `${lobe}.far`,
    printEvaluate: ({ lobe, bent }) => `dielectric_transmission_evaluate(${lobe}, ${bent})`,
    printAlbedo: ({ lobe, wo, alpha }) => `dielectric_transmission_albedo(${lobe}, ${wo}.z, ${alpha})`,
  },
};

const passing: Transmission = {
  sampling: 'refraction',
  evaluate: (inputs, geometry) => transmitted(inputs, geometry, 1),
  printFar: (lobe) => `${lobe}.transmitted.far`,
  printEvaluate: ({ lobe, bent }) => `dielectric_transmission_evaluate(${lobe}.transmitted, ${bent})`,
  printAlbedo: ({ lobe, wo, alpha }) => `dielectric_transmission_albedo(${lobe}.transmitted, ${wo}.z, ${alpha})`,
};

/** MaterialX dielectric_bsdf, scatter_mode RT: the whole interface in one lobe. */
export const dielectricBoth: LobeKind = {
  ...dielectric,
  name: 'dielectric_bsdf (RT)',
  struct: 'DielectricBoth',
  imports: [...imports, ...dielectric.imports, 'package::bsdf::dielectricBoth::DielectricBoth'],
  printPrepare: (scope) => {
    const { input } = scope;
    const through = `dielectric_transmission_prepare(${input('weight')}, ${input('tint')}, ${input('ior')}, 1.0)`;
    return `DielectricBoth(${dielectric.printPrepare(scope)}, ${through})`;
  },
  printEvaluate: (scope) => dielectric.printEvaluate({ ...scope, lobe: `${scope.lobe}.reflected` }),
  printAlbedo: (scope) => dielectric.printAlbedo({ ...scope, lobe: `${scope.lobe}.reflected` }),
  transmission: passing,
};
