import { checkFrames, FRAME_NODES } from './checkFrames.ts';
import { imageRequests } from './document.ts';
import { constantComponents, evaluateNode } from './evaluatePattern.ts';
import {
  componentCount,
  describeNode,
  isPatternType,
  linkedNodes,
  NodeError,
  topologicalOrder,
  type FlatGraph,
  type FlatInput,
  type FlatNode,
  type FoldedGraph,
  type FoldStats,
  type PortType,
} from './flatGraph.ts';
import { simplifyClosure } from './foldClosures.ts';
import { simplifyPattern } from './foldPatterns.ts';
import { patternNode } from './patternNodes.ts';
import { outputType } from './patternTypes.ts';

/** The surface point while folding: whoever reads it is `varying` and is not evaluated. */
const NOWHERE = {
  position: [],
  uv: [],
  image: (): number[] => [],
  imageSize: (): readonly [number, number] => [1, 1],
};

/**
 * Folds constants (float64), applies exact identities to patterns and closures, merges equal nodes and drops what the surface
 * no longer reaches. The result computes the same as the graph did.
 * @throws naming node, category and document when a node that is left is not supported.
 */
export function foldGraph(graph: FlatGraph): FoldedGraph {
  // Twice: what is left of the shading frame's uses is checked before its axes become numbers.
  const directed = fold(graph, false);
  checkFrames(directed);
  return finish(graph, fold(directed, true).nodes);
}

function fold(graph: FlatGraph, axes: boolean): FlatGraph {
  const replaced = new Map<string, FlatInput>();
  const nodes = new Map<string, FlatNode>();
  const merged = new Map<string, string>();

  const rewrite = (input: FlatInput): FlatInput => {
    if (input.kind === 'value') return input;
    const by = replaced.get(outputKey(input)) ?? replaced.get(input.node);
    if (!by) return input;
    return by.kind === 'value' ? retype(by, input.type) : { ...by, type: input.type };
  };

  for (const name of topologicalOrder(graph, [graph.surface])) {
    const old = graph.nodes.get(name)!;
    const inputs = Object.fromEntries(Object.entries(old.inputs).map(([key, input]) => [key, rewrite(input)]));
    const node: FlatNode = { ...old, inputs };
    const simpler = isPatternType(node.type) ? simplifyPattern(node, nodes) : simplifyClosure(node, nodes);
    if (simpler) {
      replaced.set(name, simpler);
      continue;
    }
    const constants = axes || !FRAME_NODES.has(node.category) ? foldConstants(graph, node) : undefined;
    if (constants) {
      for (const [output, value] of constants) replaced.set(output === undefined ? name : `${name}.${output}`, value);
      continue;
    }
    const key = JSON.stringify([node.category, node.nodedef, node.type, node.inputs]);
    const twin = name === graph.surface ? undefined : merged.get(key);
    if (twin !== undefined) {
      replaced.set(name, { kind: 'link', type: node.type, node: twin });
      continue;
    }
    merged.set(key, name);
    nodes.set(name, node);
  }
  return { ...graph, nodes: live(graph, nodes) };
}

/** The nodes the surface still reaches, in dependency order. */
function live(graph: FlatGraph, nodes: ReadonlyMap<string, FlatNode>): Map<string, FlatNode> {
  const order = topologicalOrder({ document: graph.document, nodes }, [graph.surface]);
  return new Map(order.map((name) => [name, nodes.get(name)!]));
}

const outputKey = (input: FlatInput & { kind: 'link' }): string =>
  input.output === undefined ? input.node : `${input.node}.${input.output}`;

/** The value of a node whose inputs are all constant, by output; nothing where it cannot fold. */
function foldConstants(graph: FlatGraph, node: FlatNode): [string | undefined, FlatInput][] | undefined {
  const outputs = node.type === 'multioutput' ? ['ior', 'extinction'] : [undefined];
  if (!isPatternType(node.type) && node.type !== 'multioutput') return undefined;
  if (Object.values(node.inputs).some((input) => input.kind === 'link')) return undefined;
  if (patternNode(graph, node).varying) return undefined;
  const results = outputs.map((output) => {
    const type = outputType(node, output);
    const components = NodeError.within(graph, node, () =>
      evaluateNode(graph, node, output, NOWHERE, (input) => constantComponents(input as FlatInput & { kind: 'value' })),
    );
    return [output, constantInput(type, components)] as [string | undefined, FlatInput];
  });
  // A value that is not finite stays a node: dead it does no harm, and alive it is refused at the end.
  const finite = results.every(([, input]) =>
    constantComponents(input as FlatInput & { kind: 'value' }).every(Number.isFinite),
  );
  return finite ? results : undefined;
}

function constantInput(type: PortType, components: number[]): FlatInput {
  if (type === 'boolean') return { kind: 'value', type, value: components[0] !== 0 };
  return { kind: 'value', type, value: componentCount(type) === 1 ? components[0]! : components };
}

/** A constant under the type its reader declares (color3 and vector3 hold the same numbers). */
const retype = (value: FlatInput & { kind: 'value' }, type: PortType): FlatInput => ({ ...value, type });

function finish(graph: FlatGraph, nodes: ReadonlyMap<string, FlatNode>): FoldedGraph {
  const patterns = [...nodes.values()].filter((node) => isPatternType(node.type) || node.type === 'multioutput');
  const definitions = patterns.map((node) => ({ node, definition: patternNode(graph, node) }));
  // WGSL refuses a constant that is not finite, and less clearly.
  const broken = definitions.find(({ node, definition }) => !definition.varying && linkedNodes(node).length === 0);
  if (broken) throw new NodeError(`${describeNode(graph, broken.node)}: its value is not a finite number`);
  const stats: FoldStats = {
    flattenedNodes: graph.flattenedNodes,
    liveNodes: nodes.size,
    scalarOps: definitions.reduce(
      (sum, { node, definition }) => sum + definition.ops * (componentCount(node.type) || 6),
      0,
    ),
    fetches: definitions.reduce((sum, { definition }) => sum + (definition.fetches ?? 0), 0),
  };
  return {
    ...graph,
    nodes,
    images: imageRequests(graph.document, nodes.values()),
    stats,
    needsPosition: patterns.some((node) => node.category === 'position'),
  };
}
