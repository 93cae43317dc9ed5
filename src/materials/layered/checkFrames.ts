import {
  describeNode,
  NodeError,
  topologicalOrder,
  type FlatGraph,
  type FlatInput,
  type FlatNode,
} from './flatGraph.ts';

/** Nodes that give the axes of the mesh's shading frame; a normal map's inputs for them have the same names. */
export const FRAME_NODES: ReadonlySet<string> = new Set(['normal', 'tangent', 'bitangent']);

/** They turn a map's texels into the frame they are given. */
const MAPS: ReadonlySet<string> = new Set(['normalmap', 'hextilenormals']);

/** Operations that commute with a turn of all their vectors: by these names, the inputs that are vectors. */
const TURNING: Readonly<Record<string, readonly string[]>> = {
  rotate3d: ['in', 'axis'],
  normalize: ['in'],
  crossproduct: ['in1', 'in2'],
  mix: ['fg', 'bg'],
  add: ['in1', 'in2'],
  subtract: ['in1', 'in2'],
  dot: ['in'],
  ifgreater: ['in1', 'in2'],
  ifgreatereq: ['in1', 'in2'],
  ifequal: ['in1', 'in2'],
  // Times or over a scalar only: `in2` of vector type is not in the frame, or the result would not turn.
  multiply: ['in1'],
  divide: ['in1'],
};
/** Operations a turn of all their vectors leaves alone. */
const INVARIANT: Readonly<Record<string, readonly string[]>> = { dotproduct: ['in1', 'in2'], magnitude: ['in'] };

/**
 * A material sees the mesh's own frame, where the world-space normal and tangents are constant axes. That is right only as long
 * as they are used as directions: pointed, turned, mixed, handed to lobes. A graph that reads their coordinates (moss on what
 * faces up) would need the world.
 * @throws naming the node that reads them.
 */
export function checkFrames(graph: FlatGraph): void {
  const turning = new Set<string>();
  for (const name of topologicalOrder(graph, [graph.surface])) {
    const node = graph.nodes.get(name)!;
    if (FRAME_NODES.has(node.category)) turning.add(name);
    else if (turnsWith(graph, node, turning)) turning.add(name);
  }
}

function turnsWith(graph: FlatGraph, node: FlatNode, turning: ReadonlySet<string>): boolean {
  const turns = (input: FlatInput | undefined): boolean => input?.kind === 'link' && turning.has(input.node);
  const touched = Object.keys(node.inputs).filter((name) => turns(node.inputs[name]));
  if (touched.length === 0 || ['BSDF', 'EDF', 'surfaceshader'].includes(node.type)) return false;
  if (MAPS.has(node.category) && touched.every((name) => FRAME_NODES.has(name))) return true;
  const [inputs, result] = TURNING[node.category]
    ? [TURNING[node.category]!, true]
    : [INVARIANT[node.category] ?? [], false];
  const vectors = inputs.filter((name) => node.inputs[name]);
  if (
    vectors.length > 0 &&
    vectors.every((name) => touched.includes(name)) &&
    touched.every((name) => vectors.includes(name))
  ) {
    const scaled = node.category === 'multiply' || node.category === 'divide';
    if (!scaled || node.inputs.in2?.type === 'float') return result;
  }
  throw new NodeError(
    `${describeNode(graph, node)} is not supported: it reads the coordinates of the world-space normal or tangent, which a material does not know`,
  );
}
