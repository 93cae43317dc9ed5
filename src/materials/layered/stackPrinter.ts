import { contractFunctions, contractImports } from '../contract.ts';
import { componentCount, type FlatInput } from './flatGraph.ts';
import { printFacing } from './facingLobes.ts';
import { printInside, printInterfaceIndex } from './interfaceIndex.ts';
import type { PatternPrinter } from './patternPrinter.ts';
import { uniformValue, type Lobe } from './closure.ts';
import type { Stack } from './stack.ts';
import { combineClosure, type CombinationScope } from './stackCombination.ts';
import { farOf, mirroredField, printDraw } from './stackDraw.ts';
import { layoutStack, type FrameSlot, type LobeSlot, type SamplingGroup, type StackLayout } from './stackLayout.ts';
import { printSurfaceFields, type PrintedField, type SurfaceFields } from './surfaceFields.ts';
import { floatLiteral } from './wgslText.ts';

/** Floor of the odds of each sampling group: no live lobe is starved where the albedo fits are wrong. */
const ODDS_MIN = 0.02;

/** State field of stacks whose light walks: 0 seen from inside, where nothing is reflected. */
const OUTSIDE = 'outside';

const IMPORTS = `import package::bsdf::ggx::{Ggx, ggx_prepare, ggx_albedo_fit, ggx_terms, ggx_sample};
import package::bsdf::lobe::{LobeFrame, lobe_frame, lobe_geometry, mesh_lobe_wo, mesh_lobe_geometry, mesh_frame};
import package::math::frame::{Frame, from_frame, to_frame};
import package::math::sampling::{INV_PI, sample_cosine, floored_odds};
`;

/** The `program` module of a stack: everything free of `wi` is computed in `prepare`, once. */
export function printStack(stack: Stack, printer: PatternPrinter, surface: SurfaceFields): string {
  const layout = layoutStack(stack, printer);
  const state: [name: string, type: string][] = [['wo', 'vec3f']];
  const factors = new FactorTable(printer, state);
  const { fields, imports: ofFields } = printSurfaceFields(surface, printer);
  const prepare = printPrepare(stack, layout, printer, factors, state, fields);
  const evaluate = printEvaluate(stack, layout, factors);
  const below = printBelow(layout);
  const draw = printDraw(layout);
  const imports = new Set([...printer.imports, ...layout.lobes.flatMap(({ lobe }) => lobe.kind.imports), ...ofFields]);
  for (const { kind } of layout.groups) for (const name of BENDING[kind] ?? []) imports.add(`package::bsdf::${name}`);
  if (stack.refracts)
    for (const name of ['bending_index', 'schlick_index']) imports.add(`package::bsdf::fresnel::${name}`);
  if (stack.lobes.some(({ kind }) => kind.sampling === 'none')) imports.add('package::bsdf::lobe::Closure');
  const known = new Set(['package::bsdf::bsdf::SurfacePoint']);
  return (
    [
      contractImports +
        IMPORTS +
        lines(
          [...imports]
            .filter((path) => !known.has(path))
            .toSorted()
            .map((path) => `import ${path};`),
        ),
      `struct State {\n${lines(state.map(([name, type]) => `  ${name}: ${type},`))}}\n`,
      ...printer.functions().map((text) => `${text}\n`),
      prepare,
      'fn albedo(state: State) -> vec3f {\n  return state.albedo;\n}\n',
      ...below,
      evaluate,
      draw,
    ].join('\n') + contractFunctions(fields.map(({ name }) => name))
  );
}

/** What groups ask for besides their lobes' own modules. */
const BENDING: Readonly<Partial<Record<SamplingGroup['kind'], readonly string[]>>> = {
  refraction: ['refraction::refraction', 'refraction::refraction_sample'],
  interface: ['refraction::refraction', 'refraction::interface_sample', 'refraction::interface_odds'],
};

const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('');

/** Mix factors and tints: literals stay in the text, the rest goes into the state. */
class FactorTable {
  readonly #printer: PatternPrinter;
  readonly #state: [string, string][];
  readonly #fields = new Map<string, string>();
  readonly statements: string[] = [];

  constructor(printer: PatternPrinter, state: [string, string][]) {
    this.#printer = printer;
    this.#state = state;
  }

