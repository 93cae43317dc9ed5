/** Types of MaterialX ports that survive flattening. */
export type PortType =
  | 'float'
  | 'color3'
  | 'color4'
  | 'vector2'
  | 'vector3'
  | 'vector4'
  | 'integer'
  | 'boolean'
  | 'string'
  | 'filename'
  | 'matrix33'
  | 'matrix44'
  | 'BSDF'
  | 'EDF'
  | 'VDF'
  | 'surfaceshader'
  | 'displacementshader'
  | 'multioutput'
  | 'material';

/** A number for float and integer; components for colours and vectors; matrices in document order. */
export type PortValue = number | readonly number[] | string | boolean;

/** A closure port (BSDF, EDF, VDF) that is a value is the empty closure: response 0, throughput 1. */
export type FlatInput =
  | { readonly kind: 'value'; readonly type: PortType; readonly value: PortValue; readonly colorspace?: string }
  | { readonly kind: 'link'; readonly type: PortType; readonly node: string; readonly output?: string };

export interface FlatNode {
  readonly name: string;
  readonly category: string;
  /** Name of the MaterialX node definition, e.g. `ND_multiply_color3FA`. */
  readonly nodedef: string;
  readonly type: PortType;
  /** Every input of the definition: defaults are filled in. */
  readonly inputs: Readonly<Record<string, FlatInput>>;
}

/** An image the graph reads. Two nodes that read one file the same way share a request. */
export interface ImageRequest {
  /** Name of the first node that reads it. */
  readonly node: string;
  /** Path as the document says it, `fileprefix` included, relative to the document. */
  readonly file: string;
  /** The texels are encoded in sRGB and must be decoded before filtering. */
  readonly srgb: boolean;
}

/** A MaterialX document reduced to one material: plain data, every node a primitive of the standard libraries. */
export interface FlatGraph {
  readonly document: string;
  readonly material: string;
  /** By name; only nodes the surface reaches. */
  readonly nodes: ReadonlyMap<string, FlatNode>;
  /** Name of the node of category `surface`. */
  readonly surface: string;
  /** Nodes in the document and its node graphs after flattening, reached or not. */
  readonly flattenedNodes: number;
  readonly images: readonly ImageRequest[];
}

export interface FoldStats {
  readonly flattenedNodes: number;
  /** Nodes left after folding, surface and closures included. */
  readonly liveNodes: number;
  /** Scalar operations of one evaluation of all live pattern nodes, texture fetches not counted. */
  readonly scalarOps: number;
  /** Texture look-ups of one evaluation. */
  readonly fetches: number;
}

/** A flat graph after constant folding, merging and dead-node removal. */
export interface FoldedGraph extends FlatGraph {
  readonly stats: FoldStats;
  /** Some live node reads the object-space position. */
  readonly needsPosition: boolean;
}

const COMPONENTS: Partial<Record<PortType, number>> = {
  float: 1,
  integer: 1,
  boolean: 1,
  vector2: 2,
  color3: 3,
  vector3: 3,
  color4: 4,
  vector4: 4,
  matrix33: 9,
  matrix44: 16,
};

/** Scalars in a value of `type`; 0 for text and closures. */
export const componentCount = (type: PortType): number => COMPONENTS[type] ?? 0;

/** True for types whose values are numbers: what pattern nodes compute. */
export const isPatternType = (type: PortType): boolean => componentCount(type) > 0;

/** `node NAME (category C) in document D`, the way every error names a node. */
export function describeNode(graph: { document: string }, node: { name: string; category: string }): string {
  return `node '${node.name}' (${node.category}) in document '${graph.document}'`;
}

/** Nodes an input record links to, in input order. */
export function linkedNodes(node: FlatNode): string[] {
  return Object.values(node.inputs).flatMap((input) => (input.kind === 'link' ? [input.node] : []));
}

/** An error whose message names its node already. */
export class NodeError extends Error {
  /** Runs `step`; what it throws gets the node's name before it, once. */
  static within<T>(graph: { document: string }, node: { name: string; category: string }, step: () => T): T {
    try {
      return step();
    } catch (error) {
      if (error instanceof NodeError) throw error;
      throw new NodeError(`${describeNode(graph, node)}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** Names of the nodes `roots` reach, each after all it links to. @throws on a cycle or a link to nowhere. */
export function topologicalOrder(
  graph: { document: string; nodes: ReadonlyMap<string, FlatNode> },
  roots: string[],
): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const visit = (name: string): void => {
    if (state.get(name) === 'done') return;
    const node = graph.nodes.get(name);
    if (!node) throw new Error(`document '${graph.document}': a link leads to node '${name}', which does not exist`);
    if (state.get(name) === 'open') throw new Error(`${describeNode(graph, node)} depends on itself`);
    state.set(name, 'open');
    linkedNodes(node).forEach(visit);
    state.set(name, 'done');
    order.push(name);
  };
  roots.forEach(visit);
  return order;
}
