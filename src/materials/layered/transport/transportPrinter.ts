import type { ShaderModules } from '../../../engine/shaderLinker.ts';
import { handOver, transparencyFunction, type HandedField } from '../../contract.ts';
import { componentCount, type FlatInput } from '../flatGraph.ts';
import { printSurfaceFields, type SurfaceFields } from '../surfaceFields.ts';
import { LEAST_INDEX } from '../lobes/refraction.ts';
import type { PatternPrinter } from '../patternPrinter.ts';
import { transportKinds, type TransportKind } from './transportKinds.ts';
import type { Layer, TransportPlan } from './transportPlan.ts';

const IMPORTS = `import package::bsdf::bsdf::{SurfacePoint, BsdfSample, ShadeResult, failed_sample, LOBE_NONE};
import package::bsdf::boundary::{Boundary};
import package::bsdf::stackMixture::{stack_albedo, stack_density};
import package::bsdf::stackWalk::{Walk, Chosen, choose_boundaries, walk_stack};
import package::math::frame::{Frame, frame_from};
import package::math::pcg::{Rng, pcg_hash3, rng_f32};
import package::stack_lobes::{BOUNDARIES};
`;

/**
 * The contract for a stack through which light walks. Value and weight are random estimates: of `prepare`'s numbers and the
 * direction, or of those and `sample`'s. The density is a stand-in that serves multiple importance sampling alone.
 */
const contract = (fields: readonly HandedField[]): string => `${transparencyFunction(fields)}
fn albedo(state: State) -> vec3f {
  return state.albedo;
}

fn bits(v: vec3f) -> u32 {
  let b = bitcast<vec3u>(v);
  return pcg_hash3(b.x, b.y, b.z);
}

fn walk(state: State, wi: vec3f, seed: u32) -> Walk {
  var rng = Rng(seed);
  var layers = state.layers;
  var chosen = choose_boundaries(&layers, present(state, &rng), &rng);
  return walk_stack(&chosen, state.wo, wi, &rng);
}

fn eval(state: State, wi: vec3f) -> vec3f {
  if (wi.z <= 0.0 || state.wo.z <= 0.0) {
    return vec3f(0.0);
  }
  return walk(state, wi, state.seed ^ bits(wi)).value;
}

fn pdf(state: State, wi: vec3f) -> f32 {
  if (wi.z <= 0.0 || state.wo.z <= 0.0) {
    return 0.0;
  }
  var layers = state.layers;
  return stack_density(&layers, state.wo, wi);
}

fn sample(state: State, u: vec3f) -> BsdfSample {
  if (state.wo.z <= 0.0) {
    return failed_sample();
  }
  let left = walk(state, vec3f(0.0), state.seed ^ bits(u));
  if (left.lobe == LOBE_NONE) {
    return failed_sample();
  }
  return BsdfSample(left.wi, pdf(state, left.wi), left.weight, left.lobe);
}

// One walk serves both: it is connected with the light on its way, and goes on to where it leaves.
fn shade(point: SurfacePoint, wo: vec3f, wi_light: vec3f, u_prepare: vec3f, u_sample: vec3f) -> ShadeResult {
  let state = prepare(point, wo, u_prepare);
  var result = ShadeResult();
  result.albedo = albedo(state);${handOver(fields)}
  result.wi = failed_sample().wi;
  result.lobe = LOBE_NONE;
  if (wo.z <= 0.0) {
    return result;
  }
  let found = walk(state, wi_light, state.seed ^ bits(u_sample));
  result.f_light = found.value;
  if (found.lobe != LOBE_NONE) {
    result.wi = found.wi;
    result.weight = found.weight;
    result.lobe = found.lobe;
  }
  for (var k = 0u; k < 2u; k += 1u) {
    let density = pdf(state, select(result.wi, wi_light, k == 0u));
    if (k == 0u) {
      result.pdf_light = density;
    } else if (found.lobe != LOBE_NONE) {
      result.pdf = density;
    }
  }
  return result;
}
`;

