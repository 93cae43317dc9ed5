import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGltfFile } from '../../src/cli/nodeGltf.ts';
import { packGltf } from '../../src/cli/packGltf.ts';
import { renderCommand } from '../../src/cli/render.ts';
import { parseRenderOptions } from '../../src/cli/renderOptions.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { packGlb, unpackGlb } from '../../src/materials/neural/glb.ts';
import { EXTENSION, writeNeuralMaterial } from '../../src/materials/neural/neuralFile.ts';
import { BUNDLE_RADIANCE, documentBundle } from '../harness/documentBundle.ts';
import { randomMaterial } from '../materials/neural/randomMaterial.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'patina-render-'));
  writeQuad();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('options: defaults, and refusals that name the option', () => {
  const usual = { layering: 'albedo', subsurface: 'diffuse' };
  const options = parseRenderOptions(['teapot', '-o', 'a.png', '--size', '640x480', '--env', 'city']);
  expect(options).toMatchObject({ subject: 'teapot', width: 640, height: 480, samples: 64, environment: 'city' });
  expect(options.below).toEqual([usual, usual]);
  const both = ['teapot', '-o', 'a.png', '--material', 'a.mtlx', '--split', 'b.mtlx#Two'];
  const halves = parseRenderOptions([...both, '--layering', 'albedo,transport']);
  expect(halves.below).toEqual([usual, { ...usual, layering: 'transport' }]);
  const wax = parseRenderOptions([...both, '--subsurface', 'walk,diffuse']);
  expect(wax.below).toEqual([{ ...usual, subsurface: 'walk' }, usual]);
  expect(() => parseRenderOptions(['teapot', '-o', 'a.png', '--subsurface', 'wax'])).toThrow(/diffuse, walk/);
  expect(() => parseRenderOptions(['teapot', '-o', 'a.png', '--layering', 'glass'])).toThrow(/albedo, transport/);
  const baked = ['teapot', '-o', 'a.png', '--material', 'a.glb'];
  expect(() => parseRenderOptions([...baked, '--layering', 'transport'])).toThrow(/--layering is of documents/);
  expect(() => parseRenderOptions([...both.slice(0, 5), '--subsurface', 'walk,diffuse'])).toThrow(/--split has no doc/);
  expect(() => parseRenderOptions(['teapot'])).toThrow(/-o FILE.png/);
  expect(() => parseRenderOptions(['-o', 'a.png'])).toThrow(/one subject, not 0/);
  expect(() => parseRenderOptions(['teapot', '-o', 'a.png', '--size', 'big'])).toThrow(/--size is 'big'/);
  expect(() => parseRenderOptions(['teapot', '-o', 'a.png', '--spp', '0'])).toThrow(/--spp is '0'/);
  expect(() => parseRenderOptions(['teapot', '-o', 'a.png', '--tone-map', 'film'])).toThrow(
    /linear, aces, agx, neutral/,
  );
  expect(() => parseRenderOptions(['teapot', '-o', 'a.png', '--speed'])).toThrow(/--speed/);
});

test('a .gltf with side files renders with its texture, camera and emission', async () => {
  const output = join(folder, 'quad.png');
  const quad = join(folder, 'quad.gltf');
  const flags = ['--env', 'uniform', '--size', '8', '--spp', '2', '--tone-map', 'linear', '--adapter', 'swiftshader'];
  await renderCommand([quad, '-o', output, '--bounces', '1', ...flags]);
  const { width, height, data } = PNG.sync.read(readFileSync(output));
  expect([width, height]).toEqual([8, 8]);
  // Left half of the texture is black and only emits 0.5 red (188 in sRGB) and its own 4 % reflection; the right is white.
  const [left, right] = [data.subarray((4 * 8 + 1) * 4), data.subarray((4 * 8 + 6) * 4)];
  expect(left[0]).toBeGreaterThan(185);
  expect(left[1]).toBeLessThan(80);
  expect(right[1]).toBeGreaterThan(170);
});

