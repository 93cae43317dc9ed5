import type { PatternPrinter } from './patternPrinter.ts';
import type { Transmission } from './lobes/lobeKind.ts';
import type { Lobe } from './closure.ts';
import type { Stack } from './stack.ts';

/** Where lobes live: the mesh's frame, or one of their own in the state. */
export interface FrameSlot {
  /** `frame0`, ... in the state; nothing for the mesh's. */
  readonly field: string | undefined;
  /** LobeGeometry in `evaluate`. */
  readonly geometry: string;
  readonly normal: string;
  readonly tangent: string;
}

/** Microfacets that one or more lobes of a frame share: one D, one density. */
export interface GgxSlot {
  readonly field: string;
  readonly fit: string;
  readonly terms: string;
  readonly frame: FrameSlot;
  readonly roughness: string;
}

export interface LobeSlot {
  readonly lobe: Lobe;
  readonly field: string;
  readonly frame: FrameSlot;
  readonly ggx: GgxSlot | undefined;
  /** State field: what dims the light that it lets through. */
  readonly through: string | undefined;
}

/** Lobes that are sampled alike, together. */
export interface SamplingGroup {
  /** `interface`: facets of which each reflects, for `lobes`, or refracts, for `transmitted`. */
  readonly kind: 'ggx' | 'cosine' | 'sheen' | Transmission['sampling'] | 'interface';
  /** Above the surface. */
  readonly lobes: readonly LobeSlot[];
  /** Below it. */
  readonly transmitted: LobeSlot | undefined;
  readonly frame: FrameSlot;
}

export interface StackLayout {
  readonly frames: readonly FrameSlot[];
  readonly ggx: readonly GgxSlot[];
  readonly lobes: readonly LobeSlot[];
  readonly groups: readonly SamplingGroup[];
}

const MESH_NORMAL = 'vec3f(0.0, 0.0, 1.0)';
const MESH_TANGENT = 'vec3f(1.0, 0.0, 0.0)';

/** Finds what lobes share: equal normals are one frame, equal roughness there one GGX distribution. */
export function layoutStack(stack: Stack, printer: PatternPrinter): StackLayout {
  const frames: FrameSlot[] = [];
  const ggx: GgxSlot[] = [];
  const expression = ({ node }: Lobe, name: string, fallback: string) => {
    const input = node.inputs[name];
    // Geometric defaults are links or vectors; a value without components stands for none.
    const given = input && (input.kind === 'link' || Array.isArray(input.value));
    return given ? printer.expression(input) : fallback;
  };
  const frameOf = (normal: string, tangent: string | undefined): FrameSlot => {
    const found = frames.find((f) => f.normal === normal && (tangent === undefined || f.tangent === tangent));
    if (found) return found;
    const index = frames.length;
    const mesh = normal === MESH_NORMAL && (tangent ?? MESH_TANGENT) === MESH_TANGENT;
    const field = mesh ? undefined : `frame${index}`;
    frames.push({ field, geometry: `g${index}`, normal, tangent: tangent ?? MESH_TANGENT });
    return frames[index];
  };
  const ggxOf = (lobe: Lobe, frame: FrameSlot): GgxSlot => {
    const roughness = printer.expression(lobe.node.inputs.roughness);
    const found = ggx.find((slot) => slot.frame === frame && slot.roughness === roughness);
    if (found) return found;
    const index = ggx.length;
    ggx.push({ field: `ggx${index}`, fit: `fit${index}`, terms: `t${index}`, frame, roughness });
    return ggx[index];
  };
  const slots = new Map<Lobe, LobeSlot>();
  const place = (lobe: Lobe, index: number, tangent: string | undefined) => {
    const frame = frameOf(expression(lobe, 'normal', MESH_NORMAL), tangent);
    const shared = hasMicrofacets(lobe) ? ggxOf(lobe, frame) : undefined;
    const through = lobe.kind.transmission && `through${index}`;
    slots.set(lobe, { lobe, field: `lobe${index}`, frame, ggx: shared, through });
  };
  // Lobes that ask for a tangent come first: the others can then use any frame of their normal.
  stack.lobes.forEach((lobe, index) => {
    if (hasMicrofacets(lobe)) place(lobe, index, expression(lobe, 'tangent', MESH_TANGENT));
  });
  stack.lobes.forEach((lobe, index) => {
    if (!hasMicrofacets(lobe)) place(lobe, index, undefined);
  });
  const lobes = stack.lobes.map((lobe) => slots.get(lobe)!);
  return { frames, ggx, lobes, groups: groupLobes(lobes) };
}

function groupLobes(lobes: readonly LobeSlot[]): SamplingGroup[] {
  const above = new Map<string, SamplingGroup>();
  for (const slot of lobes) {
    const { sampling: kind } = slot.lobe.kind;
    if (kind === 'none') continue;
    const shared = { ggx: slot.ggx?.field, cosine: slot.frame.geometry, sheen: slot.field }[kind];
    const key = `${kind} ${shared}`;
    const members = [...(above.get(key)?.lobes ?? []), slot];
    above.set(key, { kind, lobes: members, transmitted: undefined, frame: members[0].frame });
  }
  const below: SamplingGroup[] = [];
  for (const slot of lobes) {
    const { transmission } = slot.lobe.kind;
    if (!transmission) continue;
    // Facets that some lobe reflects by: which of the two a facet does is Fresnel's to say, facet by facet.
    const key = `ggx ${slot.ggx?.field}`;
    const same = transmission.sampling === 'refraction' ? above.get(key) : undefined;
    if (same?.kind === 'ggx') above.set(key, { ...same, kind: 'interface', transmitted: slot });
    else below.push({ kind: transmission.sampling, lobes: [], transmitted: slot, frame: slot.frame });
  }
  return [...above.values(), ...below];
}

function hasMicrofacets({ kind }: Lobe): boolean {
  return kind.sampling === 'ggx' || kind.transmission?.sampling === 'refraction';
}