/** The modules `program` and `stack_lobes` of a stack under layering 'transport'. */
export function printTransport(plan: TransportPlan, printer: PatternPrinter, surface: SurfaceFields): ShaderModules {
  const state = ['wo: vec3f', 'seed: u32', 'albedo: vec3f', `layers: array<Boundary, BOUNDARIES>`];
  const statements: string[] = ['var layers: array<Boundary, BOUNDARIES>;'];
  const choices = plan.choices.map(({ first, second }, i) => {
    const name = `choice${i}`;
    const odds = (input: FlatInput): string => `clamp(${printer.expression(input)}, 0.0, 1.0)`;
    if (second) {
      statements.push(`let weights${i} = vec2f(${odds(first)}, ${odds(second)});`);
      statements.push(`let ${name} = weights${i} / max(1.0, weights${i}.x + weights${i}.y);`);
    } else {
      statements.push(`let first${i} = ${odds(first)};`);
      statements.push(`let ${name} = vec2f(first${i}, 1.0 - first${i});`);
    }
    state.push(`${name}: vec2f`);
    return name;
  });
  const { fields, imports: ofFields } = printSurfaceFields(surface, printer);
  state.push(...fields.map(({ name, type }) => `${name}: ${type}`));
  plan.layers.forEach((layer, i) => statements.push(`layers[${i}] = ${printLayer(layer, choices, printer)};`));
  const body = [
    ...printer.preamble(),
    ...printer.statements(),
    ...statements,
    'let seed = bits(u);',
    `return State(${['wo', 'seed', 'stack_albedo(&layers, wo)', 'layers', ...choices, ...fields.map(({ text }) => text)].join(', ')});`,
  ];
  const constants = [...new Set(plan.layers.map((layer) => kindOf(layer).constant))];
  const imports = [...printer.imports, ...ofFields].filter((path) => path !== 'package::bsdf::bsdf::SurfacePoint');
  const program = [
    IMPORTS,
    `import package::bsdf::boundary::{${constants.join(', ')}};\n`,
    lines(imports.toSorted().map((path) => `import ${path};`)),
    `\nstruct State {\n${lines(state.map((field) => `  ${field},`))}}\n\n`,
    lines(printer.functions()),
    `\nfn prepare(point: SurfacePoint, wo: vec3f, u: vec3f) -> State {\n${lines(body.map((line) => `  ${line}`))}}\n\n`,
    printPresence(plan),
    contract(fields.map(({ name }) => name)),
  ].join('');
  return { program, stack_lobes: printLobes(plan) };
}

const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('');

const BLACK: TransportKind = { constant: 'BOUNDARY_BLACK', colours: [], microfacets: false, imports: [] };

function kindOf({ lobe }: Layer): TransportKind {
  if (!lobe) return BLACK;
  const kind = transportKinds[lobe.kind.name];
  if (!kind) throw new Error(`lobe kind '${lobe.kind.name}' has no boundary for a walk`);
  return kind;
}

function printLayer(layer: Layer, choices: readonly string[], printer: PatternPrinter): string {
  const { lobe, tints, when } = layer;
  const kind = kindOf(layer);
  const given = (name: string | undefined, fallback: string): string => {
    const input: FlatInput | undefined = name === undefined ? undefined : lobe?.node.inputs[name];
    return input && (input.kind === 'link' || componentCount(input.type) === 1 || Array.isArray(input.value))
      ? printer.expression(input)
      : fallback;
  };
  const odds = when.map(({ choice, side }) => {
    const name = choices[choice];
    return [`${name}.x`, `${name}.y`, `(1.0 - ${name}.x - ${name}.y)`][side];
  });
  const factors = tints.map((input) => {
    const text = printer.expression(input);
    return `clamp(vec3f(${text}), vec3f(0.0), vec3f(1.0))`;
  });
  const own = lobe && 'tint' in lobe.kind.inputs ? [`max(${given('tint', 'vec3f(1.0)')}, vec3f(0.0))`] : [];
  const colours = [0, 1, 2].map((i) => given(kind.colours[i], 'vec3f(0.0)'));
  return `Boundary(${[
    kind.constant,
    layer.weight ? printer.expression(layer.weight) : '1.0',
    odds.join(' * ') || '1.0',
    `frame_from(${given('normal', 'vec3f(0.0, 0.0, 1.0)')}, ${given('tangent', 'vec3f(1.0, 0.0, 0.0)')})`,
    kind.microfacets ? `clamp(${given('roughness', 'vec2f(1.0)')}, vec2f(1e-3), vec2f(1.0))` : 'vec2f(1.0)',
    `max(${given(kind.ior, '1.0')}, ${LEAST_INDEX})`,
    kind.film ? `vec2f(${given('thinfilm_thickness', '0.0')}, ${given('thinfilm_ior', '1.0')})` : 'vec2f(0.0, 1.0)',
    [...own, ...factors].join(' * ') || 'vec3f(1.0)',
    ...(['BOUNDARY_SCHLICK', 'BOUNDARY_MEDIUM'].includes(kind.constant)
      ? colours.map((c) => `max(${c}, vec3f(0.0))`)
      : colours),
    given(kind.parameter, kind.without ?? '1.0'),
  ].join(', ')})`;
}

