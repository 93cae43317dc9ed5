import { describeNode, type FlatGraph, type FlatInput, type FlatNode } from './flatGraph.ts';
import { bends, childrenOf, lobesOf, simplify, uniformValue, type Closure, type Lobe } from './closure.ts';
import { facingLobes, tellFilms } from './facingLobes.ts';
import { lobeKind, refusedLobes, type Subsurface } from './lobes/lobeKinds.ts';

export interface Stack {
  readonly root: Closure;
  /** Live lobes, each once, top layers first. */
  readonly lobes: readonly Lobe[];
  /** Live `layer` operators. */
  readonly layers: number;
  /** Some lobe lets light through to the other side. */
  readonly transmits: boolean;
  /** Some lobe bends it: the mesh has an inside, from where indices are inverse. */
  readonly refracts: boolean;
  /** Lobes that reflect by a curve and are interfaces: each to the lobe that bends light there, itself or one below it. */
  readonly interfaces: ReadonlyMap<Lobe, Lobe>;
  /** Lobes that reflect right above one that bends light: the same interface, of which a weight takes nothing from inside. */
  readonly facing: ReadonlySet<Lobe>;
  /** The lobe whose light walks through the mesh: from inside, light leaves by it, and nothing else is there. */
  readonly walks: Lobe | undefined;
}

// MaterialX's M_FLOAT_EPS: a lobe of less weight is not evaluated.
const WEIGHT_MIN = 1e-8;

/**
 * Reads the closures of a flat graph. What weight 0 hides is dropped; nothing else is.
 * @throws naming node, category and document for a lobe or operator that is live and not supported.
 */
export function readStack(graph: FlatGraph, subsurface: Subsurface = 'diffuse'): Stack {
  const surface = graph.nodes.get(graph.surface);
  if (!surface) throw new Error(`document '${graph.document}' has no node '${graph.surface}'`);
  const reading = { lobes: new Map<string, Lobe>(), subsurface, places: 0 };
  const root = tellFilms(simplify(readClosure(graph, surface.inputs.bsdf, reading)));
  const stack = stackOf(root);
  stack.lobes.forEach((lobe) => refuse(graph, lobe));
  return stack;
}

export function stackOf(root: Closure): Stack {
  const lobes = [...new Set(lobesOf(root))];
  return {
    root,
    lobes,
    layers: layersIn(root),
    transmits: lobes.some(({ kind }) => kind.transmission),
    refracts: lobes.some(bends),
    interfaces: new Map(interfacesIn(root)),
    facing: facingLobes(root),
    walks: lobes.find(({ kind }) => kind.walks),
  };
}

function interfacesIn(closure: Closure): [curve: Lobe, bending: Lobe][] {
  const within = childrenOf(closure).flatMap(interfacesIn);
  const isCurve = ({ kind }: Lobe): boolean => kind.relative === 'curve';
  if (closure.op === 'lobe') return isCurve(closure.lobe) && bends(closure.lobe) ? [[closure.lobe, closure.lobe]] : [];
  const below = closure.op === 'layer' ? lobesOf(closure.base).find(bends) : undefined;
  if (closure.op !== 'layer' || !below) return within;
  const above = lobesOf(closure.top).filter((lobe) => isCurve(lobe) && !bends(lobe));
  return [...above.map((lobe): [Lobe, Lobe] => [lobe, below]), ...within];
}

function layersIn(closure: Closure): number {
  return childrenOf(closure).reduce((sum, child) => sum + layersIn(child), closure.op === 'layer' ? 1 : 0);
}

/** All that a stack depends on, constants included: inputs of lobes (normals and tangents too), mix factors, tints. */
export function featureInputs(stack: Stack): FlatInput[] {
  const ofLobes = stack.lobes.flatMap(({ node, kind }) =>
    ['normal', 'tangent', ...Object.keys(kind.inputs)].map((name) => node.inputs[name]),
  );
  return [...ofLobes, ...factorsOf(stack.root)].filter((input) => input !== undefined);
}

function factorsOf(closure: Closure): FlatInput[] {
  const own = closure.op === 'mix' ? [closure.mix] : closure.op === 'multiply' ? [closure.tint] : [];
  return [...own, ...childrenOf(closure).flatMap(factorsOf)];
}

/** A graph that links to its own parts twice at every step would be a tree without end. */
const MOST_CLOSURES = 4096;

interface Reading {
  readonly lobes: Map<string, Lobe>;
  readonly subsurface: Subsurface;
  /** How many places of the tree were read. */
  places: number;
}

function readClosure(graph: FlatGraph, input: FlatInput | undefined, reading: Reading): Closure {
  if (!input || input.kind === 'value') return { op: 'empty', throughput: 1 };
  if (++reading.places > MOST_CLOSURES)
    throw new Error(`document '${graph.document}' has more than ${MOST_CLOSURES} closures in one surface`);
  const node = graph.nodes.get(input.node);
  if (!node)
    throw new Error(`document '${graph.document}': a link leads to node '${input.node}', which does not exist`);
  const child = (name: string) => readClosure(graph, node.inputs[name], reading);
  switch (node.category) {
    case 'layer':
      return { op: 'layer', node: node.name, top: child('top'), base: child('base') };
    case 'mix':
      if (uniformValue(node.inputs.mix) === 0) return child('bg');
      if (uniformValue(node.inputs.mix) === 1) return child('fg');
      return { op: 'mix', node: node.name, fg: child('fg'), bg: child('bg'), mix: node.inputs.mix };
    case 'add':
      return { op: 'add', node: node.name, in1: child('in1'), in2: child('in2') };
    case 'multiply':
      return { op: 'multiply', node: node.name, in1: child('in1'), tint: node.inputs.in2 };
    default:
      return readLobe(graph, node, reading);
  }
}

function readLobe(graph: FlatGraph, node: FlatNode, { lobes, subsurface }: Reading): Closure {
  const kind = lobeKind(node, subsurface);
  const weight = uniformValue(node.inputs.weight);
  if (kind && weight !== undefined && weight < WEIGHT_MIN) return { op: 'empty', throughput: kind.opaque ? 0 : 1 };
  // A volume in which nothing happens, as open_pbr_surface has under clear glass.
  const { absorption, scattering } = node.inputs;
  if (kind?.needsTransport && [absorption, scattering].every((input) => !input || uniformValue(input) === 0))
    return { op: 'empty', throughput: 1 };
  if (!kind) return refuseNode(graph, node, refusedLobes[node.category] ?? 'it is no closure that is supported');
  const lobe = lobes.get(node.name) ?? { node, kind };
  lobes.set(node.name, lobe);
  return { op: 'lobe', lobe };
}

/** @throws naming the first lobe whose light a walk between layers would have to leave below. */
export function refuseLightThrough(graph: FlatGraph, { lobes }: Stack): void {
  const found = lobes.find(({ kind }) => kind.transmission);
  if (found) refuseNode(graph, found.node, "light that goes through needs layering 'albedo'");
}

/** @throws naming the first lobe that MaterialX's own operators give no meaning here. */
export function refuseTransportOnly(graph: FlatGraph, { lobes }: Stack): void {
  const found = lobes.find(({ kind }) => kind.needsTransport);
  if (found) refuseNode(graph, found.node, "a volume within the layers needs layering 'transport'");
}

function refuse(graph: FlatGraph, { node, kind }: Lobe): void {
  const reason = kind.refuse?.(node);
  if (reason) refuseNode(graph, node, reason);
}

export function refuseNode(graph: FlatGraph, node: FlatNode, reason: string): never {
  throw new Error(`${describeNode(graph, node)}: ${reason}`);
}
