import { HALF_MAX, isFiniteHalf } from '../../math/float16.ts';
import { parseAnalyticCoat } from './analyticCoat.ts';
import { BufferViewWriter, readBufferView } from './bufferViews.ts';
import { LATENT_CHANNELS, parseDecoderSpec } from './decoderSpec.ts';
import { readFallback, writeFallback } from './fallbackGltf.ts';
import { arrayField, integerField, itemAt, numberField, objectField, textField, type Json } from './fields.ts';
import { MAX_JSON_BYTES, MAX_SCENE_JSON_BYTES, packGlb, unpackGlb } from './glb.ts';
import {
  halvesOf,
  latentPrecisions,
  latentTexelBytes,
  MAX_LEVELS,
  MAX_REPEATS,
  MAX_RESOLUTION,
  storedLookups,
  type LatentLevel,
  type LatentPyramid,
  type LatentRange,
} from './latentPyramid.ts';
import { neuralLayout } from './neuralLayout.ts';
import type { NeuralMaterial } from './neuralMaterial.ts';
import { parseProvenance } from './provenance.ts';

/** The glTF vendor extension; docs/file-format.md specifies it. */
export const EXTENSION = 'PATINA_neural_material';
/** 3: with a coat, 4: with latents that repeat; readers of what was before would leave them out. */
const VERSION = { plain: 2, coated: 3, repeating: 4 };

/**
 * Largest magnitude of a parameter. With at most 4 hidden layers of 64 and latents in f16 it keeps every f32
 * activation finite: 20·1e4·65504·(64·1e4)^4 < 3e38.
 */
export const MAX_PARAMETER = 1e4;

/** A GLB without meshes whose one material is the asset. Equal assets give equal bytes. */
export function writeNeuralMaterial(asset: NeuralMaterial): Uint8Array<ArrayBuffer> {
  checkParams(asset.params, neuralLayout(asset.spec).paramCount, 'params');
  // What could not be read is not written.
  asset.latents.levels.forEach(({ range }, m) => range && checkRange(range, `latents.levels[${m}]`));
  const views = new BufferViewWriter();
  const { repeats } = asset.latents;
  integerField(repeats, 'latents.repeats', 1, MAX_REPEATS);
  const extension = {
    version: repeats > 1 ? VERSION.repeating : asset.coat ? VERSION.coated : VERSION.plain,
    decoder: parseDecoderSpec(asset.spec, 'spec'),
    parameters: { bufferView: views.add(asset.params) },
    latents: {
      lookup: asset.latents.lookup,
      bits: asset.latents.bits,
      ...(repeats > 1 && { repeats }),
      levels: asset.latents.levels.map(({ width, height, data, range }) => ({
        width,
        height,
        ...range,
        bufferView: views.add(data),
      })),
    },
    ...(asset.coat && { coat: parseAnalyticCoat(asset.coat) }),
    provenance: parseProvenance(asset.provenance),
  };
  const { material, tables, extensions } = writeFallback(asset.fallback, views, repeats);
  const bin = views.bytes;
  const gltf = {
    asset: { version: '2.0', generator: asset.provenance.generator },
    extensionsUsed: [EXTENSION, ...extensions],
    materials: [{ name: asset.name, ...material, extensions: { [EXTENSION]: extension } }],
    ...tables,
    bufferViews: views.bufferViews,
    buffers: [{ byteLength: bin.length }],
  };
  return packGlb(gltf, bin);
}

/** Indices of the materials of a GLB that carry the extension, so that a loader need not know its name. */
export function findNeuralMaterials(file: ArrayBuffer | Uint8Array): number[] {
  const gltf = objectField(unpackGlb(asBytes(file), MAX_SCENE_JSON_BYTES).json, 'glTF');
  return materialsOf(gltf).flatMap((material, i) => (hasExtension(material) ? [i] : []));
}

/**
 * Reads one neural material. Every size is checked against the declared architecture before it is used; no text of the
 * file reaches a shader.
 * @param materialIndex of one of several in a scene; default: the first that carries the extension, in a file of materials
 *   alone, whose JSON is short.
 * @throws Error naming the field that is wrong.
 */
export function readNeuralMaterial(file: ArrayBuffer | Uint8Array, materialIndex?: number): NeuralMaterial {
  const { json, bin } = unpackGlb(asBytes(file), materialIndex === undefined ? MAX_JSON_BYTES : MAX_SCENE_JSON_BYTES);
  const gltf = objectField(json, 'glTF');
  const index = materialIndex ?? materialsOf(gltf).findIndex(hasExtension);
  if (index < 0) throw new Error(`no material of this GLB has the extension ${EXTENSION}`);
  return readMaterial(gltf, bin, index);
}

/**
 * The neural materials among those of a scene's GLB, by index. One that cannot be read is told in `problems`: its fallback, an
 * ordinary material, is there to be shown.
 */
export function readSceneMaterials(file: ArrayBuffer | Uint8Array): {
  readonly materials: ReadonlyMap<number, NeuralMaterial>;
  readonly problems: readonly string[];
} {
  const materials = new Map<number, NeuralMaterial>();
  const problems: string[] = [];
  const attempt = (what: string, read: () => void) => {
    try {
      read();
    } catch (cause) {
      problems.push(`${what}: ${(cause as Error).message}; its fallback is shown`);
    }
  };
  attempt(EXTENSION, () => {
    const { json, bin } = unpackGlb(asBytes(file), MAX_SCENE_JSON_BYTES);
    const gltf = objectField(json, 'glTF');
    for (const [index, material] of materialsOf(gltf).entries())
      if (hasExtension(material))
        attempt(`material ${index}`, () => materials.set(index, readMaterial(gltf, bin, index)));
  });
  return { materials, problems };
}

