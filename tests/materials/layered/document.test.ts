import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { loadDocument } from '../../../src/materials/layered/document.ts';
import { topologicalOrder, type FlatGraph, type FlatNode } from '../../../src/materials/layered/flatGraph.ts';
import { foldGraph } from '../../../src/materials/layered/fold.ts';

const tiles = await readFile(join(import.meta.dirname, 'documents/tiles.mtlx'), 'utf8');

const load = async (xml: string, material?: string): Promise<FlatGraph> =>
  loadDocument(await nodeMaterialX(), xml, { name: 'test.mtlx', ...(material === undefined ? {} : { material }) });

const document = (body: string, attributes = ''): string => `<?xml version="1.0"?>
  <materialx version="1.39" ${attributes}>${body}
  <surfacematerial name="M" type="material"><input name="surfaceshader" type="surfaceshader" nodename="S"/></surfacematerial></materialx>`;
const surface = (inputs: string): string =>
  `<standard_surface name="S" type="surfaceshader">${inputs}</standard_surface>`;

const diffuse = (graph: FlatGraph): FlatNode =>
  [...graph.nodes.values()].find(({ category }) => category === 'oren_nayar_diffuse_bsdf')!;

describe('loadDocument', () => {
  it.each([
    ['open_pbr_surface', 133],
    ['standard_surface', 63],
    ['gltf_pbr', 60],
    ['disney_principled', 24],
    ['UsdPreviewSurface', 45],
  ])('flattens %s to %i nodes, all defaults filled in', async (category, count) => {
    const graph = await load(document(`<${category} name="S" type="surfaceshader"/>`));
    expect(graph.flattenedNodes).toBe(count);
    expect(graph.nodes.get(graph.surface)?.category).toBe('surface');
    expect(topologicalOrder(graph, [graph.surface])).toHaveLength(graph.nodes.size);
    for (const node of graph.nodes.values()) {
      // A closure that is not connected is the only input without a value.
      const bare = Object.values(node.inputs).filter((input) => input.kind === 'value' && input.value === '');
      expect(
        bare.every(({ type }) => ['BSDF', 'EDF', 'VDF', 'string', 'filename'].includes(type)),
        node.name,
      ).toBe(true);
    }
    expect(foldGraph(graph).stats.liveNodes).toBeLessThan(graph.nodes.size / 2);
  });

  it('follows interface inputs, graph outputs and nested file prefixes', async () => {
    const graph = await load(tiles, 'Glazed');
    expect(graph.material).toBe('Glazed');
    expect(graph.images).toEqual(
      [
        { node: 'tiles/color', file: 'images/tiles/color.png', srgb: true },
        { node: 'tiles/roughness', file: 'images/tiles/color.png', srgb: false },
      ].toSorted(
        (a, b) =>
          graph.images.findIndex(({ srgb }) => srgb === a.srgb) - graph.images.findIndex(({ srgb }) => srgb === b.srgb),
      ),
    );
    expect(graph.nodes.get('tiles/st')?.inputs.in2).toMatchObject({ kind: 'value', type: 'float', value: 2 });
    expect(graph.nodes.get('tiles/slope')?.inputs.texcoord).toMatchObject({ kind: 'link', node: 'default/UV0' });
    expect(graph.nodes.get('tiles/bumped')?.inputs.bitangent).toMatchObject({ kind: 'link', node: 'default/Bworld' });
  });

  it('turns colours into linear Rec.709, and those alone', async () => {
    const linear = [0.5, 0.25, 1].map((x) => ((x + 0.055) / 1.055) ** 2.4);
    const tint = (await load(tiles, 'Glazed')).nodes.get('tiles/tinted')!.inputs.in2 as unknown as { value: number[] };
    tint.value.forEach((x, i) => expect(x).toBeCloseTo(linear[i]!, 12));
    const color = diffuse(foldGraph(await load(tiles, 'Plain'))).inputs.color as unknown as { value: number[] };
    color.value.forEach((x, i) => expect(x).toBeCloseTo(linear[i]!, 12));
  });

  it("does not read the libraries' own constants in the document's colour space", async () => {
    const xml = document(surface(''), 'colorspace="srgb_texture"');
    expect(diffuse(foldGraph(await load(xml))).inputs.color).toMatchObject({ value: [0.8, 0.8, 0.8] });
  });

  it('converts acescg', async () => {
    const xml = document(surface('<input name="base_color" type="color3" value="1, 1, 1" colorspace="acescg"/>'));
    const color = diffuse(foldGraph(await load(xml))).inputs.color as unknown as { value: number[] };
    // White stays white: the rows of the matrix sum to 1.
    color.value.forEach((x) => expect(x).toBeCloseTo(1, 6));
  });
});

