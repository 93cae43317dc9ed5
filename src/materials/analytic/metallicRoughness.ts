import {
  bindingLayout,
  sampler,
  texture2d,
  uniform,
  type BindingEntry,
  type BindingResource,
} from '../../engine/bindings.ts';
import { bufferUsage, createBuffer } from '../../engine/buffers.ts';
import type { Gpu } from '../../engine/device.ts';
import { structLayout } from '../../engine/structLayout.ts';
import { contractFunctions, contractImports, type HandedField } from '../contract.ts';
import { createTextureSampler, textureBytes, uploadTexture, type MaterialTexture } from '../materialTexture.ts';
import type { Material, MaterialProgram, MaterialResources } from '../program.ts';
import { programKey } from '../programKey.ts';

export type AlphaMode = 'opaque' | 'mask' | 'blend';

/** glTF 2.0 core: factors multiply textures. */
export interface MetallicRoughnessOptions {
  name: string;
  /** Linear Rec.709. Default white. */
  baseColor?: readonly [number, number, number];
  /** Default 1, as in glTF. */
  metallic?: number;
  /** Perceptual; α = roughness². Default 1, as in glTF. */
  roughness?: number;
  /** Scales x and y of the normal map. Default 1. */
  normalScale?: number;
  /** glTF's. Default opaque: alpha is not looked at. */
  alphaMode?: AlphaMode;
  /** A masked material is not there where its alpha is below. Default .5, as in glTF. */
  alphaCutoff?: number;
  /** Factor of the alpha of the base colour's texture. Default 1. */
  opacity?: number;
  /** Radiance, linear Rec.709, times `emissiveTexture` where there is one. Default 0. */
  emissive?: readonly [number, number, number];
  baseColorTexture?: MaterialTexture;
  /** Green is roughness, blue is metallic. */
  metallicRoughnessTexture?: MaterialTexture;
  normalTexture?: MaterialTexture;
  emissiveTexture?: MaterialTexture;
}

/** Texture slots: name in WGSL -> option that fills it. */
const slots = {
  base_color: 'baseColorTexture',
  metallic_roughness: 'metallicRoughnessTexture',
  normal: 'normalTexture',
  emissive: 'emissiveTexture',
} as const;
type Slot = keyof typeof slots;
const slotNames = Object.keys(slots) as Slot[];

const programs = new Map<string, MaterialProgram>();

/** The program for a set of textures and a kind of alpha: materials with the same share it. */
export function metallicRoughnessProgram(filled: readonly Slot[], alphaMode: AlphaMode = 'opaque'): MaterialProgram {
  const used = slotNames.filter((slot) => filled.includes(slot));
  const label = ['metallicRoughness', ...used, ...(alphaMode === 'opaque' ? [] : [alphaMode])].join('+');
  const found = programs.get(label) ?? makeProgram(label, used, alphaMode);
  programs.set(label, found);
  return found;
}

/** A material of glTF's core model. Textures are uploaded with `upload`, one texture and sampler a slot. */
export function metallicRoughnessMaterial(options: MetallicRoughnessOptions): Material {
  const filled = slotNames.filter((slot) => options[slots[slot]]);
  const program = metallicRoughnessProgram(filled, options.alphaMode);
  // What is the same all over needs no program that says so.
  const everywhere = options.emissiveTexture ? undefined : options.emissive;
  const emission = everywhere?.some((value) => value > 0) && { emission: everywhere };
  return { name: options.name, program, ...emission, upload: (gpu) => upload(gpu, options, filled) };
}

function makeProgram(label: string, used: Slot[], alphaMode: AlphaMode): MaterialProgram {
  const entries: Record<string, BindingEntry> = {
    material: uniform('package::bsdf::metallicRoughnessParams::MetallicRoughnessParams'),
  };
  for (const slot of used) {
    entries[`${slot}_texture`] = texture2d();
    entries[`${slot}_sampler`] = sampler();
  }
  const bindings = bindingLayout('program_bindings', 1, entries);
  const modules = { program: printProgram(used, Object.keys(entries), alphaMode) };
  const seeThrough = alphaMode !== 'opaque' && { seeThrough: true as const };
  return { key: programKey({ ...modules, bindings: bindings.text }), label, modules, ...seeThrough, bindings };
}

/** What of a place is not there, by its alpha. */
const TRANSPARENCY: Readonly<Record<AlphaMode, string | undefined>> = {
  opaque: undefined,
  mask: 'select(0.0, 1.0, alpha < material.alpha_cutoff)',
  blend: 'clamp(1.0 - alpha, 0.0, 1.0)',
};

