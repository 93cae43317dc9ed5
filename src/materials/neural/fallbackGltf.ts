import { readBufferView, type BufferViewWriter } from './bufferViews.ts';
import type { FallbackMaterial } from './fallbackMaterial.ts';
import { arrayField, itemAt, numberField, objectField, type Json } from './fields.ts';

/** The fallback as glTF's core material, both ways. */

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const REPEAT = 10497;
const TRANSFORM = 'KHR_texture_transform';

/** Top-level arrays of a glTF document that a fallback's images need. */
interface TextureTables {
  images: { bufferView: number; mimeType: 'image/png' }[];
  samplers: { wrapS: number; wrapT: number }[];
  textures: { source: number; sampler: number }[];
}

/** @param repeats of the textures over the unit square of uv. */
export function writeFallback(fallback: FallbackMaterial, views: BufferViewWriter, repeats: number) {
  const tables: TextureTables = { images: [], samplers: [{ wrapS: REPEAT, wrapT: REPEAT }], textures: [] };
  const transform = repeats > 1 && { extensions: { [TRANSFORM]: { scale: [repeats, repeats] } } };
  const texture = (png: Uint8Array | undefined, field: string) => {
    if (png === undefined) return undefined;
    requirePng(png, field);
    const source = tables.images.push({ bufferView: views.add(png), mimeType: 'image/png' }) - 1;
    return { index: tables.textures.push({ source, sampler: 0 }) - 1, ...transform };
  };
  const material = {
    pbrMetallicRoughness: {
      baseColorFactor: [...fallback.baseColorFactor, 1],
      metallicFactor: fallback.metallicFactor,
      roughnessFactor: fallback.roughnessFactor,
      baseColorTexture: texture(fallback.baseColorTexture, 'fallback.baseColorTexture'),
      metallicRoughnessTexture: texture(fallback.metallicRoughnessTexture, 'fallback.metallicRoughnessTexture'),
    },
    normalTexture: texture(fallback.normalTexture, 'fallback.normalTexture'),
  };
  const filled = tables.textures.length > 0;
  return { material, tables: filled ? tables : {}, extensions: filled && transform ? [TRANSFORM] : [] };
}

/** @throws Error naming the field. Absent values are glTF's defaults. */
export function readFallback(gltf: Json, bin: Uint8Array, material: Json, field: string): FallbackMaterial {
  const pbrField = `${field}.pbrMetallicRoughness`;
  const pbr = objectField(material.pbrMetallicRoughness ?? {}, pbrField);
  const color = arrayField(pbr.baseColorFactor ?? [1, 1, 1, 1], `${pbrField}.baseColorFactor`, 4, 4);
  const [r, g, b] = color.map((value, i) => numberField(value, `${pbrField}.baseColorFactor[${i}]`, 0, 1));
  return {
    baseColorFactor: [r, g, b],
    metallicFactor: numberField(pbr.metallicFactor ?? 1, `${pbrField}.metallicFactor`, 0, 1),
    roughnessFactor: numberField(pbr.roughnessFactor ?? 1, `${pbrField}.roughnessFactor`, 0, 1),
    baseColorTexture: readTexture(gltf, bin, pbr.baseColorTexture, `${pbrField}.baseColorTexture`),
    metallicRoughnessTexture: readTexture(
      gltf,
      bin,
      pbr.metallicRoughnessTexture,
      `${pbrField}.metallicRoughnessTexture`,
    ),
    normalTexture: readTexture(gltf, bin, material.normalTexture, `${field}.normalTexture`),
  };
}

function readTexture(gltf: Json, bin: Uint8Array, info: unknown, field: string): Uint8Array | undefined {
  if (info === undefined) return undefined;
  const { index } = objectField(info, field);
  const texture = objectField(itemAt(gltf.textures, index, 'textures', `${field}.index`), `textures of ${field}`);
  const image = objectField(itemAt(gltf.images, texture.source, 'images', `${field} source`), `images of ${field}`);
  const png = readBufferView(gltf, bin, image.bufferView, `${field} image`);
  requirePng(png, field);
  return png;
}

function requirePng(bytes: Uint8Array, field: string): void {
  if (!PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) throw new Error(`${field} is not a PNG image`);
}
