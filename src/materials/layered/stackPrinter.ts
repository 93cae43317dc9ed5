import { contractFunctions, contractImports } from '../contract.ts';
import { componentCount, type FlatInput } from './flatGraph.ts';
import { printEmission, type Emission } from './emission.ts';
import type { PatternPrinter } from './patternPrinter.ts';
import { uniformValue, type Lobe, type Stack } from './stack.ts';
import { combineClosure, type CombinationScope } from './stackCombination.ts';
import { printDraw } from './stackDraw.ts';
import { layoutStack, type FrameSlot, type LobeSlot, type StackLayout } from './stackLayout.ts';
import { floatLiteral } from './wgslText.ts';

/** Floor of the odds of each sampling group: no live lobe is starved where the albedo fits are wrong. */
const ODDS_MIN = 0.02;

const IMPORTS = `import package::bsdf::ggx::{Ggx, ggx_prepare, ggx_albedo_fit, ggx_terms, ggx_sample};
import package::bsdf::lobe::{LobeFrame, lobe_frame, lobe_geometry, mesh_lobe_wo, mesh_lobe_geometry, mesh_frame};
import package::math::frame::{Frame, from_frame};
import package::math::sampling::{INV_PI, sample_cosine, floored_odds};
`;

/** The `program` module of a stack: everything free of `wi` is computed in `prepare`, once. */
export function printStack(stack: Stack, printer: PatternPrinter, emission?: Emission): string {
  const layout = layoutStack(stack, printer);
  const state: [name: string, type: string][] = [['wo', 'vec3f']];
  const factors = new FactorTable(printer, state);
  const emitted = emission && printEmission(emission, printer);
  const prepare = printPrepare(stack, layout, printer, factors, state, emitted?.text);
  const evaluate = printEvaluate(stack, layout, factors);
  const draw = printDraw(layout);
  const imports = new Set([
    ...printer.imports,
    ...layout.lobes.flatMap(({ lobe }) => lobe.kind.imports),
    ...(emitted?.imports ?? []),
  ]);
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
      evaluate,
      draw,
    ].join('\n') + contractFunctions(emission !== undefined)
  );
}

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
): { body: string[]; shares: Map<Lobe, string[]> } {
  const body: string[] = [];
  const closures = new Map<Lobe, string>();
  const shares = new Map<Lobe, string[]>();
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
      const response = `${this.closure(lobe)}.response`;
      const share = coefficient ? `${coefficient} * ${response}` : response;
      const name = define(`${names.value}${defined++}`, share);
      body.push(`${names.sum} += ${name};`);
      shares.set(lobe, [...(shares.get(lobe) ?? []), name]);
    },
  };
  combineClosure(stack.root, scope);
  return { body, shares };
}

function printPrepare(
  stack: Stack,
  layout: StackLayout,
  printer: PatternPrinter,
  factors: FactorTable,
  state: [string, string][],
  emitted: string | undefined,
): string {
  const body: string[] = [];
  const add = (name: string, type: string, expression: string) => {
    state.push([name, type]);
    body.push(`let ${name} = ${expression};`);
  };
  if (emitted) add('emission', 'vec3f', emitted);
  const woOf = ({ field }: FrameSlot) => (field ? `${field}.wo` : 'mesh_wo');
  if (layout.frames.some(({ field }) => !field)) body.push('let mesh_wo = mesh_lobe_wo(wo);');
  for (const { field, normal, tangent } of layout.frames)
    if (field) add(field, 'LobeFrame', `lobe_frame(${normal}, ${tangent}, wo)`);
  for (const { field, fit, frame, roughness } of layout.ggx) {
    add(field, 'Ggx', `ggx_prepare(${roughness}, ${woOf(frame)})`);
    body.push(`let ${fit} = ggx_albedo_fit(${woOf(frame)}.z, sqrt(${field}.alpha2));`);
  }
  const scopeOf = (slot: LobeSlot) => ({
    input: (name: string) => printer.expression(slot.lobe.node.inputs[name]),
    lobe: slot.field,
    wo: woOf(slot.frame),
    fit: slot.ggx?.fit ?? '',
    geometry: '',
    terms: '',
  });
  for (const slot of layout.lobes) add(slot.field, slot.lobe.kind.struct, slot.lobe.kind.printPrepare(scopeOf(slot)));
  const slotOf = (lobe: Lobe) => layout.lobes.find((slot) => slot.lobe === lobe)!;
  const names = { lobe: 'a', sum: 'albedo', value: 'c' };
  const sum = combine(stack, names, factors, '', (lobe) => lobe.kind.printAlbedo(scopeOf(slotOf(lobe))));
  body.push(...factors.statements, 'var albedo = vec3f(0.0);', ...sum.body);
  state.push(['albedo', 'vec3f']);
  if (layout.groups.length > 1) {
    layout.groups.forEach(({ lobes }, index) => {
      const parts = lobes.flatMap(({ lobe }) => sum.shares.get(lobe) ?? []);
      body.push(`let part${index} = dot(${parts.join(' + ') || 'vec3f(0.0)'}, vec3f(1.0));`);
    });
    body.push('let total = dot(albedo, vec3f(1.0));');
    layout.groups.forEach((_, index) => {
      const parts = `part${index}, total, ${floatLiteral(layout.groups.length)}, ${floatLiteral(ODDS_MIN)}`;
      add(`odds${index}`, 'f32', `floored_odds(${parts})`);
    });
  }
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
      fit: '',
      geometry: frame.geometry,
      terms: ggx?.terms ?? '',
    };
    return lobe.kind.printEvaluate(names);
  };
  const { body: combined } = combine(stack, { lobe: 'l', sum: 'value', value: 'v' }, factors, 'state.', printLobe);
  const densities = layout.groups.map(({ kind, lobes, frame }, index) => {
    const density = {
      ggx: () => `${lobes[0].ggx!.terms}.pdf`,
      cosine: () => `max(${frame.geometry}.wi.z, 0.0) * INV_PI`,
      sheen: () => `zeltner_sheen_pdf(state.${lobes[0].field}, ${frame.geometry}.wi)`,
    }[kind]();
    return layout.groups.length > 1 ? `state.odds${index} * ${density}` : density;
  });
  body.push('var value = vec3f(0.0);', ...combined);
  // A stack without lobes is black; it still needs a density.
  body.push(`return Evaluation(value, ${densities.join(' + ') || 'wi.z * INV_PI'});`);
  return `fn evaluate(state: State, wi: vec3f) -> Evaluation {\n${lines(body.map((s) => `  ${s}`))}}\n`;
}