describe('loadDocument refuses, by name', () => {
  const image = (file: string, more = ''): string =>
    `<image name="I" type="color3"><input name="file" type="filename" value="${file}" ${more}/></image>${surface('<input name="base_color" type="color3" nodename="I"/>')}`;
  it.each([
    [
      'text that is not XML',
      'hello',
      /^document 'test.mtlx' is not MaterialX: XML parse error \(No document element found/,
    ],
    ['broken XML', '<materialx version="1.39"><foo', /^document 'test.mtlx' is not MaterialX: XML parse error/],
    ['XML that is not MaterialX', '<html></html>', /^document 'test.mtlx' is not MaterialX: No root MaterialX element/],
    ['no material', '<materialx version="1.39"></materialx>', /^document 'test.mtlx' has no surfacematerial/],
    [
      'an input that does not exist',
      document(surface('<input name="bsae" type="float" value="1"/>')),
      /test.mtlx' is not valid MaterialX: .*'bsae' doesn't match declaration/,
    ],
    [
      'an unknown node',
      document(`<wonder name="W" type="float"/>${surface('<input name="base" type="float" nodename="W"/>')}`),
      /node 'W' \(wonder\) in document 'test.mtlx'.* no definition/,
    ],
    [
      'a blur, which MaterialX would drop in silence',
      document(`<blur name="B" type="float"/>${surface('<input name="base" type="float" nodename="B"/>')}`),
      /^node 'B' \(blur\) in document 'test.mtlx' is not supported/,
    ],
    [
      'UDIM tiles',
      document(image('a.&lt;UDIM&gt;.png')),
      /input 'I\/file' of 'I' \(image\) in document 'test.mtlx': file 'a.<UDIM>.png' is a set of UDIM tiles/,
    ],
    [
      'an unknown colour space',
      document(surface('<input name="base_color" type="color3" value="1,1,1" colorspace="moonlight"/>')),
      /'S\/base_color' of 'S' \(standard_surface\).*colour space 'moonlight' is unknown/,
    ],
    [
      'an encoding of images the GPU cannot decode',
      document(image('a.png', 'colorspace="acescg"')),
      /node 'I' \(image\) in document 'test.mtlx': colour space 'acescg' of an image/,
    ],
    [
      'another unit',
      document(
        `<rotate3d name="R" type="vector3"><input name="amount" type="float" value="1" unittype="angle" unit="radian"/></rotate3d>${surface('<input name="normal" type="vector3" nodename="R"/>')}`,
      ),
      /input 'R\/amount' of 'R' \(rotate3d\).*the unit 'radian' is not supported; the definition's is 'degree'/,
    ],
    [
      'included files',
      '<materialx version="1.39"><xi:include href="a.mtlx"/></materialx>',
      /'test.mtlx' includes other files/,
    ],
    [
      'a surface that is not one',
      document('<surface_unlit name="S" type="surfaceshader"/>'),
      /node 'S' \(surface_unlit\) in document 'test.mtlx' is not supported/,
    ],
    ['a link to nowhere', document(surface('<input name="base" type="float" nodename="gone"/>')), /'gone'|not valid/],
  ])('%s', async (_, xml, message) => {
    await expect(load(xml)).rejects.toThrow(message);
  });

  it('a choice among several materials', async () => {
    await expect(load(tiles)).rejects.toThrow(
      "document 'test.mtlx' has several materials; choose one of 'Glazed', 'Plain'",
    );
    await expect(load(tiles, 'Matte')).rejects.toThrow(
      "document 'test.mtlx' has no material 'Matte'; it has 'Glazed', 'Plain'",
    );
  });

  it('displacement', async () => {
    const xml = `<materialx version="1.39">${surface('')}<displacement name="D" type="displacementshader"/>
      <surfacematerial name="M" type="material"><input name="surfaceshader" type="surfaceshader" nodename="S"/>
      <input name="displacementshader" type="displacementshader" nodename="D"/></surfacematerial></materialx>`;
    await expect(load(xml)).rejects.toThrow(
      "material 'M' in document 'test.mtlx': displacementshader is not supported",
    );
  });
});
