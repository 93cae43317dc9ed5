import type { Vec3 } from '../../../math/vec3.ts';
import { MOST_INSIDE, OPEN_MIN } from './dielectricTransmission.ts';
import { filmedDielectric, fresnelFilmedDielectric, printFilmedDielectric } from './filmedDielectric.ts';
import { filmedSchlick, fresnelFilmedSchlick, printFilmedSchlick } from './filmedSchlick.ts';
import { schlickIndex } from './generalizedSchlick.ts';
import { ggxAlpha } from './ggx.ts';
import { clamp, type LobeGeometry } from './lobeGeometry.ts';
import type { LobeInputs, LobeKind, LobeScope, Transmission } from './lobeKind.ts';
import { refraction } from './refraction.ts';

const module = (name: string, names: readonly string[]): string[] => names.map((n) => `package::bsdf::${name}::${n}`);
const passage = (names: readonly string[]): string[] => module('colouredTransmission', names);

/** An interface whose reflectance has colours. */
interface Interface {
  /** The lobe that reflects by it. */
  readonly reflects: LobeKind;
  /** Of the lobe's inputs: what does not pass, at the cosine to a facet. */
  readonly reflectance: (cosine: number, inputs: LobeInputs) => Vec3;
  /** Index of the far side over the viewer's. */
  readonly far: (inputs: LobeInputs) => number;
  readonly tint: (inputs: LobeInputs) => readonly number[];
  readonly struct: string;
  readonly imports: readonly string[];
  /** WGSL: the struct of what passes; `open`, vec3f, as shaders/bsdf/colouredTransmission.wgsl says. */
  print(scope: LobeScope, open: string): string;
  /** WGSL: Closure or ColourClosure of the lobe that reflects, of weight 1. */
  printLeft(scope: LobeScope): string;
  /** Prefix of the functions. */
  readonly functions: string;
}

const filmed: Interface = {
  reflects: filmedDielectric,
  reflectance: fresnelFilmedDielectric,
  far: ({ ior }) => ior[0],
  tint: ({ tint }) => tint,
  struct: 'FilmedPassage',
  functions: 'filmed_passage',
  imports: [
    ...passage(['passage', 'FilmedPassage', 'filmed_passage_evaluate', 'filmed_passage_albedo']),
    ...module('thinFilm', ['film_of']),
  ],
  print({ input, inside }, open) {
    const [weight, tint, ior, thickness, index] = ['weight', 'tint', 'ior', 'thinfilm_thickness', 'thinfilm_ior'].map(
      input,
    );
    return `FilmedPassage(passage(${tint} * ${weight}, ${ior}, ${open}, ${inside}), film_of(${thickness}, ${index}))`;
  },
  printLeft: (scope) => `filmed_dielectric_albedo(${printFilmedDielectric(scope, true)}, ${scope.wo}.z)`,
};

/** With a film of thickness 0, or one. */
const curved: Interface = {
  reflects: filmedSchlick,
  reflectance: fresnelFilmedSchlick,
  far: ({ color0, inside }) => (inside[0] > 0 ? 1 / inside[0] : schlickIndex(color0)),
  tint: () => [1, 1, 1],
  struct: 'SchlickPassage',
  functions: 'schlick_passage',
  imports: [
    ...passage(['passage', 'schlick_passage', 'SchlickPassage', 'schlick_passage_evaluate', 'schlick_passage_albedo']),
    ...module('thinFilm', ['film_of']),
    ...module('fresnel', ['schlick_curve']),
  ],
  print({ input, inside }, open) {
    const [weight, exponent, thickness, index] = ['weight', 'exponent', 'thinfilm_thickness', 'thinfilm_ior'].map(
      input,
    );
    const curve = `schlick_curve(${['color0', 'color82', 'color90'].map((name) => `max(${input(name)}, vec3f(0.0))`).join(', ')}, ${exponent})`;
    return `schlick_passage(${weight}, ${curve}, film_of(${thickness}, ${index}), ${open}, ${inside})`;
  },
  printLeft: (scope) => `filmed_schlick_albedo(${printFilmedSchlick(scope, true)}, ${scope.fit}, ${scope.wo}.z)`,
};

