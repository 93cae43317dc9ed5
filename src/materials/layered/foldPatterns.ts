import type { FlatInput, FlatNode } from './flatGraph.ts';

type Nodes = ReadonlyMap<string, FlatNode>;

/** True for a constant all of whose components are `x`. */
function isConstant(input: FlatInput | undefined, x: number): boolean {
  if (input?.kind !== 'value') return false;
  return typeof input.value === 'object' ? input.value.every((component) => component === x) : input.value === x;
}

/** An input as the node's result, where its size is the result's. */
function whole(node: FlatNode, input: FlatInput | undefined): FlatInput | undefined {
  const size = (type: string): string => type.replace('color', 'vector');
  return input && size(input.type) === size(node.type) ? input : undefined;
}

/** The same constant in every component of the node's result. */
function filled(node: FlatNode, x: number): FlatInput | undefined {
  const count = { float: 1, vector2: 2, color3: 3, vector3: 3, color4: 4, vector4: 4 }[node.type as string];
  if (count === undefined) return undefined;
  return { kind: 'value', type: node.type, value: count === 1 ? x : Array.from({ length: count }, () => x) };
}

const same = (a: FlatInput | undefined, b: FlatInput | undefined): boolean =>
  a?.kind === 'link' && b?.kind === 'link' && a.node === b.node && a.output === b.output;

function conditional(node: FlatNode, holds: (a: number, b: number) => boolean): FlatInput | undefined {
  const { value1, value2, in1, in2 } = node.inputs;
  if (same(in1, in2)) return in1;
  if (value1?.kind !== 'value' || value2?.kind !== 'value') return undefined;
  return holds(Number(value1.value), Number(value2.value)) ? in1 : in2;
}

/** Exact identities by category. The inputs are rewritten already. */
const RULES: Readonly<Record<string, (node: FlatNode, nodes: Nodes) => FlatInput | undefined>> = {
  dot: ({ inputs }) => inputs.in,
  constant: ({ inputs }) => inputs.value,
  add: (node) => {
    const { in1, in2 } = node.inputs;
    if (isConstant(in2, 0)) return in1;
    return isConstant(in1, 0) ? whole(node, in2) : undefined;
  },
  subtract: ({ inputs }) => (isConstant(inputs.in2, 0) ? inputs.in1 : undefined),
  multiply: (node) => {
    if (node.type.startsWith('matrix')) return undefined;
    const { in1, in2 } = node.inputs;
    if (isConstant(in2, 1)) return in1;
    if (isConstant(in1, 1)) return whole(node, in2);
    return isConstant(in1, 0) || isConstant(in2, 0) ? filled(node, 0) : undefined;
  },
  divide: ({ inputs }) => (isConstant(inputs.in2, 1) ? inputs.in1 : undefined),
  // Powers of negative numbers are undefined in MaterialX, so x itself serves for x^1 as well.
  power: ({ inputs }) => (isConstant(inputs.in2, 1) ? inputs.in1 : undefined),
  mix: (node) => {
    const { fg, bg, mix } = node.inputs;
    if (isConstant(mix, 0) || same(fg, bg)) return bg;
    return isConstant(mix, 1) ? fg : undefined;
  },
  rotate2d: ({ inputs }) => (isConstant(inputs.amount, 0) ? inputs.in : undefined),
  rotate3d: ({ inputs }) => (isConstant(inputs.amount, 0) ? inputs.in : undefined),
  ifgreater: (node) => conditional(node, (a, b) => a > b),
  ifgreatereq: (node) => conditional(node, (a, b) => a >= b),
  ifequal: (node) => conditional(node, (a, b) => a === b),
  // One channel of channels just put together.
  extract: ({ inputs }, nodes) => {
    const { in: from, index } = inputs;
    const source = from?.kind === 'link' ? nodes.get(from.node) : undefined;
    if (index?.kind !== 'value' || !source || !/^combine[34]$/.test(source.category)) return undefined;
    return source.inputs[`in${Number(index.value) + 1}`];
  },
  noise2d: (node) => silent(node),
  noise3d: (node) => silent(node),
  fractal2d: (node) => silent(node),
  fractal3d: (node) => silent(node),
  // No file: MaterialX's default value.
  image: ({ inputs }) => (inputs.file?.kind === 'value' && inputs.file.value === '' ? inputs.default : undefined),
};

/** Noise of amplitude 0 is its pivot. */
function silent(node: FlatNode): FlatInput | undefined {
  const { amplitude, pivot } = node.inputs;
  if (!isConstant(amplitude, 0)) return undefined;
  if (pivot === undefined) return filled(node, 0);
  return pivot.kind === 'value' ? filled(node, Number(pivot.value)) : undefined;
}

/** What a pattern node equals for all points, if that is a constant or one of its inputs. */
export function simplifyPattern(node: FlatNode, nodes: Nodes): FlatInput | undefined {
  return Object.hasOwn(RULES, node.category) ? RULES[node.category]!(node, nodes) : undefined;
}