test('one of several materials of a document that includes another', async () => {
  const lamp = (
    name: string,
    color: string,
  ) => `<uniform_edf name="edf${name}" type="EDF"><input name="color" type="color3" value="${color}"/></uniform_edf>
    <surface name="surface${name}" type="surfaceshader"><input name="edf" type="EDF" nodename="edf${name}"/></surface>
    <surfacematerial name="${name}" type="material"><input name="surfaceshader" type="surfaceshader" nodename="surface${name}"/></surfacematerial>`;
  mkdirSync(join(folder, 'parts'));
  writeFileSync(join(folder, 'parts/green.mtlx'), `<materialx version="1.39">${lamp('Green', '0, 1, 0')}</materialx>`);
  const lamps = join(folder, 'lamps.mtlx');
  writeFileSync(
    lamps,
    `<materialx version="1.39"><xi:include href="parts/green.mtlx"/>${lamp('Red', '1, 0, 0')}</materialx>`,
  );
  const output = join(folder, 'lamps.png');
  const flags = ['--size', '8', '--spp', '1', '--tone-map', 'linear', '--adapter', 'swiftshader', '-o', output];
  const colour = async (material: string): Promise<number[]> => {
    await renderCommand(['sphere', '--material', material, ...flags]);
    return [...PNG.sync.read(readFileSync(output)).data.subarray(4 * (8 * 4 + 4), 4 * (8 * 4 + 4) + 3)];
  };
  expect(await colour(`${lamps}#Red`)).toEqual([255, 0, 0]);
  expect(await colour(`${lamps}#Green`)).toEqual([0, 255, 0]);
  await expect(colour(lamps)).rejects.toThrow(/has several materials; choose one of .*'Green'.*'Red'/);
  await expect(colour(`${lamps}#Blue`)).rejects.toThrow(/has no material 'Blue'/);
});

test('an old document with an include, prefixes and images of every kind', async () => {
  for (const [path, content] of Object.entries(await documentBundle())) {
    mkdirSync(dirname(join(folder, 'bundle', path)), { recursive: true });
    writeFileSync(join(folder, 'bundle', path), content);
  }
  const output = join(folder, 'collage.png');
  const document = join(folder, 'bundle/collage.mtlx');
  const flags = ['--size', '8', '--spp', '1', '--tone-map', 'linear', '--adapter', 'swiftshader', '-o', output];
  await renderCommand(['sphere', '--material', document, ...flags]);
  const middle = PNG.sync.read(readFileSync(output)).data.subarray(4 * (8 * 4 + 4));
  BUNDLE_RADIANCE.forEach((x, c) => {
    // Encoded as sRGB, to a step of its bytes.
    expect(Math.abs(middle[c] - 255 * (1.055 * x ** (1 / 2.4) - 0.055))).toBeLessThan(1);
  });
});

test('all buffers of a .gltf end up in the GLB, in place', async () => {
  const glb = await packGltf(
    {
      buffers: [
        { uri: 'data:application/octet-stream;base64,AQID' },
        { uri: 'data:application/octet-stream;base64,BAU=' },
      ],
      bufferViews: [{ buffer: 1, byteOffset: 1 }, { buffer: 0 }],
    },
    folder,
  );
  const view = new DataView(glb.buffer, glb.byteOffset, glb.byteLength);
  expect(view.getUint32(8, true)).toBe(glb.byteLength);
  const length = view.getUint32(12, true);
  const json = JSON.parse(Buffer.from(glb.subarray(20, 20 + length)).toString());
  const offsets = json.bufferViews.map((bufferView: { byteOffset: number }) => bufferView.byteOffset);
  expect(offsets.map((offset: number) => glb[20 + length + 8 + offset])).toEqual([5, 1]);
});

