import { expect, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { decoderSpec } from '../../../src/materials/neural/decoderSpec.ts';
import { packGlb, unpackGlb } from '../../../src/materials/neural/glb.ts';
import { latentLevel } from '../../../src/materials/neural/latentPyramid.ts';
import {
  EXTENSION,
  findNeuralMaterials,
  readNeuralMaterial,
  writeNeuralMaterial,
} from '../../../src/materials/neural/neuralFile.ts';
import type { NeuralMaterial } from '../../../src/materials/neural/neuralMaterial.ts';
import { neuralMaterialCpu } from '../../../src/materials/neural/neuralMaterialCpu.ts';
import { randomMaterial } from './randomMaterial.ts';

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
const asset: NeuralMaterial = {
  ...randomMaterial(decoderSpec('2x16'), 21, 4),
  name: 'glazed stoneware',
  fallback: {
    baseColorFactor: [0.25, 0.5, 0.75],
    metallicFactor: 0.125,
    roughnessFactor: 0.5,
    baseColorTexture: png,
    normalTexture: Uint8Array.of(...png, 4),
  },
};
const file = writeNeuralMaterial(asset);

test('save -> load gives the same material, and the same bytes again', () => {
  const loaded = readNeuralMaterial(file);
  expect(loaded).toEqual(asset);
  expect(writeNeuralMaterial(loaded)).toEqual(file);
  const [wo, wi, u] = [
    [0.6, 0, 0.8],
    [0, 0.6, 0.8],
    [0.3, 0.6, 0.9],
  ] as const;
  const decode = (material: NeuralMaterial) => neuralMaterialCpu(material).prepare([0.3, 0.9], wo, u).eval(wi);
  expect(decode(loaded)).toEqual(decode(asset));
});

test('a coat is kept, under a version that readers without coats refuse', () => {
  const coat = { weight: 0.5, tint: [1, 0.5, 0.25] as const, ior: 1.5, alpha: [0.001, 0.25] as const };
  const coated = writeNeuralMaterial({ ...asset, coat });
  expect(readNeuralMaterial(coated)).toEqual({ ...asset, coat });
  const version = (bytes: Uint8Array) => JSON.stringify(unpackGlb(bytes).json).match(/"version":(\d),"decoder"/)?.[1];
  expect([version(coated), version(file)]).toEqual(['3', '2']);
  expect(() => writeNeuralMaterial({ ...asset, coat: { ...coat, ior: 0 } })).toThrow('coat.ior');
});

test('latents that repeat say so, under a version that readers without them refuse; the fallback repeats with them', () => {
  const repeating = { ...asset, latents: { ...asset.latents, repeats: 3 } };
  const bytes = writeNeuralMaterial(repeating);
  expect(readNeuralMaterial(bytes)).toEqual(repeating);
  const coat = { weight: 0.5, tint: [1, 0.5, 0.25] as const, ior: 1.5, alpha: [0.001, 0.25] as const };
  expect(readNeuralMaterial(writeNeuralMaterial({ ...repeating, coat }))).toEqual({ ...repeating, coat });
  const extensions = { KHR_texture_transform: { scale: [3, 3] } };
  expect(unpackGlb(bytes).json).toMatchObject({
    extensionsUsed: [EXTENSION, 'KHR_texture_transform'],
    materials: [
      {
        pbrMetallicRoughness: { baseColorTexture: { index: 0, extensions } },
        normalTexture: { index: 1, extensions },
        extensions: { [EXTENSION]: { version: 4 } },
      },
    ],
  });
  const beyond = { ...asset, latents: { ...asset.latents, repeats: 65 } };
  expect(() => writeNeuralMaterial(beyond)).toThrow('latents.repeats');
});

test('latents beyond what a file may say are refused when it is written', () => {
  const far = latentLevel(1, 1, new Float32Array(8).fill(1000), 8);
  const latents = { bits: 8, lookup: 'stochastic', repeats: 1, levels: [far] } as const;
  expect(() => writeNeuralMaterial({ ...asset, latents })).toThrow('levels[0].low[0]');
});

test("Node's Buffer loads: its slice is a view, not a copy", () => {
  expect(readNeuralMaterial(Buffer.from(file))).toEqual(asset);
});

test('an ArrayBuffer, a view into a larger one, and several levels load too', () => {
  expect(readNeuralMaterial(file.buffer)).toEqual(asset);
  const shifted = new Uint8Array(file.length + 7);
  shifted.set(file, 7);
  expect(readNeuralMaterial(shifted.subarray(7))).toEqual(asset);
  const level = (size: number) => latentLevel(size, size, new Float32Array(size * size * 8).fill(size));
  const pyramid = {
    ...asset,
    latents: { bits: 16, lookup: 'bilinear', repeats: 1, levels: [level(5), level(2), level(1)] },
  } as NeuralMaterial;
  expect(readNeuralMaterial(writeNeuralMaterial(pyramid))).toEqual(pyramid);
});

test('the container is plain glTF: a core material, images and an optional extension', () => {
  const { json } = unpackGlb(file);
  expect(json).toMatchObject({
    asset: { version: '2.0' },
    extensionsUsed: [EXTENSION],
    images: [{ mimeType: 'image/png' }, { mimeType: 'image/png' }],
    materials: [
      {
        name: 'glazed stoneware',
        pbrMetallicRoughness: { roughnessFactor: 0.5, baseColorTexture: { index: 0 } },
        normalTexture: { index: 1 },
      },
    ],
  });
  expect(json).not.toHaveProperty('extensionsRequired');
  expect(findNeuralMaterials(file)).toEqual([0]);
  expect(findNeuralMaterials(packGlb({ asset: { version: '2.0' } }, new Uint8Array()))).toEqual([]);
});

/**
 * The file with one value of its JSON replaced (undefined removes it), sizes of the container kept right.
 * @param path keys joined by dots, from the extension if it starts with '@'.
 */
function edited(path: string, value: unknown, of = file): Uint8Array {
  const { json, bin } = unpackGlb(of);
  const gltf = structuredClone(json) as object;
  const keys = path.replace('@', `materials.0.extensions.${EXTENSION}`).split('.');
  let parent = gltf as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  parent[keys.at(-1)!] = value;
  return packGlb(gltf, bin);
}

/** A file of version 4 that says it repeats so often. */
const repeating = (repeats: number) =>
  edited('@.latents.repeats', repeats, writeNeuralMaterial({ ...asset, latents: { ...asset.latents, repeats: 3 } }));

test.each([
  ['a million-wide decoder', edited('@.decoder.evaluation.hidden', [1e6, 1e6]), 'decoder.evaluation.hidden[0]'],
  [
    'a wider decoder than the parameters',
    edited('@.decoder.evaluation.hidden', [16, 20]),
    /parameters must have \d+ bytes/,
  ],
  ['another version', edited('@.version', 1), 'version'],
  ['a version to come', edited('@.version', 5), 'version'],
  ['repeats in a version without', edited('@.latents.repeats', 2), 'latents.repeats takes version 4'],
  ['no repeats in a version with them', edited('@.version', 4), 'latents.repeats must be'],
  ['a million repeats', repeating(1e6), 'latents.repeats must be'],
  ['one repeat', repeating(1), 'latents.repeats must be'],
  ['half a repeat', repeating(2.5), 'latents.repeats must be'],
  ['a coat in a version without coats', edited('@.coat', {}), 'coat takes version 3'],
  ['no coat in a version with one', edited('@.version', 3), 'coat must be an object'],
  ['a wrong resolution', edited('@.latents.levels.0.width', 5), 'levels[0] must have 320 bytes'],
  ['a huge resolution', edited('@.latents.levels.0.height', 1e9), 'levels[0].height'],
  ['no level', edited('@.latents.levels', []), 'latents.levels'],
  [
    'a level that does not halve',
    edited('@.latents.levels.1', { width: 4, height: 4, bufferView: 1 }),
    'levels[1].width',
  ],
  ['a buffer view that is not there', edited('@.parameters.bufferView', 99), 'parameters'],
  ['a buffer view beyond the data', edited('bufferViews.0.byteOffset', 1e9), 'bufferViews[0].byteOffset'],
  ['a negative length', edited('bufferViews.0.byteLength', -4), 'bufferViews[0].byteLength'],
  ['data elsewhere', edited('buffers.0.uri', 'https://example.org/x.bin'), 'buffers[0].uri'],
  ['latents of 5 bits', edited('@.latents.bits', 5), 'latents.bits must be 16, 8, 4'],
  ['codes without a range', edited('@.latents.bits', 8), /levels\[0\] must have \d+ bytes/],
  ['an unknown layering', edited('@.provenance.layering', 'magic'), 'provenance.layering'],
  ['a missing seed', edited('@.provenance.seed', undefined), 'provenance.seed'],
  ['an endless note', edited('@.provenance.notes', ['x'.repeat(5000)]), 'provenance.notes[0]'],
  ['an image of another kind', edited('images.0.bufferView', 0), 'baseColorTexture is not a PNG'],
  ['a factor out of range', edited('materials.0.pbrMetallicRoughness.metallicFactor', 7), 'metallicFactor'],
  ['no extension', edited('materials.0.extensions', undefined), 'no material of this GLB has the extension'],
  ['a huge JSON chunk', edited('extras', 'x'.repeat(2 ** 21)), /JSON chunk has \d+ bytes/],
  ['JSON that is not', packGlb(undefined, new Uint8Array()), 'not valid JSON'],
  ['a truncated file', file.slice(0, file.length - 8), 'GLB header says'],
  ['another format', new TextEncoder().encode('{"asset":{"version":"2.0"}}'), 'not a GLB file'],
  ['nothing', new Uint8Array(), 'not a GLB file'],
])('%s is refused', (_, bytes, message) => {
  expect(() => readNeuralMaterial(bytes)).toThrow(message);
});

test('numbers that are not finite are refused, in weights and latents, on both ways', () => {
  const at = (index: number) => {
    const { json } = unpackGlb(file);
    const { bufferViews } = json as { bufferViews: { byteOffset: number }[] };
    return file.length - unpackGlb(file).bin.length + bufferViews[index].byteOffset;
  };
  const broken = (index: number, bytes: number[]) => {
    const copy = file.slice();
    copy.set(bytes, at(index));
    return copy;
  };
  expect(() => readNeuralMaterial(broken(0, [0, 0, 0xc0, 0x7f]))).toThrow('parameters[0] is NaN');
  expect(() => readNeuralMaterial(broken(0, [0, 0, 0x80, 0x7f]))).toThrow('parameters[0] is Infinity');
  expect(() => readNeuralMaterial(broken(1, [0, 0, 0, 0x7c]))).toThrow('latent number 1 is not finite');
  expect(() => writeNeuralMaterial({ ...asset, params: asset.params.map(() => NaN) })).toThrow('params[0] is NaN');
  expect(() => latentLevel(1, 1, new Float32Array(8).fill(1e6))).toThrow('no finite 16-bit float');
});

test('mutated files give an error or a valid material, never anything else (seed 9)', () => {
  const rng = new Pcg(9);
  const at = (n: number) => Math.floor(rng.nextFloat() * n);
  const jsonBytes = new DataView(file.buffer).getUint32(12, true);
  let [refused, read] = [0, 0];
  for (let trial = 0; trial < 3000; trial++) {
    const copy = file.slice();
    // Half of the changes go to header and JSON, which are a small part of the bytes.
    const range = trial % 2 === 0 ? 20 + jsonBytes : copy.length;
    for (let i = at(4); i >= 0; i--) copy[at(range)] = trial % 3 === 0 ? 0x20 + at(96) : at(256);
    const cut = trial % 10 === 0 ? copy.slice(0, at(copy.length)) : copy;
    try {
      const material = readNeuralMaterial(cut);
      // What was accepted can be written and evaluated.
      const [value] = neuralMaterialCpu(material).prepare([0.5, 0.5], [0, 0, 1], [0, 0, 0]).eval([0, 0, 1]);
      expect(Number.isFinite(value)).toBe(true);
      expect(writeNeuralMaterial(material).length).toBeGreaterThan(0);
      read++;
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'AssertionError') throw error;
      expect(error.message.length).toBeLessThan(400);
      refused++;
    }
  }
  // Both ends are reached: the mutations are neither all harmless nor all fatal.
  expect(Math.min(refused, read)).toBeGreaterThan(300);
});