  /** Expression in [0, 1]; `prefix` is `state.` outside `prepare`. */
  expression(input: FlatInput, prefix: string): string {
    const constant = uniformValue(input);
    if (constant !== undefined) return floatLiteral(Math.min(1, Math.max(0, constant)));
    const scalar = componentCount(input.type) === 1;
    const text = `clamp(${this.#printer.expression(input)}, ${scalar ? '0.0, 1.0' : 'vec3f(0.0), vec3f(1.0)'})`;
    let field = this.#fields.get(text);
    if (!field) {
      field = `factor${this.#fields.size}`;
      this.#fields.set(text, field);
      this.#state.push([field, scalar ? 'f32' : 'vec3f']);
      this.statements.push(`let ${field} = ${text};`);
    }
    return prefix + field;
  }
}

/** Prints one pass over the closure: lobes where first needed, then `sum += coefficient * response`. */
function combine(
  stack: Stack,
  names: { lobe: string; sum: string; value: string },
  factors: FactorTable,
  prefix: string,
  printLobe: (lobe: Lobe) => string,
): { body: string[]; shares: Map<Lobe, string[]>; coefficients: Map<Lobe, string[]> } {
  const body: string[] = [];
  const closures = new Map<Lobe, string>();
  const shares = new Map<Lobe, string[]>();
  const coefficients = new Map<Lobe, string[]>();
  let defined = 0;
  const define = (stem: string, expression: string) => {
    body.push(`let ${stem} = ${expression};`);
    return stem;
  };
  const scope: CombinationScope = {
    closure(lobe) {
      const found = closures.get(lobe) ?? define(`${names.lobe}${closures.size}`, printLobe(lobe));
      closures.set(lobe, found);
      return found;
    },
    factor: (input) => factors.expression(input, prefix),
    tint: (input) => factors.expression(input, prefix),
    define: (expression) => define(`${names.value}${defined++}`, expression),
    contribute(lobe, coefficient) {
      coefficients.set(lobe, [...(coefficients.get(lobe) ?? []), coefficient || '1.0']);
      if (lobe.kind.sampling === 'none') return;
      const response = `${this.closure(lobe)}.response`;
      const share = coefficient ? `${coefficient} * ${response}` : response;
      const name = define(`${names.value}${defined++}`, share);
      body.push(`${names.sum} += ${name};`);
      shares.set(lobe, [...(shares.get(lobe) ?? []), name]);
    },
  };
  combineClosure(stack.root, scope);
  return { body, shares, coefficients };
}