test('a compressed .gltf keeps the ranges of its compressed buffer, and needs no bytes for the other', async () => {
  const compressed = { buffer: 1, byteOffset: 1, byteLength: 2, count: 1 };
  const glb = await packGltf(
    {
      buffers: [
        { extensions: { EXT_meshopt_compression: { fallback: true } } },
        { uri: 'data:application/octet-stream;base64,AQIDBA==' },
      ],
      bufferViews: [{ buffer: 0, byteOffset: 8, extensions: { EXT_meshopt_compression: compressed } }],
    },
    folder,
  );
  const { json, bin } = unpackGlb(glb);
  const [view] = (json as { bufferViews: { extensions: Record<string, unknown> }[] }).bufferViews;
  expect(view.extensions.EXT_meshopt_compression).toEqual({ ...compressed, buffer: 0 });
  expect([...bin.subarray(1, 3)]).toEqual([2, 3]);
  await expect(packGltf({ buffers: [{}] }, folder)).rejects.toThrow('buffers[0] has no uri');
});

test('neural materials of a scene are rendered as those they are; one that cannot be read falls back, with a word', async () => {
  const asset = join(folder, 'asset.glb');
  writeFileSync(asset, writeNeuralMaterial(randomMaterial(decoderSpec('2x16'), 9)));
  const scene = join(folder, 'neural.glb');
  writeFileSync(scene, quadOf(readFileSync(asset)));
  const flags = ['--env', 'uniform', '--size', '8', '--spp', '1', '--adapter', 'swiftshader'];
  const pixels = async (...argv: string[]) => {
    const output = join(folder, 'neural.png');
    await renderCommand([...argv, '-o', output, ...flags]);
    return [...PNG.sync.read(readFileSync(output)).data];
  };
  const own = await pixels(scene);
  expect(own).toEqual(await pixels(scene, '--material', asset));
  expect((await openGltfFile(scene)).warnings).toEqual([]);
  const broken = join(folder, 'broken neural.glb');
  writeFileSync(
    broken,
    quadOf(readFileSync(asset), (extension) => (extension['version'] = 99)),
  );
  const { warnings, neural } = await openGltfFile(broken);
  expect(neural.size).toBe(0);
  expect(warnings.join()).toMatch(/broken neural\.glb: material 0: .*version.*; its fallback is shown/);
  expect(await pixels(broken)).not.toEqual(own);
});

test('what cannot be written or drawn is said before any work', async () => {
  const run = (...argv: string[]) => renderCommand(['sphere', ...argv, '--env', 'uniform', '--adapter', 'swiftshader']);
  await expect(run('-o', join(folder, 'no/such/x.png'))).rejects.toThrow(/no folder .*no.such to write/);
  mkdirSync(join(folder, 'folder.png'));
  await expect(run('-o', join(folder, 'folder.png'))).rejects.toThrow(/folder\.png is a folder/);
  const size = run('-o', join(folder, 'x.png'), '--size', '16384x1', '--spp', '1');
  await expect(size).rejects.toThrow(/--size is 16384x1; this adapter draws at most 8192 pixels a side/);
});

test('what is missing or broken is named', async () => {
  const run = (...argv: string[]) => renderCommand([...argv, '-o', join(folder, 'x.png'), '--adapter', 'swiftshader']);
  await expect(run('kettle')).rejects.toThrow(/no subject 'kettle'/);
  await expect(run('sphere', '--env', 'moon')).rejects.toThrow(/no environment 'moon'/);
  await expect(run('sphere', '--material', 'x.txt', '--env', 'uniform')).rejects.toThrow(/x\.txt/);
  writeFileSync(join(folder, 'broken.glb'), 'glTF, but not really');
  await expect(openGltfFile(join(folder, 'broken.glb'))).rejects.toThrow(/broken\.glb cannot be read/);
});

