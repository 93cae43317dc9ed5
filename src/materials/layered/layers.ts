import { describeNode, type FlatGraph, type FlatInput, type FlatNode } from './flatGraph.ts';

/** One input of a `layer`, `mix` or `add` operator that holds something. */
export interface LayerRef {
  /** The operator. */
  readonly node: string;
  readonly input: 'top' | 'base' | 'fg' | 'bg' | 'in1' | 'in2';
  /** The closure it holds. */
  readonly closure: string;
  /** Lobes in that closure; 1 for a lobe, however it is tinted. */
  readonly lobes: number;
}

const OPERATORS: Readonly<Record<string, readonly LayerRef['input'][]>> = {
  layer: ['top', 'base'],
  mix: ['fg', 'bg'],
  add: ['in1', 'in2'],
};

/** The layers of a (folded) graph that the surface reaches, operators in breadth-first order from the surface. */
export function layersOf(graph: FlatGraph): LayerRef[] {
  const refs: LayerRef[] = [];
  const seen = new Set<string>();
  const queue = [graph.nodes.get(graph.surface)?.inputs.bsdf];
  for (const input of queue) {
    const node = linked(graph, input);
    if (!node || seen.has(node.name)) continue;
    seen.add(node.name);
    for (const name of OPERATORS[node.category] ?? []) {
      const held = node.inputs[name];
      if (held?.kind === 'link' && held.type === 'BSDF')
        refs.push({ node: node.name, input: name, closure: held.node, lobes: lobesUnder(graph, held).size });
    }
    queue.push(...closureInputs(node));
  }
  return refs;
}

/**
 * The graph with one layer gone, as if its weight were 0: a top shows its base, a base leaves its top alone, a mix shows
 * its other side.
 */
export function withoutLayer<G extends FlatGraph>(graph: G, ref: LayerRef): G {
  const node = graph.nodes.get(ref.node);
  if (!node || !OPERATORS[node.category]?.includes(ref.input))
    throw new Error(`document '${graph.document}' has no layer '${ref.input}' of node '${ref.node}'`);
  if (node.inputs[ref.input]?.kind !== 'link') throw new Error(`${describeNode(graph, node)}: '${ref.input}' is empty`);
  const changed: Record<string, FlatInput> =
    node.category === 'mix'
      ? { mix: { kind: 'value', type: 'float', value: ref.input === 'fg' ? 0 : 1 } }
      : { [ref.input]: { kind: 'value', type: 'BSDF', value: '' } };
  const nodes = new Map(graph.nodes).set(node.name, { ...node, inputs: { ...node.inputs, ...changed } });
  return { ...graph, nodes };
}

function linked(graph: FlatGraph, input: FlatInput | undefined): FlatNode | undefined {
  return input?.kind === 'link' ? graph.nodes.get(input.node) : undefined;
}

const closureInputs = (node: FlatNode): FlatInput[] => Object.values(node.inputs).filter(({ type }) => type === 'BSDF');

function lobesUnder(graph: FlatGraph, input: FlatInput): Set<string> {
  const node = linked(graph, input);
  if (!node) return new Set();
  const children = closureInputs(node);
  if (children.length === 0) return new Set([node.name]);
  return new Set(children.flatMap((child) => [...lobesUnder(graph, child)]));
}
