import { addVec, dot, mapVec, multiplyVec, normalize, scale, type Vec3 } from '../../math/vec3.ts';
import { componentCount, describeNode, type FlatGraph, type FlatInput, type FlatNode } from './flatGraph.ts';
import type { InputValues } from './evaluateStack.ts';
import { clamp } from './lobes/lobeGeometry.ts';
import type { PatternPrinter } from './patternPrinter.ts';
import { uniformValue } from './closure.ts';

/** What a surface emits, as a tree over MaterialX's EDF nodes; `undefined` emits nothing. */
export type Emission =
  | { readonly op: 'uniform'; readonly node: FlatNode }
  | { readonly op: 'cone'; readonly node: FlatNode }
  | { readonly op: 'schlick'; readonly node: FlatNode; readonly base: Emission }
  | {
      readonly op: 'mix';
      readonly fg: Emission | undefined;
      readonly bg: Emission | undefined;
      readonly mix: FlatInput;
    }
  | { readonly op: 'add'; readonly in1: Emission; readonly in2: Emission }
  | { readonly op: 'multiply'; readonly in1: Emission; readonly factor: FlatInput };

/** @throws naming node, category and document for a distribution that is not supported. */
export function readEmission(graph: FlatGraph): Emission | undefined {
  return read(graph, graph.nodes.get(graph.surface)?.inputs.edf, { places: 0 });
}

/** A graph that links to its own parts twice at every step would be a tree without end. */
const MOST_EMISSIONS = 256;

function read(graph: FlatGraph, input: FlatInput | undefined, count: { places: number }): Emission | undefined {
  if (input?.kind !== 'link') return undefined;
  if (++count.places > MOST_EMISSIONS)
    throw new Error(`document '${graph.document}' has more than ${MOST_EMISSIONS} emissions in one surface`);
  const node = graph.nodes.get(input.node)!;
  const { inputs } = node;
  const child = (name: string): Emission | undefined => read(graph, inputs[name], count);
  const black = (name: string): boolean => uniformValue(inputs[name]) === 0;
  switch (node.category) {
    case 'uniform_edf':
      return black('color') ? undefined : { op: 'uniform', node };
    case 'conical_edf':
      return black('color') ? undefined : { op: 'cone', node };
    case 'generalized_schlick_edf': {
      const base = child('base');
      return base && { op: 'schlick', node, base };
    }
    case 'mix': {
      const [fg, bg, mix] = [child('fg'), child('bg'), inputs.mix];
      const constant = uniformValue(mix);
      if (constant === 0 || constant === 1) return constant === 0 ? bg : fg;
      return fg || bg ? { op: 'mix', fg, bg, mix } : undefined;
    }
    case 'add': {
      const [in1, in2] = [child('in1'), child('in2')];
      return in1 && in2 ? { op: 'add', in1, in2 } : (in1 ?? in2);
    }
    case 'multiply': {
      const in1 = child('in1');
      if (!in1 || black('in2')) return undefined;
      return uniformValue(inputs.in2) === 1 ? in1 : { op: 'multiply', in1, factor: inputs.in2 };
    }
    case 'measured_edf':
      throw new Error(`${describeNode(graph, node)}: emission measured in a file is not supported`);
    default:
      throw new Error(`${describeNode(graph, node)}: it is no emission that is supported`);
  }
}

/** Radiance towards `wo`, float64. Both sides of the surface emit, as in MaterialX's shaders. */
export function evaluateEmission(emission: Emission | undefined, values: InputValues, wo: Vec3): Vec3 {
  const of = (child: Emission | undefined): Vec3 => evaluateEmission(child, values, wo);
  if (!emission) return [0, 0, 0];
  switch (emission.op) {
    case 'uniform':
      return vector(values(emission.node.inputs.color));
    case 'cone': {
      const { color, normal, inner_angle: innerAngle, outer_angle: outerAngle } = emission.node.inputs;
      const given = normal ? values(normal) : [];
      const axis = given.length === 3 ? normalize(given as unknown as Vec3) : ([0, 0, 1] as const);
      const [inner, outer] = [innerAngle, outerAngle].map((angle) => clamp(values(angle)[0], 0, 180));
      const [edge, end] = [inner, Math.max(inner, outer)].map((degrees) => Math.cos((degrees * Math.PI) / 180));
      const c = Math.abs(dot(axis, wo));
      const t = edge <= end ? Number(c >= edge) : clamp((c - end) / (edge - end), 0, 1);
      return scale(vector(values(color)), t * t * (3 - 2 * t));
    }
    case 'schlick': {
      const { color0, color90, exponent } = emission.node.inputs;
      const share = (1 - Math.abs(wo[2])) ** values(exponent)[0];
      const fresnel = addVec(scale(vector(values(color0)), 1 - share), scale(vector(values(color90)), share));
      return multiplyVec(of(emission.base), fresnel);
    }
    case 'mix': {
      const t = clamp(values(emission.mix)[0], 0, 1);
      return addVec(scale(of(emission.bg), 1 - t), scale(of(emission.fg), t));
    }
    case 'add':
      return addVec(of(emission.in1), of(emission.in2));
    case 'multiply':
      return multiplyVec(of(emission.in1), vector(values(emission.factor)));
  }
}

const vector = (list: readonly number[]): Vec3 => mapVec([0, 1, 2] as const, (i) => list[i] ?? list[0]);

/** WGSL: a vec3f expression in `prepare`, of `wo`, and the modules it needs. */
export function printEmission(emission: Emission, printer: PatternPrinter): { text: string; imports: string[] } {
  const imports = new Set<string>();
  const scalar = (input: FlatInput, text: string): string =>
    componentCount(input.type) === 1 ? `vec3f(${text})` : text;
  const print = (of: Emission | undefined): string => {
    if (!of) return 'vec3f(0.0)';
    switch (of.op) {
      case 'uniform':
        return printer.expression(of.node.inputs.color);
      case 'cone': {
        imports.add('package::bsdf::emission::emission_cone');
        const { color, normal, inner_angle: inner, outer_angle: outer } = of.node.inputs;
        const linked = normal && (normal.kind === 'link' || Array.isArray(normal.value));
        const cosine = linked ? `abs(dot(normalize(${printer.expression(normal)}), wo))` : 'abs(wo.z)';
        const angles = [inner, outer].map((angle) => printer.expression(angle));
        return `${printer.expression(color)} * emission_cone(${[cosine, ...angles].join(', ')})`;
      }
      case 'schlick': {
        imports.add('package::bsdf::emission::emission_schlick');
        const list = ['color0', 'color90', 'exponent'].map((name) => printer.expression(of.node.inputs[name]));
        return `(${print(of.base)}) * emission_schlick(abs(wo.z), ${list.join(', ')})`;
      }
      case 'mix':
        return `mix(${print(of.bg)}, ${print(of.fg)}, clamp(${printer.expression(of.mix)}, 0.0, 1.0))`;
      case 'add':
        return `(${print(of.in1)}) + (${print(of.in2)})`;
      case 'multiply':
        return `(${print(of.in1)}) * ${scalar(of.factor, printer.expression(of.factor))}`;
    }
  };
  const text = print(emission);
  return { text, imports: [...imports] };
}
