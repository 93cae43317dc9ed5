import type { FlatGraph, FlatInput, FlatNode, FoldedGraph, PortType } from '../../src/materials/layered/flatGraph.ts';

/** An input by hand: a number, a vector or colour, a text, or a node's name after '@'. */
export type Given = number | readonly number[] | string | boolean;

/** Builds flat graphs of closures without MaterialX: `add` nodes, then `graph` under the closure at the top. */
export class ClosureGraph {
  readonly #nodes = new Map<string, FlatNode>();

  constructor() {
    const texcoord = { index: value('integer', 0) };
    this.#nodes.set('uv', node('uv', 'texcoord', 'vector2', texcoord));
    this.#nodes.set('position', node('position', 'position', 'vector3', { space: value('string', 'object') }));
    for (const [name, index] of [
      ['u', 0],
      ['v', 1],
    ] as const)
      this.#nodes.set(
        name,
        node(name, 'extract', 'float', { in: link('vector2', 'uv'), index: value('integer', index) }),
      );
    const range = { inlow: 0, inhigh: 1, outlow: -300, outhigh: 1000 };
    const ends = Object.entries(range).map(([name, end]) => [name, value('float', end)] as const);
    this.#nodes.set(
      'nanometres',
      node('nanometres', 'remap', 'float', { in: link('float', 'v'), ...Object.fromEntries(ends) }),
    );
  }

  /** `@uv`, `@position`, `@u` and `@v` read the surface point; `@nanometres` is v from -300 to 1000. */
  add(name: string, category: string, inputs: Record<string, readonly [PortType, Given]>): this {
    const typed = Object.entries(inputs).map(([key, [type, given]]) => [key, portOf(type, given)] as const);
    this.#nodes.set(name, node(name, category, 'BSDF', Object.fromEntries(typed)));
    return this;
  }

  /** @param radiance  that the surface emits in all directions  @param opacity  share of the surface that is there */
  graph(top: string, radiance?: readonly number[], opacity: Given = 1): FoldedGraph {
    if (radiance) this.#nodes.set('lamp', node('lamp', 'uniform_edf', 'EDF', { color: value('color3', radiance) }));
    const surface = node('surface', 'surface', 'surfaceshader', {
      bsdf: link('BSDF', top),
      ...(radiance && { edf: link('EDF', 'lamp') }),
      opacity: portOf('float', opacity),
    });
    const nodes: FlatGraph['nodes'] = new Map(this.#nodes).set('surface', surface);
    const stats = { flattenedNodes: nodes.size, liveNodes: nodes.size, scalarOps: 0, fetches: 0 };
    return {
      document: 'by hand',
      material: top,
      nodes,
      surface: 'surface',
      flattenedNodes: nodes.size,
      images: [],
      stats,
      needsPosition: true,
    };
  }
}

const value = (type: PortType, given: Exclude<Given, never>): FlatInput => ({ kind: 'value', type, value: given });
const link = (type: PortType, name: string): FlatInput => ({ kind: 'link', type, node: name });

function portOf(type: PortType, given: Given): FlatInput {
  return typeof given === 'string' && given.startsWith('@') ? link(type, given.slice(1)) : value(type, given);
}

function node(name: string, category: string, type: PortType, inputs: Record<string, FlatInput>): FlatNode {
  return { name, category, nodedef: `ND_${category}`, type, inputs };
}
