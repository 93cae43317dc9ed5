import { expect, test } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { Pcg } from '../../../src/engine/pcg.ts';
import { loadDocument } from '../../../src/materials/layered/document.ts';
import { evaluatePattern } from '../../../src/materials/layered/evaluatePattern.ts';
import type { FlatInput, FlatNode } from '../../../src/materials/layered/flatGraph.ts';
import { foldGraph } from '../../../src/materials/layered/fold.ts';
import type { DecodedImage } from '../../../src/materials/layered/patternImages.ts';
import { IMAGE_SAMPLER, PatternPrinter } from '../../../src/materials/layered/patternPrinter.ts';
import { createTextureSampler, uploadTexture } from '../../../src/materials/materialTexture.ts';
import { testGpu } from '../../harness/gpu.ts';
import { runPatterns, type TestPoint } from './patternKernel.ts';

const random = new Pcg(9);
// Smooth, so that the last bits of a coordinate do not matter; never black, which mixes as nothing; blue enough for a normal map.
const image: DecodedImage = {
  width: 8,
  height: 8,
  data: Uint8Array.from({ length: 256 }, (_, i) => {
    const [x, y, c] = [(i >> 2) & 7, i >> 5, i & 3];
    const wave = Math.cos((2 * Math.PI * (x + 0.5 * c)) / 8) * Math.cos((2 * Math.PI * y) / 8);
    return c === 2 ? 220 + 20 * wave : 130 + 70 * wave;
  }),
};
const points: TestPoint[] = Array.from({ length: 256 }, () => ({
  position: [0, 0, 0],
  uv: [Math.fround(random.nextFloat()), Math.fround(random.nextFloat())],
}));

const input = (name: string, type: string, value: string) => `<input name="${name}" type="${type}" value="${value}"/>`;
const FILE = input('file', 'filename', 'tile.png');
const MORE = `${input('tiling', 'vector2', '3, 2')}${input('falloff', 'float', '0.7')}`;

/** A document with one node that tiles, `p`, under a lobe. */
const load = async (node: string, lobe: string) =>
  loadDocument(
    await nodeMaterialX(),
    `<?xml version="1.0"?><materialx version="1.39">${node}${lobe}
     <surface name="s" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="b"/></surface>
     <surfacematerial name="m" type="material"><input name="surfaceshader" type="surfaceshader" nodename="s"/></surfacematerial></materialx>`,
    { name: 'tiles.mtlx' },
  );
const coloured = (type: string) =>
  `${type === 'color4' ? '<convert name="c" type="color3"><input name="in" type="color4" nodename="p"/></convert>' : ''}
   <burley_diffuse_bsdf name="b" type="BSDF"><input name="color" type="color3" nodename="${type === 'color4' ? 'c' : 'p'}"/></burley_diffuse_bsdf>`;
const turned =
  '<burley_diffuse_bsdf name="b" type="BSDF"><input name="normal" type="vector3" nodename="p"/></burley_diffuse_bsdf>';

const cases = [
  ['color3', `<hextiledimage name="p" type="color3">${FILE}</hextiledimage>`, coloured('color3')],
  ['color3 with a gain', `<hextiledimage name="p" type="color3">${FILE}${MORE}</hextiledimage>`, coloured('color3')],
  [
    'color4 that neither turns nor grows',
    `<hextiledimage name="p" type="color4">${FILE}${MORE}${input('rotation', 'float', '0')}${input('scale', 'float', '0')}</hextiledimage>`,
    coloured('color4'),
  ],
  ['a normal map', `<hextilednormalmap name="p" type="vector3">${FILE}</hextilednormalmap>`, turned],
  [
    'a normal map with its green downwards, and a gain',
    `<hextilednormalmap name="p" type="vector3">${FILE}${MORE}${input('strength', 'float', '0.6')}${input('flip_g', 'boolean', 'true')}</hextilednormalmap>`,
    turned,
  ],
] as const;

test.each(cases)('hex tiles, %s: GPU against float64 (seed 9)', async (_, node, lobe) => {
  const gpu = await testGpu();
  const graph = foldGraph(await load(node, lobe));
  // Three look-ups of one file.
  expect(graph.images.map(({ file }) => file)).toEqual(['tile.png']);
  expect(graph.stats.fetches).toBe(3);
  const { type } = graph.nodes.get('p')!;
  const tested: FlatInput = { kind: 'link', type, node: 'p' };
  const printer = new PatternPrinter(graph);
  printer.expression(tested);
  const wrap = { wrapS: 'repeat', wrapT: 'repeat' } as const;
  const [{ binding }] = printer.images;
  const texture = uploadTexture(gpu, binding, { ...image, ...wrap, srgb: false });
  const resources = {
    [binding]: texture.createView({ label: binding }),
    [IMAGE_SAMPLER]: createTextureSampler(gpu, 'test', wrap),
  };
  const results = await runPatterns(gpu, graph, [tested], points, resources);
  texture.destroy();
  const images = new Map([['tile.png', image]]);
  const values = points.map((point) => evaluatePattern(graph, 'p', { ...point, images }));
  expect(new Set(values.map(String)).size).toBe(points.length);
  const wrong = points.filter((__, row) =>
    // Filtering weights have 8 bits an axis; fractions of the hash differ by a thousandth where a product is rounded otherwise.
    results[row][0].some((x, i) => !(Math.abs(x - values[row][i]) <= 0.02)),
  );
  expect(wrong.length, wrong.map(({ uv }) => uv.join(' ')).join(', ')).toBeLessThanOrEqual(1);
});

test('without turn, scale and offset the tiles are the image itself', async () => {
  const none = ['rotation', 'scale', 'offset'].map((name) => input(name, 'float', '0')).join('');
  const ranges = `${input('rotationrange', 'vector2', '0, 0')}${input('offsetrange', 'vector2', '0, 0')}`;
  const graph = foldGraph(
    await load(`<hextiledimage name="p" type="color3">${FILE}${none}${ranges}</hextiledimage>`, coloured('color3')),
  );
  const images = new Map([['tile.png', image]]);
  const plain: FlatNode = { ...graph.nodes.get('p/image0')!, name: 'plain' };
  const uv: FlatNode = [...graph.nodes.values()].find(({ category }) => category === 'texcoord')!;
  const nodes = new Map(graph.nodes).set('plain', {
    ...plain,
    inputs: { ...plain.inputs, texcoord: { kind: 'link', type: 'vector2', node: uv.name } },
  });
  for (const point of points.slice(0, 32)) {
    const [tiled, whole] = ['p', 'plain'].map((name) =>
      evaluatePattern({ ...graph, nodes }, name, { ...point, images }),
    );
    tiled.forEach((x, c) => expect(x).toBeCloseTo(whole[c], 9));
  }
});
