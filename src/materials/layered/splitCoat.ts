import { MAX_IOR, type AnalyticCoat } from '../neural/analyticCoat.ts';
import { NEAR_SPECULAR } from './bakeDomain.ts';
import type { FlatInput, FoldedGraph } from './flatGraph.ts';
import { ALPHA_MIN } from './lobes/ggx.ts';
import { dielectric } from './lobes/dielectric.ts';
import type { Closure } from './closure.ts';
import { readStack } from './stack.ts';

/** A coat, and the graph whose value is that of the whole less what the coat reflects. */
export interface SplitCoat {
  readonly coat: AnalyticCoat;
  /** Name of its lobe. */
  readonly lobe: string;
  readonly base: FoldedGraph;
}

/** As `splitCoat`, where the coat is a near-mirror, which networks cannot learn; undefined elsewhere. */
export function nearMirrorCoat(graph: FoldedGraph): SplitCoat | undefined {
  try {
    const split = splitCoat(graph);
    return Math.min(...split.coat.alpha) < NEAR_SPECULAR ? split : undefined;
  } catch (cause) {
    if (cause instanceof NoCoatError) return undefined;
    throw cause;
  }
}

class NoCoatError extends Error {}

/**
 * Takes the uppermost layer off a stack where it is a dielectric lobe, the same all over the surface and in the mesh's frame.
 * The base still loses to the coat what it lost before: MaterialX's throughput depends on the coat's weight, not its tint.
 * @throws NoCoatError saying why the uppermost layer is no such coat.
 */
export function splitCoat(graph: FoldedGraph): SplitCoat {
  const { root } = readStack(graph);
  const fail = (why: string): never => {
    throw new NoCoatError(`document '${graph.document}' has no coat that could be kept analytic: ${why}`);
  };
  const top = uppermost(root);
  if (root.op !== 'layer' || top.op !== 'lobe')
    return fail(`its surface is ${root.op === 'lobe' ? 'a single lobe' : `a '${root.op}'`}, not a layer over others`);
  const { node, kind } = top.lobe;
  const named = `lobe '${node.name}' (${node.category})`;
  if (kind !== dielectric) return fail(`the uppermost layer, ${named}, is no dielectric`);
  if (countOf(root, node.name) > 1) return fail(`${named} stands in the stack more than once`);
  const numbers = (name: string, fallback: readonly number[]) => {
    const input: FlatInput | undefined = node.inputs[name];
    if (!input) return fallback;
    if (input.kind === 'link') return fail(`input '${name}' of ${named} varies over the surface`);
    return typeof input.value === 'number' ? [input.value] : (input.value as readonly number[]);
  };
  const along = (name: string, axis: readonly number[]) => {
    if (numbers(name, axis).some((value, k) => value !== axis[k])) fail(`the ${name} of ${named} is not the mesh's`);
  };
  along('normal', [0, 0, 1]);
  along('tangent', [1, 0, 0]);
  const clamped = (value: number, least: number) => Math.min(1, Math.max(least, value));
  const tint = numbers('tint', [1, 1, 1]);
  if (tint.some((value) => value > 1)) return fail(`the tint of ${named} is above 1`);
  const [r, g, b] = tint.map((value) => clamped(value, 0));
  const [x, y] = numbers('roughness', [0, 0]).map((value) => clamped(value, ALPHA_MIN));
  const [weight] = numbers('weight', [1]);
  const [ior] = numbers('ior', [1.5]);
  if (!(ior >= 1 && ior <= MAX_IOR)) return fail(`the ior of ${named} is ${ior}; from 1 to ${MAX_IOR} is taken`);
  const black: FlatInput = { kind: 'value', type: 'color3', value: [0, 0, 0] };
  const bare = { ...node, inputs: { ...node.inputs, tint: black } };
  return {
    coat: { weight: clamped(weight, 0), tint: [r, g, b], ior, alpha: [x, y] },
    lobe: node.name,
    base: { ...graph, nodes: new Map([...graph.nodes, [node.name, bare]]) },
  };
}

function uppermost(closure: Closure): Closure {
  return closure.op === 'layer' ? uppermost(closure.top) : closure;
}

function countOf(closure: Closure, name: string): number {
  if (closure.op === 'lobe') return closure.lobe.node.name === name ? 1 : 0;
  if (closure.op === 'layer') return countOf(closure.top, name) + countOf(closure.base, name);
  if (closure.op === 'mix') return countOf(closure.fg, name) + countOf(closure.bg, name);
  if (closure.op === 'add') return countOf(closure.in1, name) + countOf(closure.in2, name);
  return closure.op === 'multiply' ? countOf(closure.in1, name) : 0;
}