function printProgram(used: Slot[], bindings: string[], alphaMode: AlphaMode): string {
  const read = (slot: Slot) =>
    `textureSampleLevel(${slot}_texture, ${slot}_sampler, transform_uv(material.${slot}_transform, point.uv), mip_level(transform_scale(material.${slot}_transform) * point.footprint, textureDimensions(${slot}_texture)))`;
  const transparency = TRANSPARENCY[alphaMode];
  const handed: HandedField[] = [];
  if (transparency) handed.push('transparency');
  if (used.includes('emissive')) handed.push('emission');
  const has = (slot: Slot, line: string) => (used.includes(slot) ? line : '');
  return `${contractImports}import package::bsdf::metallicRoughness::{MetallicRoughness, MetallicRoughnessState, metallic_roughness_prepare, metallic_roughness_evaluate, metallic_roughness_draw};
import package::bsdf::metallicRoughnessParams::{transform_scale, transform_uv};
import package::math::mipLevel::mip_level;
import package::program_bindings::{${bindings.join(', ')}};

struct State {
  surface: MetallicRoughnessState,${transparency ? '\n  transparency: f32,' : ''}${has('emissive', '\n  emission: vec3f,')}
}

fn prepare(point: SurfacePoint, wo: vec3f, u: vec3f) -> State {
  var m = MetallicRoughness(material.base_color, material.metallic, material.roughness, vec3f(0.0, 0.0, 1.0));
${transparency ? '  var alpha = material.opacity;\n' : ''}${has(
    'base_color',
    `  let base = ${read('base_color')};\n  m.base_color *= base.rgb;\n${transparency ? '  alpha *= base.a;\n' : ''}`,
  )}${has(
    'metallic_roughness',
    `  let gb = ${read('metallic_roughness')}.gb;\n  m.roughness *= gb.x;\n  m.metallic *= gb.y;\n`,
  )}${has(
    'normal',
    `  m.normal = (${read('normal')}.xyz * 2.0 - 1.0) * vec3f(material.normal_scale, material.normal_scale, 1.0);\n`,
  )}  return State(metallic_roughness_prepare(m, wo)${transparency ? `, ${transparency}` : ''}${has('emissive', `, material.emissive * ${read('emissive')}.rgb`)});
}

fn albedo(state: State) -> vec3f {
  return state.surface.albedo;
}

fn evaluate(state: State, wi: vec3f) -> Evaluation {
  return metallic_roughness_evaluate(state.surface, wi);
}

fn draw(state: State, u: vec3f) -> Drawn {
  return metallic_roughness_draw(state.surface, u);
}
${contractFunctions(handed)}`;
}

async function upload(gpu: Gpu, options: MetallicRoughnessOptions, filled: Slot[]): Promise<MaterialResources> {
  const layout = await structLayout('package::bsdf::metallicRoughnessParams::MetallicRoughnessParams');
  const block = layout.pack({
    base_color: options.baseColor ?? [1, 1, 1],
    metallic: options.metallic ?? 1,
    roughness: options.roughness ?? 1,
    normal_scale: options.normalScale ?? 1,
    opacity: options.opacity ?? 1,
    alpha_cutoff: options.alphaCutoff ?? 0.5,
    emissive: options.emissive ?? [0, 0, 0],
    ...Object.fromEntries(slotNames.map((slot) => [`${slot}_transform`, transformRows(options[slots[slot]])])),
  });
  const usage = bufferUsage.uniform | bufferUsage.copyDst;
  const material = createBuffer(gpu, `${options.name}/params`, new Uint8Array(block), usage);
  const resources: Record<string, BindingResource> = { material };
  const owned: { destroy(): void }[] = [material];
  let bytes = material.size;
  for (const slot of filled) {
    const image = options[slots[slot]]!;
    const texture = uploadTexture(gpu, `${options.name}/${slot}`, image);
    owned.push(texture);
    bytes += textureBytes(image);
    resources[`${slot}_texture`] = texture.createView({ label: `${options.name}/${slot}` });
    resources[`${slot}_sampler`] = createTextureSampler(gpu, `${options.name}/${slot}`, image);
  }
  return { resources, bytes, dispose: () => owned.forEach((item) => item.destroy()) };
}

function transformRows(image: MaterialTexture | undefined): { u: number[]; v: number[] } {
  const [a, b, c, d, e, f] = image?.transform ?? [1, 0, 0, 0, 1, 0];
  return { u: [a, b, c], v: [d, e, f] };
}
