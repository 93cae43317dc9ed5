import { describe, expect, it, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { evaluatePattern } from '../../../src/materials/layered/evaluatePattern.ts';
import type { FlatGraph, FlatInput, FlatNode, PortType } from '../../../src/materials/layered/flatGraph.ts';
import { loadImages, sampleImage, type DecodedImage } from '../../../src/materials/layered/patternImages.ts';
import { IMAGE_SAMPLER, PatternPrinter } from '../../../src/materials/layered/patternPrinter.ts';
import { foldGraph } from '../../../src/materials/layered/fold.ts';
import { createTextureSampler, uploadTexture } from '../../../src/materials/materialTexture.ts';
import { mipLevels } from '../../../src/materials/mipLevels.ts';
import { testGpu } from '../../harness/gpu.ts';
import { runPatterns, type TestPoint } from './patternKernel.ts';

const rng = new Pcg(3);
const image: DecodedImage = {
  width: 5,
  height: 3,
  data: Uint8Array.from({ length: 60 }, () => Math.floor(rng.nextFloat() * 256)),
};

const text = (value: string, type: PortType = 'string'): FlatInput => ({ kind: 'value', type, value });

function imageNode(
  name: string,
  type: PortType,
  options: { mode?: [string, string]; filter?: string; srgb?: boolean },
): FlatNode {
  const size = type === 'float' ? 1 : Number(type.at(-1));
  return {
    name,
    category: 'image',
    nodedef: `ND_image_${type}`,
    type,
    inputs: {
      file: { ...text('five.png', 'filename'), colorspace: options.srgb ? 'srgb_texture' : 'lin_rec709' } as FlatInput,
      layer: text(''),
      default: { kind: 'value', type, value: size === 1 ? 0.25 : Array.from({ length: size }, (_, i) => 0.25 + i / 8) },
      texcoord: { kind: 'link', type: 'vector2', node: 'wide' },
      uaddressmode: text(options.mode?.[0] ?? 'periodic'),
      vaddressmode: text(options.mode?.[1] ?? 'periodic'),
      filtertype: text(options.filter ?? 'linear'),
      framerange: text(''),
    },
  };
}

// uv from -1.5 to 2.5: several periods on both sides.
const base: FlatNode[] = [
  {
    name: 'uv',
    category: 'texcoord',
    nodedef: '',
    type: 'vector2',
    inputs: { index: { kind: 'value', type: 'integer', value: 0 } },
  },
  {
    name: 'scaled',
    category: 'multiply',
    nodedef: '',
    type: 'vector2',
    inputs: { in1: { kind: 'link', type: 'vector2', node: 'uv' }, in2: { kind: 'value', type: 'float', value: 4 } },
  },
  {
    name: 'wide',
    category: 'add',
    nodedef: '',
    type: 'vector2',
    inputs: {
      in1: { kind: 'link', type: 'vector2', node: 'scaled' },
      in2: { kind: 'value', type: 'float', value: -1.5 },
    },
  },
];
const graphOf = (...nodes: FlatNode[]): FlatGraph => ({
  document: 'images',
  material: '',
  surface: '',
  flattenedNodes: 0,
  images: [],
  nodes: new Map([...base, ...nodes].map((node) => [node.name, node])),
});

const points: TestPoint[] = Array.from({ length: 256 }, () => ({
  position: [0, 0, 0],
  uv: [Math.fround(rng.nextFloat()), Math.fround(rng.nextFloat())],
}));

describe('images on the GPU against float64 (seed 3)', () => {
  const nodes = [
    imageNode('float', 'float', {}),
    imageNode('color3', 'color3', { srgb: true }),
    imageNode('color4', 'color4', {}),
    imageNode('vector2', 'vector2', { mode: ['clamp', 'mirror'] }),
    imageNode('vector3', 'vector3', { mode: ['constant', 'periodic'] }),
    imageNode('vector4', 'vector4', { mode: ['mirror', 'constant'] }),
    imageNode('closest', 'vector3', { filter: 'closest' }),
    imageNode('closest clamped', 'vector3', { filter: 'closest', mode: ['clamp', 'clamp'] }),
  ];

  it('all types, address modes and filters', async () => {
    const gpu = await testGpu();
    const graph = graphOf(...nodes);
    const printer = new PatternPrinter(graph);
    const inputs = nodes.map(({ name, type }): FlatInput => ({ kind: 'link', type, node: name }));
    inputs.forEach((input) => printer.expression(input));
    expect(printer.images.map(({ srgb }) => srgb)).toEqual([false, true]);
    const wrap = { wrapS: 'repeat', wrapT: 'repeat' } as const;
    const textures = printer.images.map(
      ({ binding, srgb }) => [binding, uploadTexture(gpu, binding, { ...image, ...wrap, srgb })] as const,
    );
    const resources = {
      ...Object.fromEntries(textures.map(([binding, texture]) => [binding, texture.createView({ label: binding })])),
      [IMAGE_SAMPLER]: createTextureSampler(gpu, 'test', wrap),
    };
    const results = await runPatterns(gpu, graph, inputs, points, resources);
    textures.forEach(([, texture]) => texture.destroy());
    nodes.forEach(({ name }, column) => {
      let wrong = '';
      let count = 0;
      points.forEach((point, row) => {
        const expected = evaluatePattern(graph, name, { ...point, images: new Map([['five.png', image]]) });
        const got = results[row]![column]!;
        // Filtering weights have 8 bits on each axis: 2/256 of the full range at worst, and the texels' own rounding.
        const far = got.some((x, i) => !(Math.abs(x - expected[i]!) <= 0.01));
        if (far) [wrong, count] = [`${point.uv}: ${got} instead of ${expected}`, count + 1];
      });
      // The nearest texel and the edge of `constant` may be chosen differently in the last bit.
      expect(count, `${name} ${wrong}`).toBeLessThanOrEqual(1);
    });
  });
});

test('a footprint blurs an image by its mip levels, in its own coordinates (seed 3)', async () => {
  const gpu = await testGpu();
  const square: DecodedImage = {
    width: 16,
    height: 16,
    data: Float32Array.from({ length: 1024 }, () => rng.nextFloat()),
  };
  const node = imageNode('seen', 'vector3', {});
  const sharp = imageNode('sharp', 'vector3', { filter: 'closest' });
  const graph = graphOf(node, sharp);
  const printer = new PatternPrinter(graph);
  const inputs = [node, sharp].map(({ name, type }): FlatInput => ({ kind: 'link', type, node: name }));
  inputs.forEach((input) => printer.expression(input));
  const wrap = { wrapS: 'repeat', wrapT: 'repeat' } as const;
  const texture = uploadTexture(gpu, 'levels', { ...square, ...wrap, srgb: false });
  const view = texture.createView({ label: 'levels' });
  const resources = {
    [printer.images[0].binding]: view,
    [IMAGE_SAMPLER]: createTextureSampler(gpu, 'test', wrap),
  };
  // From less than a texel to more than the image; the coordinate runs four times as fast as uv.
  const wide = points.map((point, i) => ({ ...point, footprint: 2 ** ((i % 9) - 8) }));
  const results = await runPatterns(gpu, graph, inputs, wide, resources);
  texture.destroy();
  const levels: DecodedImage[] = [square, ...mipLevels({ ...square, srgb: false })];
  wide.forEach(({ uv, footprint }, row) => {
    const level = Math.min(Math.log2(Math.max(4 * footprint * 16, 1)), levels.length - 1);
    const at = [4 * uv[0] - 1.5, 4 * (1 - uv[1]) - 1.5];
    const [a, b] = [Math.floor(level), Math.ceil(level)].map((m) => sampleImage(levels[m], false, at));
    // Weights between texels have 8 bits, halves eleven.
    results[row][0].forEach((x, c) =>
      expect(Math.abs(x - (a[c] + (level % 1) * (b[c] - a[c]))), `${footprint} ${uv}`).toBeLessThan(0.02),
    );
  });
  // `closest` means the texels themselves.
  const images = new Map([['five.png', square]]);
  const differ = wide.filter((point, row) =>
    results[row][1].some((x, c) => Math.abs(x - evaluatePattern(graph, 'sharp', { ...point, images })[c]) > 0.001),
  );
  expect(differ.length).toBeLessThanOrEqual(2);
});

test('at an edge where an image ends, its far edge does not bleed in from coarser levels', async () => {
  const gpu = await testGpu();
  const data = Float32Array.from({ length: 64 * 64 * 4 }, (_, i) => ((i >> 2) % 64 < 32 ? 0 : 1));
  const half: DecodedImage = { width: 64, height: 64, data };
  const node = imageNode('clamped', 'vector3', { mode: ['clamp', 'clamp'] });
  const graph = graphOf(node);
  const printer = new PatternPrinter(graph);
  const input: FlatInput = { kind: 'link', type: 'vector3', node: 'clamped' };
  printer.expression(input);
  const wrap = { wrapS: 'repeat', wrapT: 'repeat' } as const;
  const texture = uploadTexture(gpu, 'half', { ...half, ...wrap, srgb: false });
  const resources = {
    [printer.images[0].binding]: texture.createView({ label: 'half' }),
    [IMAGE_SAMPLER]: createTextureSampler(gpu, 'test', wrap),
  };
  // The left edge: 4 u - 1.5 is 0. Texels of level 0, of a quarter of the image, and one for all of it.
  const places = [1 / 256, 1 / 16, 1].map((footprint): TestPoint => ({
    position: [0, 0, 0],
    uv: [0.375, 0.5],
    footprint,
  }));
  const results = await runPatterns(gpu, graph, [input], places, resources);
  texture.destroy();
  [0, 0, 0.5].forEach((value, i) => expect(results[i][0][0]).toBeCloseTo(value, 2));
});

describe('sampleImage', () => {
  it('has (0, 0) in the lower left: v runs up, rows from the top', () => {
    const two: DecodedImage = { width: 1, height: 2, data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255) };
    expect(sampleImage(two, false, [0.5, 0.75])).toEqual([1, 0, 0, 1]);
    expect(sampleImage(two, false, [0.5, 0.25])).toEqual([0, 1, 0, 1]);
  });
  it('decodes sRGB before filtering and leaves alpha', () => {
    const two: DecodedImage = { width: 2, height: 1, data: Uint8Array.of(188, 0, 0, 100, 188, 0, 0, 100) };
    // 188/255 is the sRGB code nearest to 0.5.
    const [r, , , a] = sampleImage(two, true, [0.5, 0.5]) as [number, number, number, number];
    expect(r).toBeCloseTo(0.5029, 4);
    expect(a).toBeCloseTo(100 / 255, 12);
  });
});

