import { MAX_REPEATS } from '../neural/latentPyramid.ts';
import { constantComponents } from './evaluatePattern.ts';
import { componentCount, type FlatGraph, type FlatInput, type FlatNode } from './flatGraph.ts';

/**
 * How often a graph repeats over the unit square of uv, along both axes: the largest k up to `MAX_REPEATS` such that a step of
 * 1/k along u or v leaves every value of the surface as it was. 1 where nothing repeats, where nothing varies, or where it cannot
 * be told. Found from the nodes (tiled images, wrapped coordinates), not by sampling: what it says holds everywhere.
 */
export function uvRepeats(graph: FlatGraph): number {
  if (![...graph.nodes.values()].some(({ category }) => category === 'texcoord')) return 1;
  for (let k = MAX_REPEATS; k > 1; k--)
    if ([0, 1].every((axis) => staysSame(graph, axis === 0 ? [1 / k, 0] : [0, 1 / k]))) return k;
  return 1;
}

/** What a step in uv does to a value: adds these numbers, whatever the value is; nothing; or what cannot be told. */
type Moved = readonly number[] | 'same' | 'unknown';

function staysSame(graph: FlatGraph, step: readonly [number, number]): boolean {
  const known = new Map<string, Moved>();
  const movedInput = (input: FlatInput): Moved => {
    if (input.kind === 'value') return 'same';
    const found = known.get(input.node);
    if (found !== undefined) return input.output === undefined || found === 'same' ? found : 'unknown';
    const node = graph.nodes.get(input.node);
    const moved = node ? movedNode(node, step, movedInput) : 'unknown';
    known.set(input.node, moved);
    return input.output === undefined || moved === 'same' ? moved : 'unknown';
  };
  return movedInput({ kind: 'link', type: 'surfaceshader', node: graph.surface }) === 'same';
}

type Rule = (node: FlatNode, moved: (input: FlatInput) => Moved) => Moved;

function movedNode(node: FlatNode, step: readonly [number, number], moved: (input: FlatInput) => Moved): Moved {
  if (node.category === 'texcoord') return node.type === 'vector3' ? [...step, 0] : step;
  // It changes with the place on the mesh, of which uv says nothing.
  if (node.category === 'position') return 'unknown';
  if (Object.values(node.inputs).every((input) => moved(input) === 'same')) return 'same';
  return rules[node.category]?.(node, moved) ?? 'unknown';
}

/** What moves with uv and is no longer the same afterwards: affine maps of it, and what wraps it. */
const rules: Readonly<Record<string, Rule>> = {
  add: ({ inputs }, moved) => sum(moved(inputs['in1']!), moved(inputs['in2']!), 1),
  subtract: ({ inputs }, moved) => sum(moved(inputs['in1']!), moved(inputs['in2']!), -1),
  multiply: ({ inputs }, moved) => {
    const [a, b] = [inputs['in1']!, inputs['in2']!];
    return a.kind === 'value' ? scaled(moved(b), a, false) : scaled(moved(a), b, false);
  },
  divide: ({ inputs }, moved) => scaled(moved(inputs['in1']!), inputs['in2']!, true),
  extract: ({ inputs }, moved) => {
    const [by, index] = [moved(inputs['in']!), inputs['index']!];
    return Array.isArray(by) && index.kind === 'value' ? [by[Number(index.value)]] : 'unknown';
  },
  combine2: ({ inputs }, moved) => joined([inputs['in1']!, inputs['in2']!], moved),
  modulo: ({ inputs }, moved) => {
    const turns = scaled(moved(inputs['in1']!), inputs['in2']!, true);
    return Array.isArray(turns) && turns.every(isWhole) ? 'same' : 'unknown';
  },
  fract: ({ inputs }, moved) => {
    const by = moved(inputs['in']!);
    return Array.isArray(by) && by.every(isWhole) ? 'same' : 'unknown';
  },
  // It differences its coordinates: what moves all of them alike does not matter.
  heighttonormal: ({ inputs }, moved) => {
    const same = Object.entries(inputs).every(([name, input]) => name === 'texcoord' || moved(input) === 'same');
    return same && moved(inputs['texcoord']!) !== 'unknown' ? 'same' : 'unknown';
  },
  image: ({ inputs }, moved) => {
    const others = Object.entries(inputs).filter(([name]) => name !== 'texcoord');
    const by = moved(inputs['texcoord']!);
    if (!Array.isArray(by) || others.some(([, input]) => moved(input) !== 'same')) return 'unknown';
    const same = ['uaddressmode', 'vaddressmode'].every((name, axis) => {
      const mode = inputs[name];
      const period = mode?.kind === 'value' ? PERIODS[String(mode.value)] : undefined;
      return by[axis] === 0 || (period !== undefined && isWhole(by[axis] / period));
    });
    return same ? 'same' : 'unknown';
  },
};

/** Of an image's address modes that repeat, in texture coordinates. */
const PERIODS: Readonly<Record<string, number>> = { periodic: 1, mirror: 2 };

function sum(a: Moved, b: Moved, sign: 1 | -1): Moved {
  if (a === 'unknown' || b === 'unknown') return 'unknown';
  if (a === 'same') return b === 'same' ? 'same' : b.map((x) => sign * x);
  if (b === 'same') return a;
  const size = Math.max(a.length, b.length);
  return Array.from({ length: size }, (_, i) => component(a, i) + sign * component(b, i));
}

function joined(parts: readonly FlatInput[], moved: (input: FlatInput) => Moved): Moved {
  const moves: number[] = [];
  for (const part of parts) {
    const by = moved(part);
    if (by === 'unknown') return 'unknown';
    // Parts may be vectors themselves (two vector2 make a vector4).
    moves.push(...(by === 'same' ? Array.from({ length: componentCount(part.type) }, () => 0) : by));
  }
  return moves;
}

/** Times (or over) a constant; what is no constant has no one scale. */
function scaled(by: Moved, factor: FlatInput, divided: boolean): Moved {
  if (!Array.isArray(by) || factor.kind !== 'value') return 'unknown';
  const factors = constantComponents(factor);
  const size = Math.max(by.length, factors.length);
  const values = Array.from({ length: size }, (_, i) =>
    divided ? component(by, i) / component(factors, i) : component(by, i) * component(factors, i),
  );
  return values.every(Number.isFinite) ? values : 'unknown';
}

/** A single number stands for all components. */
function component(values: readonly number[], i: number): number {
  return values.length === 1 ? values[0] : values[i];
}

/** Up to what the division by k loses in float64. */
function isWhole(x: number): boolean {
  return Math.abs(x - Math.round(x)) < 1e-9 * Math.max(1, Math.abs(x));
}