/** Draws the mixes' sides: bit i says whether they let layer i be there. */
function printPresence({ layers, choices }: TransportPlan): string {
  const body = choices.flatMap((_, i) => [
    `let u${i} = rng_f32(rng);`,
    `let chosen${i} = select(select(2u, 1u, u${i} < state.choice${i}.x + state.choice${i}.y), 0u, u${i} < state.choice${i}.x);`,
  ]);
  const bits = layers.map(({ when }, i) => {
    const bit = `${2 ** i}u`;
    if (when.length === 0) return bit;
    const condition = when.map(({ choice, side }) => `chosen${choice} == ${side}u`).join(' && ');
    return `select(0u, ${bit}, ${condition})`;
  });
  body.push(`return ${bits.join(' | ') || '0u'};`);
  return `fn present(state: State, rng: ptr<function, Rng>) -> u32 {\n${lines(body.map((line) => `  ${line}`))}}\n`;
}

const BARE_INTERFACE = '  return vec3f(fresnel_dielectric(c, far));\n';
// A film that absorbs nothing reflects alike from both sides of a ray's path: the cosine is taken outside.
const FILMED_INTERFACE = `  let outside = select(1.0 - (1.0 - c * c) * boundary.ior * boundary.ior, c * c, above);
  if (boundary.film.x <= 0.0 || outside <= 0.0) {
    return vec3f(fresnel_dielectric(c, far));
  }
  return filmed_dielectric_fresnel(boundary.ior, Film(boundary.film.x, max(boundary.film.y, 1.0)), 0.0, sqrt(outside));
`;

/** What the walk asks of the lobes that this stack has. */
function printLobes({ layers }: TransportPlan): string {
  // One text for lobes of a kind with a film and without: the filmed one knows both.
  const filmedLast = layers.map(kindOf).toSorted((a, b) => Number(a.film ?? false) - Number(b.film ?? false));
  const kinds = [...new Map(filmedLast.map((kind) => [kind.constant, kind])).values()];
  const table = (text: (kind: TransportKind) => string | undefined, before: readonly string[] = []): string => {
    const cases = kinds.flatMap((kind) => {
      const value = text(kind);
      return value === undefined ? [] : [`    case ${kind.constant}: {`, `      return ${value};`, '    }'];
    });
    const rest = ['    default: {', '      return vec3f(0.0);', '    }'];
    return lines([...(cases.length > 0 ? before : []), '  switch (boundary.kind) {', ...cases, ...rest, '  }']);
  };
  const tinted = (value: string | undefined) => value && `boundary.tint * ${value}`;
  const geometry = [
    '  let h = normalize(a + b);',
    '  let facing = vec3f(a.xy, max(a.z, COSINE_MIN));',
    '  let g = LobeGeometry(facing, b, h, clamp(dot(a, h), COSINE_MIN, 1.0), dot(a, b));',
  ];
  const imports = new Set(['package::bsdf::fresnel::fresnel_dielectric', ...kinds.flatMap((kind) => kind.imports)]);
  const bends = kinds.find(({ constant }) => constant === 'BOUNDARY_DIELECTRIC');
  return [
    `import package::bsdf::boundary::{${['Boundary', ...kinds.map(({ constant }) => constant)].join(', ')}};\n`,
    'import package::bsdf::lobe::{LobeGeometry, COSINE_MIN};\n',
    lines([...imports].toSorted().map((path) => `import ${path};`)),
    `\nconst BOUNDARIES = ${Math.max(1, layers.length)}u;\n`,
    `const HAS_FILMS = ${kinds.some(({ film }) => film)};\n`,
    `const HAS_MEDIA = ${kinds.some(({ constant }) => constant === 'BOUNDARY_MEDIUM')};\n\n`,
    `fn stack_interface(boundary: Boundary, c: f32, far: f32, above: bool) -> vec3f {\n${bends?.film ? FILMED_INTERFACE : BARE_INTERFACE}}\n\n`,
    `fn stack_reflectance(boundary: Boundary, cosine: f32) -> vec3f {\n${table(({ reflectance }) => tinted(reflectance))}}\n\n`,
    `fn stack_response(boundary: Boundary, a: vec3f, b: vec3f) -> vec3f {\n${table(({ response }) => tinted(response), geometry)}}\n\n`,
    `fn stack_passes(boundary: Boundary, a: vec3f) -> vec3f {\n${table(({ passes }) => passes)}}\n`,
  ].join('');
}