/** A baked file with a square, 2 metres wide, that wears its material. */
function quadOf(glb: Uint8Array, edit: (extension: Record<string, unknown>) => void = () => undefined): Uint8Array {
  const { json, bin } = unpackGlb(glb);
  const gltf = structuredClone(json) as {
    bufferViews: object[];
    materials: { extensions: Record<string, Record<string, unknown>> }[];
  };
  edit(gltf.materials[0].extensions[EXTENSION]);
  const positions = Float32Array.of(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, -1, 0, 1, 1, 0, -1, 1, 0);
  const normals = Float32Array.from({ length: 18 }, (_, i) => (i % 3 === 2 ? 1 : 0));
  const uvs = Float32Array.of(0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0);
  const start = Math.ceil(bin.length / 4) * 4;
  const whole = Buffer.concat([
    bin,
    Buffer.alloc(start - bin.length),
    ...[positions, normals, uvs].map((x) => Buffer.from(x.buffer)),
  ]);
  const first = gltf.bufferViews.length;
  const scene = {
    scenes: [{ nodes: [0] }],
    scene: 0,
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1, TEXCOORD_0: 2 }, material: 0 }] }],
    accessors: [
      { bufferView: first, componentType: 5126, count: 6, type: 'VEC3', min: [-1, -1, 0], max: [1, 1, 0] },
      { bufferView: first + 1, componentType: 5126, count: 6, type: 'VEC3' },
      { bufferView: first + 2, componentType: 5126, count: 6, type: 'VEC2' },
    ],
    buffers: [{ byteLength: whole.length }],
    bufferViews: [
      ...gltf.bufferViews,
      { buffer: 0, byteOffset: start, byteLength: 72 },
      { buffer: 0, byteOffset: start + 72, byteLength: 72 },
      { buffer: 0, byteOffset: start + 144, byteLength: 48 },
    ],
  };
  return packGlb({ ...gltf, ...scene }, whole);
}

/** A square that fills the camera's view, with a 2x1 texture: black, white. */
function writeQuad(): void {
  const positions = Float32Array.of(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0);
  const normals = Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1);
  const uvs = Float32Array.of(0, 1, 1, 1, 1, 0, 0, 0);
  const indices = Uint16Array.of(0, 1, 2, 0, 2, 3);
  const parts = [positions, normals, uvs, indices].map(({ buffer }) => Buffer.from(buffer));
  writeFileSync(join(folder, 'quad.bin'), Buffer.concat(parts));
  const texture = new PNG({ width: 2, height: 1 });
  texture.data = Buffer.from([0, 0, 0, 255, 255, 255, 255, 255]);
  writeFileSync(join(folder, 'two texels.png'), PNG.sync.write(texture));
  const json = {
    asset: { version: '2.0' },
    scenes: [{ nodes: [0, 1] }],
    scene: 0,
    nodes: [{ mesh: 0 }, { camera: 0, translation: [0, 0, 2] }],
    cameras: [{ type: 'orthographic', orthographic: { xmag: 1, ymag: 1, znear: 0.1, zfar: 10 } }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1, TEXCOORD_0: 2 }, indices: 3, material: 0 }] }],
    materials: [
      {
        name: 'halves',
        emissiveFactor: [0.5, 0, 0],
        pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0 },
      },
    ],
    textures: [{ source: 0, sampler: 0 }],
    samplers: [{ wrapS: 33071, wrapT: 33071, magFilter: 9728 }],
    images: [{ uri: 'two%20texels.png' }],
    buffers: [{ uri: 'quad.bin', byteLength: 140 }],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: 48 },
      { buffer: 0, byteOffset: 48, byteLength: 48 },
      { buffer: 0, byteOffset: 96, byteLength: 32 },
      { buffer: 0, byteOffset: 128, byteLength: 12 },
    ],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 4, type: 'VEC3', min: [-1, -1, 0], max: [1, 1, 0] },
      { bufferView: 1, componentType: 5126, count: 4, type: 'VEC3' },
      { bufferView: 2, componentType: 5126, count: 4, type: 'VEC2' },
      { bufferView: 3, componentType: 5123, count: 6, type: 'SCALAR' },
    ],
  };
  writeFileSync(join(folder, 'quad.gltf'), JSON.stringify(json));
}