function printPrepare(
  stack: Stack,
  layout: StackLayout,
  printer: PatternPrinter,
  factors: FactorTable,
  state: [string, string][],
  fields: readonly PrintedField[],
): string {
  const body: string[] = [];
  const add = (name: string, type: string, expression: string) => {
    state.push([name, type]);
    body.push(`let ${name} = ${expression};`);
  };
  for (const { name, type, text } of fields) add(name, type, text);
  const woOf = ({ field }: FrameSlot) => (field ? `${field}.wo` : 'mesh_wo');
  if (layout.frames.some(({ field }) => !field)) body.push('let mesh_wo = mesh_lobe_wo(wo);');
  for (const { field, normal, tangent } of layout.frames)
    if (field) add(field, 'LobeFrame', `lobe_frame(${normal}, ${tangent}, wo)`);
  for (const { field, fit, frame, roughness } of layout.ggx) {
    add(field, 'Ggx', `ggx_prepare(${roughness}, ${woOf(frame)})`);
    body.push(`let ${fit} = ggx_albedo_fit(${woOf(frame)}.z, sqrt(${field}.alpha2));`);
  }
  const scopeOf = (slot: LobeSlot) => ({
    input: (name: string) => {
      const text = printer.expression(slot.lobe.node.inputs[name]);
      // From inside, what is far is what was near.
      const index =
        name === 'ior' && slot.lobe.kind.relative === 'index'
          ? printInterfaceIndex(slot.lobe, stack, printer)
          : undefined;
      if (index) return `select(${index}, 1.0 / ${index}, point.back != 0u)`;
      if (stack.facing.has(slot.lobe)) return printFacing(slot.lobe, name, printer);
      // From inside, all that walked there leaves.
      if (slot.lobe === stack.walks && name === 'weight') return `select(${text}, 1.0, point.back != 0u)`;
      if (slot.lobe === stack.walks && name === 'color') return `select(${text}, vec3f(1.0), point.back != 0u)`;
      return text;
    },
    lobe: slot.field,
    wo: woOf(slot.frame),
    inside: printInside(slot.lobe, stack, printer),
    fit: slot.ggx?.fit ?? '',
    alpha: slot.ggx ? `sqrt(${slot.ggx.field}.alpha2)` : '',
    geometry: '',
    terms: '',
  });
  for (const slot of layout.lobes) add(slot.field, slot.lobe.kind.struct, slot.lobe.kind.printPrepare(scopeOf(slot)));
  const slotOf = (lobe: Lobe) => layout.lobes.find((slot) => slot.lobe === lobe)!;
  const names = { lobe: 'a', sum: 'albedo', value: 'c' };
  const sum = combine(stack, names, factors, '', (lobe) => lobe.kind.printAlbedo(scopeOf(slotOf(lobe))));
  body.push(...factors.statements, 'var albedo = vec3f(0.0);', ...sum.body);
  const outside = stack.walks ? `${OUTSIDE} * ` : '';
  if (stack.walks) {
    add(OUTSIDE, 'f32', 'select(1.0, 0.0, point.back != 0u)');
    body.push(`albedo *= ${OUTSIDE};`);
  }
  const transmitted = new Map<LobeSlot, string>();
  for (const slot of layout.lobes) {
    const { field, through, lobe } = slot;
    if (!through) continue;
    const parts = (sum.coefficients.get(lobe) ?? ['0.0']).map((coefficient) => `vec3f(${coefficient})`);
    const sums = parts.join(' + ');
    const inside = lobe === stack.walks ? 'vec3f(1.0)' : 'vec3f(0.0)';
    add(through, 'vec3f', stack.walks ? `select(${sums}, ${inside}, point.back != 0u)` : sums);
    body.push(`let passed_${field} = ${through} * ${lobe.kind.transmission!.printAlbedo(scopeOf(slot))};`);
    body.push(`albedo += passed_${field};`);
    transmitted.set(slot, `passed_${field}`);
  }
  state.push(['albedo', 'vec3f']);
  if (layout.groups.length > 1) {
    layout.groups.forEach(({ lobes, transmitted: slot }, index) => {
      const parts = [
        ...lobes.flatMap(({ lobe }) => (sum.shares.get(lobe) ?? []).map((share) => outside + share)),
        ...(slot ? [transmitted.get(slot)!] : []),
      ];
      body.push(`let part${index} = dot(${parts.join(' + ') || 'vec3f(0.0)'}, vec3f(1.0));`);
    });
    body.push('let total = dot(albedo, vec3f(1.0));');
    layout.groups.forEach((_, index) => {
      const parts = `part${index}, total, ${floatLiteral(layout.groups.length)}, ${floatLiteral(ODDS_MIN)}`;
      add(`odds${index}`, 'f32', `floored_odds(${parts})`);
    });
  }
  layout.groups.forEach(({ kind, lobes, transmitted: slot }, index) => {
    if (kind !== 'interface') return;
    // What lobes reflect that are no interface of two media, metal's share of the facets, knows no Fresnel odds.
    const share = (of: readonly string[]) => `dot(${of.join(' + ') || 'vec3f(0.0)'}, vec3f(1.0))`;
    const all = lobes.flatMap(({ lobe }) => sum.shares.get(lobe) ?? []);
    const others = lobes.flatMap(({ lobe }) =>
      lobe.kind.relative === 'index' || stack.interfaces.has(lobe) ? [] : (sum.shares.get(lobe) ?? []),
    );
    const total = share([...all, transmitted.get(slot!)!]);
    add(mirroredField(index), 'f32', others.length === 0 ? '0.0' : `${share(others)} / max(${total}, 1e-12)`);
  });
  const statements = [
    ...printer.preamble(),
    ...printer.statements(),
    ...body,
    `return State(${['wo', ...state.slice(1).map(([name]) => name)].join(', ')});`,
  ];
  return `fn prepare(point: SurfacePoint, wo: vec3f, u: vec3f) -> State {\n${lines(statements.map((s) => `  ${s}`))}}\n`;
}

