import type { Vec3 } from '../../../math/vec3.ts';
import type { FlatNode, PortType } from '../flatGraph.ts';
import type { Closure, LobeGeometry } from './lobeGeometry.ts';

/** Components of a lobe's inputs by name; a scalar is a list of one. */
export type LobeInputs = Readonly<Record<string, readonly number[]>>;

/** Names in scope where a lobe's text is printed. */
export interface LobeScope {
  /** WGSL expression of an input. */
  input(name: string): string;
  /** Of the lobe's own struct. */
  lobe: string;
  /** The viewer in the lobe's axes: vec3f. */
  wo: string;
  /** f32: the index of what the viewer is inside of; 0: outside. */
  inside: string;
  /** In `prepare`: the albedo fit of the lobe's microfacets, and their mean width. */
  fit: string;
  alpha: string;
  /** In `evaluate`: LobeGeometry, and GgxTerms of the lobe's microfacets. */
  geometry: string;
  terms: string;
}

/** Names in scope where what a lobe lets through is printed. */
export interface TransmissionScope {
  /** Of the lobe's own struct. */
  lobe: string;
  /** The light in the lobe's axes: vec3f, z < 0 where it is below. */
  wi: string;
  /** `Refraction` of the lobe's microfacets, where directions are drawn so. */
  bent: string;
}

/** Light from below the surface, as a lobe lets it through. What dims it knows the viewer alone. */
export interface Transmission {
  /** How directions are drawn for it. `refraction` asks for `far`, an expression over the lobe's struct. */
  readonly sampling: 'refraction' | 'cosineBelow';
  /** Float64: response with the cosine, for `wi` below the surface. */
  evaluate(inputs: LobeInputs, geometry: LobeGeometry): Vec3;
  /** WGSL, f32: index of the far side over the viewer's. */
  printFar?(lobe: string): string;
  /** WGSL, vec3f. */
  printEvaluate(scope: TransmissionScope): string;
  /** WGSL, vec3f, in the scope of `prepare`: about the share of the light that passes, for the odds. */
  printAlbedo(scope: LobeScope): string;
}

/** One lobe, three faces: its float64 definition, its WGSL module, and how the second is called. */
export interface LobeKind {
  readonly name: string;
  /** Struct in the program's state. */
  readonly struct: string;
  /** Full `package::` paths its text uses. */
  readonly imports: readonly string[];
  /** Inputs that carry numbers, and their types. `normal` and `tangent` are not among them. */
  readonly inputs: Readonly<Record<string, PortType>>;
  /** How directions above the surface are drawn for it; `none`: it reflects nothing. */
  readonly sampling: 'ggx' | 'cosine' | 'sheen' | 'none';
  /** What it lets through. */
  readonly transmission?: Transmission;
  /** What it lets through walks about in a medium of its own that fills the mesh, and comes out by it. */
  readonly walks?: true;
  /**
   * It may be an interface, told for its outside; where a stack bends light, a viewer may be inside. `index`: its input `ior` is
   * the far side's, and inverse from there. `curve`: where it is one (`Stack.interfaces`) its reflectance holds at the cosine
   * outside. Both find `inside` among their float64 inputs: the index of what the viewer is inside of, or 0.
   */
  readonly relative?: 'index' | 'curve';
  /** Nothing passes to a layer below, not even at weight 0 (MaterialX 1.39.4). */
  readonly opaque: boolean;
  /** Its throughput differs by channel; all others' is gray. */
  readonly coloured?: true;
  /** Under layering 'albedo' it is refused: it only means something to light that goes from layer to layer. */
  readonly needsTransport?: true;
  /** Why this node cannot be compiled, if so. Its weight is not known to be 0. */
  refuse?(node: FlatNode): string | undefined;
  /** Float64: response with the cosine, and throughput. */
  evaluate(inputs: LobeInputs, geometry: LobeGeometry): Closure;
  /** WGSL expressions. `albedo` is printed in the scope of `prepare`. */
  printPrepare(scope: LobeScope): string;
  printEvaluate(scope: LobeScope): string;
  printAlbedo(scope: LobeScope): string;
}

/** A uniform text input. */
export function lobeText(node: FlatNode, name: string): string | undefined {
  const input = node.inputs[name];
  return input?.kind === 'value' ? String(input.value) : undefined;
}

export function refuseDistribution(node: FlatNode): string | undefined {
  const distribution = lobeText(node, 'distribution') ?? 'ggx';
  return distribution === 'ggx' || distribution === '' ? undefined : `distribution '${distribution}' is not supported`;
}