describe('loadImages', () => {
  const folded = () => {
    const surface: FlatNode = {
      name: 'surface',
      category: 'surface',
      nodedef: 'ND_surface',
      type: 'surfaceshader',
      inputs: { opacity: { kind: 'link', type: 'float', node: 'float' } },
    };
    return foldGraph({ ...graphOf(imageNode('float', 'float', {}), surface), surface: 'surface' });
  };
  it('gives each live image once', async () => {
    const loaded = await loadImages(folded(), () => Promise.resolve(image));
    expect(loaded).toEqual([{ node: 'float', file: 'five.png', srgb: false, image }]);
  });
  it('names node, document and path of a missing image', async () => {
    const missing = loadImages(folded(), (path) => Promise.reject(new Error(`there is no file /x/${path}`)));
    await expect(missing).rejects.toThrow(
      "node 'float' (image) in document 'images': image 'five.png': there is no file /x/five.png",
    );
  });
  it('refuses an image whose data does not fit its size', async () => {
    const short = loadImages(folded(), () => Promise.resolve({ ...image, height: 4 }));
    await expect(short).rejects.toThrow(/image 'five.png': it has 60 values for 5 x 4 RGBA texels/);
  });
  it('names the texel that is no number; negative ones are data', async () => {
    const floats = (value: number) => ({ ...image, data: new Float32Array(60).fill(-1).fill(value, 33, 34) });
    await expect(loadImages(folded(), () => Promise.resolve(floats(-2)))).resolves.toHaveLength(1);
    for (const value of [NaN, Infinity]) {
      const broken = loadImages(folded(), () => Promise.resolve(floats(value)));
      await expect(broken).rejects.toThrow(`image 'five.png': its texel (3, 1) is ${value}`);
    }
  });
});