function printEvaluate(stack: Stack, layout: StackLayout, factors: FactorTable): string {
  const body: string[] = ['if (wi.z <= 0.0 || state.wo.z <= 0.0) {', '  return no_evaluation();', '}'];
  if (stack.transmits) body.unshift('if (wi.z < 0.0) {', '  return evaluate_below(state, wi);', '}');
  if (layout.frames.length > 0) body.push('let h = normalize(state.wo + wi);');
  for (const { field, geometry } of layout.frames)
    body.push(
      `let ${geometry} = ${field ? `lobe_geometry(state.${field}, state.wo, wi, h)` : 'mesh_lobe_geometry(state.wo, wi, h)'};`,
    );
  for (const { field, terms, frame } of layout.ggx)
    body.push(`let ${terms} = ggx_terms(state.${field}, ${frame.geometry});`);
  const slotOf = (lobe: Lobe) => layout.lobes.find((slot) => slot.lobe === lobe)!;
  const printLobe = (lobe: Lobe) => {
    const { field, frame, ggx } = slotOf(lobe);
    const none = () => {
      throw new Error(`lobe '${lobe.node.name}' asks for an input in evaluate`);
    };
    const names = {
      input: none,
      lobe: `state.${field}`,
      wo: '',
      inside: '',
      fit: '',
      alpha: '',
      geometry: frame.geometry,
      terms: ggx?.terms ?? '',
    };
    return lobe.kind.printEvaluate(names);
  };
  const { body: combined } = combine(stack, { lobe: 'l', sum: 'value', value: 'v' }, factors, 'state.', printLobe);
  const densities = layout.groups.flatMap(({ kind, lobes, frame, transmitted }, index) => {
    if (kind === 'refraction' || kind === 'cosineBelow') return [];
    const density = {
      interface: () =>
        `${interfaceOdds(transmitted!, index, `${frame.geometry}.wo_h`)} * ${transmitted!.ggx!.terms}.pdf`,
      ggx: () => `${lobes[0].ggx!.terms}.pdf`,
      cosine: () => `max(${frame.geometry}.wi.z, 0.0) * INV_PI`,
      sheen: () => `zeltner_sheen_pdf(state.${lobes[0].field}, ${frame.geometry}.wi)`,
    }[kind]();
    return [withOdds(layout, index, density)];
  });
  body.push('var value = vec3f(0.0);', ...combined);
  if (stack.walks) body.push(`value *= state.${OUTSIDE};`);
  // A stack without lobes is black; it still needs a density.
  const without = layout.groups.length === 0 ? 'wi.z * INV_PI' : '0.0';
  body.push(`return Evaluation(value, ${densities.join(' + ') || without});`);
  return `fn evaluate(state: State, wi: vec3f) -> Evaluation {\n${lines(body.map((s) => `  ${s}`))}}\n`;
}

const withOdds = ({ groups }: StackLayout, index: number, density: string): string =>
  groups.length > 1 ? `state.odds${index} * ${density}` : density;

/** Odds of reflection at a facet. */
const interfaceOdds = (slot: LobeSlot, index: number, cosine: string): string =>
  `interface_odds(${cosine}, ${farOf(slot)}, state.${mirroredField(index)})`;

/** `evaluate` for light from below: every lobe that lets some through, dimmed by what the viewer's side leaves to it. */
function printBelow(layout: StackLayout): string[] {
  if (layout.groups.every(({ transmitted }) => !transmitted)) return [];
  const body = ['if (wi.z >= 0.0 || state.wo.z <= 0.0) {', '  return no_evaluation();', '}', 'var value = vec3f(0.0);'];
  const densities: string[] = [];
  layout.groups.forEach(({ kind, transmitted: slot, frame }, index) => {
    if (!slot) return;
    const wi = frame.field ? `to_frame(state.${frame.field}.axes, wi)` : 'wi';
    const local = `${slot.field}_wi`;
    const bent = `${slot.field}_bent`;
    body.push(`let ${local} = ${wi};`);
    if (kind !== 'cosineBelow') {
      const wo = frame.field ? `state.${frame.field}.wo` : 'mesh_lobe_wo(state.wo)';
      body.push(`let ${bent} = refraction(state.${slot.ggx!.field}.alpha, ${wo}, ${local}, ${farOf(slot)});`);
    }
    const scope = { lobe: `state.${slot.field}`, wi: local, bent };
    body.push(`value += state.${slot.through} * ${slot.lobe.kind.transmission!.printEvaluate(scope)};`);
    const density = {
      interface: () => `(1.0 - ${interfaceOdds(slot, index, `${bent}.wo_h`)}) * ${bent}.pdf`,
      refraction: () => `${bent}.pdf`,
      cosineBelow: () => `max(-${local}.z, 0.0) * INV_PI`,
    }[kind as 'interface' | 'refraction' | 'cosineBelow']();
    densities.push(withOdds(layout, index, density));
  });
  body.push(`return Evaluation(value, ${densities.join(' + ')});`);
  return [`fn evaluate_below(state: State, wi: vec3f) -> Evaluation {\n${lines(body.map((s) => `  ${s}`))}}\n`];
}
