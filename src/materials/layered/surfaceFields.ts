import type { HandedField } from '../contract.ts';
import { describeNode, type FlatGraph, type FlatInput, type FlatNode } from './flatGraph.ts';
import { printEmission, readEmission, type Emission } from './emission.ts';
import type { PatternPrinter } from './patternPrinter.ts';
import { uniformValue } from './closure.ts';

/** What a surface says besides its closure. */
export interface SurfaceFields {
  readonly emission: Emission | undefined;
  /** Share of the surface that is there; undefined: all of it. */
  readonly opacity: FlatInput | undefined;
  /** The volume that the surface bounds. */
  readonly interior: FlatNode | undefined;
}

export function readSurfaceFields(graph: FlatGraph, interior?: FlatNode): SurfaceFields {
  return { emission: readEmission(graph), opacity: readOpacity(graph), interior };
}

/** @throws naming the surface, where its opacity is no number of one channel */
function readOpacity(graph: FlatGraph): FlatInput | undefined {
  const surface = graph.nodes.get(graph.surface);
  const opacity = surface?.inputs.opacity;
  if (!surface || !opacity || uniformValue(opacity) === 1) return undefined;
  if (opacity.type !== 'float')
    throw new Error(`${describeNode(graph, surface)}: an opacity of type ${opacity.type} is not supported`);
  return opacity;
}

/** A field of `State` that `shade` hands to its result. */
export interface PrintedField {
  readonly name: HandedField;
  readonly type: 'vec3f' | 'f32' | 'vec4u';
  /** WGSL expression in `prepare`. */
  readonly text: string;
}

export function printSurfaceFields(
  { emission, opacity, interior }: SurfaceFields,
  printer: PatternPrinter,
): { fields: PrintedField[]; imports: string[] } {
  const emitted = emission && printEmission(emission, printer);
  const fields: PrintedField[] = [];
  if (emitted) fields.push({ name: 'emission', type: 'vec3f', text: emitted.text });
  if (opacity) {
    const text = `clamp(1.0 - ${printer.expression(opacity)}, 0.0, 1.0)`;
    fields.push({ name: 'transparency', type: 'f32', text });
  }
  if (interior) {
    fields.push({ name: 'interior', type: 'vec4u', text: `pack_medium(${printMedium(interior, printer)})` });
  }
  const ofMedium = interior ? ['medium_of', 'pack_medium'].map((name) => `package::bsdf::medium::${name}`) : [];
  return { fields, imports: [...(emitted?.imports ?? []), ...ofMedium] };
}

/** A volume, or what fills the mesh below a `subsurface_bsdf`. */
function printMedium({ category, inputs }: FlatNode, printer: PatternPrinter): string {
  const of = (name: string, absent: string) => (inputs[name] ? printer.expression(inputs[name]) : absent);
  const none = 'vec3f(0.0)';
  const anisotropy = of('anisotropy', '0.0');
  if (category === 'subsurface_bsdf')
    return `subsurface_medium(${of('color', none)}, ${of('radius', none)}, ${anisotropy})`;
  return `medium_of(${of('absorption', none)}, ${of('scattering', none)}, ${anisotropy})`;
}
