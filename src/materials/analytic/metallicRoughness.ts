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
import { contractFunctions, contractImports } from '../contract.ts';
import { createTextureSampler, textureBytes, uploadTexture, type MaterialTexture } from '../materialTexture.ts';
import type { Material, MaterialProgram, MaterialResources } from '../program.ts';
import { programKey } from '../programKey.ts';

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
  baseColorTexture?: MaterialTexture;
  /** Green is roughness, blue is metallic. */
  metallicRoughnessTexture?: MaterialTexture;
  normalTexture?: MaterialTexture;
}

/** Texture slots: name in WGSL -> option that fills it. */
const slots = {
  base_color: 'baseColorTexture',
  metallic_roughness: 'metallicRoughnessTexture',
  normal: 'normalTexture',
} as const;
type Slot = keyof typeof slots;
const slotNames = Object.keys(slots) as Slot[];

const programs = new Map<string, MaterialProgram>();

/** The program for a set of textures: materials with the same slots filled share it. */
export function metallicRoughnessProgram(filled: readonly Slot[]): MaterialProgram {
  const used = slotNames.filter((slot) => filled.includes(slot));
  const label = ['metallicRoughness', ...used].join('+');
  const found = programs.get(label) ?? makeProgram(label, used);
  programs.set(label, found);
  return found;
}

/** A material of glTF's core model. Textures are uploaded with `upload`, one texture and sampler a slot. */
export function metallicRoughnessMaterial(options: MetallicRoughnessOptions): Material {
  const filled = slotNames.filter((slot) => options[slots[slot]]);
  const program = metallicRoughnessProgram(filled);
  return { name: options.name, program, upload: (gpu) => upload(gpu, options, filled) };
}

function makeProgram(label: string, used: Slot[]): MaterialProgram {
  const entries: Record<string, BindingEntry> = {
    material: uniform('package::bsdf::metallicRoughnessParams::MetallicRoughnessParams'),
  };
  for (const slot of used) {
    entries[`${slot}_texture`] = texture2d();
    entries[`${slot}_sampler`] = sampler();
  }
  const bindings = bindingLayout('program_bindings', 1, entries);
  const modules = { program: printProgram(used, Object.keys(entries)) };
  return { key: programKey({ ...modules, bindings: bindings.text }), label, modules, bindings };
}

function printProgram(used: Slot[], bindings: string[]): string {
  const read = (slot: Slot) =>
    `textureSampleLevel(${slot}_texture, ${slot}_sampler, transform_uv(material.${slot}_transform, point.uv), mip_level(transform_scale(material.${slot}_transform) * point.footprint, textureDimensions(${slot}_texture)))`;
  const has = (slot: Slot, line: string) => (used.includes(slot) ? line : '');
  return `${contractImports}import package::bsdf::metallicRoughness::{MetallicRoughness, MetallicRoughnessState, metallic_roughness_prepare, metallic_roughness_evaluate, metallic_roughness_draw};
import package::bsdf::metallicRoughnessParams::{transform_scale, transform_uv};
import package::math::mipLevel::mip_level;
import package::program_bindings::{${bindings.join(', ')}};

alias State = MetallicRoughnessState;

fn prepare(point: SurfacePoint, wo: vec3f, u: vec3f) -> State {
  var m = MetallicRoughness(material.base_color, material.metallic, material.roughness, vec3f(0.0, 0.0, 1.0));
${has('base_color', `  m.base_color *= ${read('base_color')}.rgb;\n`)}${has(
    'metallic_roughness',
    `  let gb = ${read('metallic_roughness')}.gb;\n  m.roughness *= gb.x;\n  m.metallic *= gb.y;\n`,
  )}${has(
    'normal',
    `  m.normal = (${read('normal')}.xyz * 2.0 - 1.0) * vec3f(material.normal_scale, material.normal_scale, 1.0);\n`,
  )}  return metallic_roughness_prepare(m, wo);
}

fn albedo(state: State) -> vec3f {
  return state.albedo;
}

fn evaluate(state: State, wi: vec3f) -> Evaluation {
  return metallic_roughness_evaluate(state, wi);
}

fn draw(state: State, u: vec3f) -> Drawn {
  return metallic_roughness_draw(state, u);
}
${contractFunctions()}`;
}

async function upload(gpu: Gpu, options: MetallicRoughnessOptions, filled: Slot[]): Promise<MaterialResources> {
  const layout = await structLayout('package::bsdf::metallicRoughnessParams::MetallicRoughnessParams');
  const block = layout.pack({
    base_color: options.baseColor ?? [1, 1, 1],
    metallic: options.metallic ?? 1,
    roughness: options.roughness ?? 1,
    normal_scale: options.normalScale ?? 1,
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