function materialsOf(gltf: Json): (Json | null)[] {
  return Array.isArray(gltf.materials) ? (gltf.materials as (Json | null)[]) : [];
}

function readMaterial(gltf: Json, bin: Uint8Array, index: number): NeuralMaterial {
  const field = `materials[${index}]`;
  const material = objectField(itemAt(materialsOf(gltf), index, 'materials', 'materialIndex'), field);
  const extensions = objectField(material.extensions, `${field}.extensions`);
  const data = objectField(extensions[EXTENSION], EXTENSION);
  const version = integerField(data.version, `${EXTENSION}.version`, VERSION.plain, VERSION.repeating);
  const spec = parseDecoderSpec(data.decoder, `${EXTENSION}.decoder`);
  const { paramCount } = neuralLayout(spec);
  const paramsField = `${EXTENSION}.parameters`;
  const { bufferView } = objectField(data.parameters, paramsField);
  const params = new Float32Array(readBufferView(gltf, bin, bufferView, paramsField, 4 * paramCount).buffer);
  checkParams(params, paramCount, paramsField);
  const latents = readLatents(gltf, bin, data.latents, version, `${EXTENSION}.latents`);
  if (data.coat !== undefined) needsVersion(VERSION.coated, version, `${EXTENSION}.coat`);
  return {
    name: textField(material.name ?? 'neural material', `${field}.name`),
    spec,
    params,
    latents,
    ...((data.coat !== undefined || version === VERSION.coated) && {
      coat: parseAnalyticCoat(data.coat, `${EXTENSION}.coat`),
    }),
    provenance: parseProvenance(data.provenance, `${EXTENSION}.provenance`),
    fallback: readFallback(gltf, bin, material, field),
  };
}

function needsVersion(least: number, version: number, field: string): void {
  if (version < least) throw new RangeError(`${field} takes version ${least}, the file says ${version}`);
}

function readRepeats(json: unknown, version: number, field: string): number {
  if (json === undefined && version < VERSION.repeating) return 1;
  needsVersion(VERSION.repeating, version, field);
  return integerField(json, field, 2, MAX_REPEATS);
}

function readLatents(gltf: Json, bin: Uint8Array, json: unknown, version: number, field: string): LatentPyramid {
  const data = objectField(json, field);
  const lookup = storedLookups.find((known) => known === data.lookup);
  if (lookup === undefined) throw new RangeError(`${field}.lookup must be ${storedLookups.join(', ')}`);
  const bits = latentPrecisions.find((known) => known === data.bits);
  if (bits === undefined) throw new RangeError(`${field}.bits must be ${latentPrecisions.join(', ')}`);
  const repeats = readRepeats(data.repeats, version, `${field}.repeats`);
  const list = arrayField(data.levels, `${field}.levels`, 1, MAX_LEVELS);
  const levels: LatentLevel[] = [];
  for (const [m, item] of list.entries()) {
    const name = `${field}.levels[${m}]`;
    const level = objectField(item, name);
    const size = (key: 'width' | 'height') => {
      const [least, most] = m === 0 ? [1, MAX_RESOLUTION] : [1, 1].fill(Math.max(1, levels[0][key] >> m));
      return integerField(level[key], `${name}.${key}`, least, most);
    };
    const [width, height] = [size('width'), size('height')];
    const bytes = readBufferView(gltf, bin, level.bufferView, name, width * height * latentTexelBytes(bits));
    const range = bits === 16 ? undefined : checkRange(level, name);
    const read = { width, height, data: bytes, ...(range && { range }) };
    if (!range) {
      const bad = halvesOf(read).findIndex((half) => !isFiniteHalf(half));
      if (bad >= 0) throw new RangeError(`${name}: latent number ${bad} is not finite`);
    }
    levels.push(read);
  }
  const [first, ...rest] = levels;
  return { bits, lookup, repeats, levels: [first, ...rest] };
}

/** What codes stand for stays within what halves can say. */
function checkRange(level: { low?: unknown; step?: unknown }, field: string): LatentRange {
  const numbers = (key: 'low' | 'step', least: number) =>
    arrayField(level[key], `${field}.${key}`, LATENT_CHANNELS, LATENT_CHANNELS).map((value, c) =>
      numberField(value, `${field}.${key}[${c}]`, least, HALF_MAX / 256),
    );
  return { low: numbers('low', -HALF_MAX / 256), step: numbers('step', 0) };
}

function checkParams(params: Float32Array, count: number, field: string): void {
  if (params.length !== count) throw new RangeError(`${field} must have ${count} numbers, got ${params.length}`);
  // The comparison is false for NaN as well.
  const bad = params.findIndex((value) => !(Math.abs(value) <= MAX_PARAMETER));
  if (bad >= 0) throw new RangeError(`${field}[${bad}] is ${params[bad]}; a magnitude up to ${MAX_PARAMETER} is taken`);
}

function hasExtension(material: Json | null): boolean {
  const extensions = material?.extensions as Json | null | undefined;
  return typeof extensions === 'object' && extensions !== null && EXTENSION in extensions;
}

function asBytes(file: ArrayBuffer | Uint8Array): Uint8Array {
  if (!(file instanceof Uint8Array)) return new Uint8Array(file);
  // A plain array, also of Node's Buffer: its `slice` would be a view of the whole file, not a copy.
  return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
}