/** Response of what passes, where `open` of the light comes as far. */
function passes(face: Interface, inputs: LobeInputs, { wo, wi }: LobeGeometry, open: readonly number[]): Vec3 {
  const far = face.far(inputs);
  const bent = refraction(ggxAlpha(inputs['roughness']), wo, wi, far);
  const reflected = face.reflectance(bent.wo_h, inputs);
  const tint = face.tint(inputs);
  const most = far < 1 ? MOST_INSIDE : 1;
  const [weight] = inputs['weight'];
  return [0, 1, 2].map((c) => {
    const share = clamp((1 - reflected[c]) / Math.max(OPEN_MIN, open[c]), 0, most);
    return Math.max(0, tint[c] * weight) * share * bent.value;
  }) as unknown as Vec3;
}

/** What a reflecting lobe of the same interface leaves for `wo`: its throughput at the mirror direction. */
function leftBy(face: Interface, inputs: LobeInputs, geometry: LobeGeometry): readonly number[] {
  const mirror = { ...geometry, wo_h: geometry.wo[2] };
  const { throughput } = face.reflects.evaluate({ ...inputs, weight: [1] }, mirror);
  return typeof throughput === 'number' ? [throughput, throughput, throughput] : throughput;
}

const transmission = (face: Interface, member: string, open?: typeof leftBy): Transmission => ({
  sampling: 'refraction',
  evaluate: (inputs, geometry) => passes(face, inputs, geometry, open ? open(face, inputs, geometry) : [1, 1, 1]),
  printFar: (lobe) => `${lobe}${member}.passage.far`,
  printEvaluate: ({ lobe, bent }) => `${face.functions}_evaluate(${lobe}${member}, ${bent})`,
  printAlbedo: ({ lobe, wo }) => `${face.functions}_albedo(${lobe}${member}, ${wo}.z)`,
});

/** scatter_mode T, as dielectricTransmission.ts has it: under a reflecting lobe both together are the interface. */
function passing(face: Interface): LobeKind {
  const { reflects } = face;
  return {
    ...reflects,
    name: `${reflects.name} (T)`,
    struct: face.struct,
    imports: [...reflects.imports, ...face.imports],
    sampling: 'none',
    coloured: undefined,
    evaluate: () => ({ response: [0, 0, 0], throughput: 1 }),
    printPrepare: (scope) => face.print(scope, `vec3f(${face.printLeft(scope)}.throughput)`),
    printEvaluate: () => 'Closure(vec3f(0.0), 1.0)',
    printAlbedo: () => 'Closure(vec3f(0.0), 1.0)',
    transmission: transmission(face, '', leftBy),
  };
}

/** scatter_mode RT: the whole interface in one lobe. */
function both(face: Interface): LobeKind {
  const { reflects, struct } = face;
  return {
    ...reflects,
    name: `${reflects.name} (RT)`,
    struct: `${reflects.struct}And${struct}`,
    imports: [...reflects.imports, ...face.imports, ...passage([`${reflects.struct}And${struct}`])],
    printPrepare: (scope) =>
      `${reflects.struct}And${struct}(${reflects.printPrepare(scope)}, ${face.print(scope, 'vec3f(1.0)')})`,
    printEvaluate: (scope) => reflects.printEvaluate({ ...scope, lobe: `${scope.lobe}.reflected` }),
    printAlbedo: (scope) => reflects.printAlbedo({ ...scope, lobe: `${scope.lobe}.reflected` }),
    transmission: transmission(face, '.transmitted'),
  };
}

/** MaterialX dielectric_bsdf under a thin film, scatter_mode T and RT. */
export const filmedDielectricTransmission = passing(filmed);
export const filmedDielectricBoth = both(filmed);

/**
 * MaterialX generalized_schlick_bsdf, scatter_mode T and RT, with a thin film or without: what its curve does not reflect passes,
 * bent by the index that reflects the mean of `color0`, as MaterialX's own shader has it.
 */
export const schlickTransmission = passing(curved);
export const schlickBoth = both(curved);
