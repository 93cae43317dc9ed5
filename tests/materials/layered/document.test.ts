import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { toLinear } from '../../../src/materials/layered/colorSpace.ts';
import { evaluatePattern } from '../../../src/materials/layered/evaluatePattern.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { layeredMaterial } from '../../../src/materials/layered/layeredProgram.ts';
import { testGpu } from '../../harness/gpu.ts';
import { loadDocument } from '../../../src/materials/layered/document.ts';
import { materialNames } from '../../../src/materials/layered/materialNames.ts';
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

  it('takes texts from the nodes that hold them', async () => {
    const graph = await load(
      document(
        `<constant name="C" type="filename"><input name="value" type="filename" value="a.png" colorspace="srgb_texture"/></constant>
         <dot name="F" type="filename"><input name="in" type="filename" nodename="C"/></dot>
         <constant name="A" type="string"><input name="value" type="string" value="clamp"/></constant>
         <image name="I" type="color3"><input name="file" type="filename" nodename="F"/><input name="uaddressmode" type="string" nodename="A"/></image>
         ${surface('<input name="base_color" type="color3" nodename="I"/>')}`,
        'fileprefix="maps/"',
      ),
    );
    expect(graph.images).toEqual([{ node: 'I', file: 'maps/a.png', srgb: true }]);
    expect(graph.nodes.get('I')!.inputs.uaddressmode).toMatchObject({ kind: 'value', value: 'clamp' });
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

describe('documents that include others', () => {
  const texts: Readonly<Record<string, string>> = {
    'parts/clay.mtlx': `<materialx version="1.39" fileprefix="images/"><xi:include href="../shared/red.mtlx"/>
      <image name="grain" type="float"><input name="file" type="filename" value="grain.png"/></image></materialx>`,
    'shared/red.mtlx': `<materialx version="1.38" colorspace="srgb_texture"><constant name="red" type="color3"><input name="value" type="color3" value="1, 0, 0"/></constant>
      <nodegraph name="own" fileprefix="more/"><image name="dust" type="float"><input name="file" type="filename" value="dust.png"/></image><output name="out" type="float" nodename="dust"/></nodegraph></materialx>`,
    'round.mtlx': '<materialx version="1.39"><xi:include href="other.mtlx"/></materialx>',
    'other.mtlx': '<materialx version="1.39"><xi:include href="./round.mtlx"/></materialx>',
    'broken.mtlx': '<!-- of\n two lines, µ --><materialx version="1.39">\n<a',
  };
  const readText = (path: string): Promise<string> =>
    path in texts ? Promise.resolve(texts[path]!) : Promise.reject(new Error('it is not there'));
  const loadWith = async (includes: string, inputs = ''): Promise<FlatGraph> =>
    loadDocument(await nodeMaterialX(), document(`${includes}${surface(inputs)}`), { name: 'test.mtlx', readText });

  it('finds nodes and files relative to where each stands, and takes each once', async () => {
    const graph = await loadWith(
      '<xi:include href="parts/clay.mtlx"/><xi:include href="shared/red.mtlx"/><!-- <xi:include href="gone.mtlx"/> -->',
      '<input name="base_color" type="color3" nodename="red"/><input name="base" type="float" nodename="grain"/><input name="metalness" type="float" nodegraph="own" output="out"/>',
    );
    expect(graph.images.map(({ file }) => file).toSorted()).toEqual(['parts/images/grain.png', 'shared/more/dust.png']);
    expect(graph.nodes.get('red')?.inputs.value).toMatchObject({ value: [1, 0, 0] });
  });

  it('passes over the standard libraries, as they stand in older documents', async () => {
    const graph = await loadWith(
      '<xi:include href="libraries/stdlib/stdlib_defs.mtlx"/><xi:include href="pbrlib/genglsl/pbrlib_genglsl_impl.mtlx" />',
    );
    expect(diffuse(graph)).toBeDefined();
  });

  it.each([
    [
      'a file that is missing',
      '<xi:include href="parts/wood.mtlx"/>',
      /^document 'test.mtlx' includes 'parts\/wood.mtlx': it is not there/,
    ],
    [
      'a circle',
      '<xi:include href="round.mtlx"/>',
      /^'other.mtlx', which document 'test.mtlx' includes, includes '.\/round.mtlx', which includes it again/,
    ],
    ['no href', '<xi:include/>', /^document 'test.mtlx' has an xi:include without a href/],
    [
      'broken XML',
      '<xi:include href="broken.mtlx"></xi:include>',
      /^'broken.mtlx', which document 'test.mtlx' includes, is not MaterialX: XML parse error .*in line 3/,
    ],
  ])('refuses %s', async (_, includes, message) => {
    await expect(loadWith(includes)).rejects.toThrow(message);
  });
});

it('names the materials of a document without reading it', () => {
  expect(materialNames(tiles)).toEqual(['Glazed', 'Plain']);
  expect(
    materialNames('<materialx><!-- <surfacematerial name="Gone"/> --><material name=\'Old\'/></materialx>'),
  ).toEqual(['Old']);
  expect(materialNames('hello <surfacematerial >')).toEqual([]);
});

describe('older documents are brought up to date', () => {
  const colour = '<bindinput name="base_color" type="color3" value="0.5, 0.1, 0.2"/>';
  const old: Readonly<Record<string, string>> = {
    // Materials of shader references, before materials were nodes.
    '1.36': `<materialx version="1.36"><material name="M"><shaderref name="S" node="standard_surface">${colour}</shaderref></material></materialx>`,
    '1.37': `<materialx version="1.37">${surface('<input name="base_color" type="color3" value="0.5, 0.1, 0.2"/>')}<surfacematerial name="M" type="material"><input name="surfaceshader" type="surfaceshader" nodename="S"/></surfacematerial></materialx>`,
    // swizzle went with 1.39.
    '1.38': `<materialx version="1.38"><constant name="C" type="vector3"><input name="value" type="vector3" value="0.1, 0.5, 0.2"/></constant><swizzle name="W" type="color3"><input name="in" type="vector3" nodename="C"/><input name="channels" type="string" value="yxz"/></swizzle>${surface('<input name="base_color" type="color3" nodename="W"/>')}<surfacematerial name="M" type="material"><input name="surfaceshader" type="surfaceshader" nodename="S"/></surfacematerial></materialx>`,
  };
  it.each(Object.entries(old))('version %s', async (_, xml) => {
    const folded = foldGraph(await load(xml));
    const { color } = diffuse(folded).inputs;
    expect(color.kind).toBe('value');
    const value = (color as unknown as { value: number[] }).value;
    [0.5, 0.1, 0.2].forEach((x, i) => expect(value[i]).toBeCloseTo(x, 6));
  });
});

const rotated = (amount: string): string =>
  `<rotate3d name="R" type="vector3"><input name="amount" type="float" ${amount}/></rotate3d>${surface('<input name="normal" type="vector3" nodename="R"/>')}`;

it('converts units to those of the definitions', async () => {
  const graph = await load(document(rotated('value="0.5" unittype="angle" unit="radian"')));
  const { value } = graph.nodes.get('R')!.inputs.amount as unknown as { value: number };
  expect(value).toBeCloseTo(28.64789, 4);
  const film = await load(
    document(
      `<conductor_bsdf name="B" type="BSDF"><input name="thinfilm_thickness" type="float" value="0.4" unittype="distance" unit="micron"/></conductor_bsdf>
       <surface name="S" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="B"/></surface>`,
    ),
  );
  expect((film.nodes.get('B')!.inputs.thinfilm_thickness as unknown as { value: number }).value).toBeCloseTo(400, 6);
});

it.each([
  ['acescg', [0.25, 0.5, 0.75]],
  ['lin_displayp3', [0.25, 0.5, 0.75]],
  ['g22_rec709', [0.25, 0.5, 0.75]],
  ['srgb_displayp3', [0.25, 0.5, 0.75]],
  ['adobergb', [0.25, 0.5, 0.75]],
] as const)('an image in %s is shown in linear Rec.709', async (space, stored) => {
  for (const [type, data] of [
    ['color3', [...stored, 1]],
    ['color4', [...stored, 0.3]],
  ] as const) {
    const convert =
      type === 'color4'
        ? '<convert name="C" type="color3"><input name="in" type="color4" nodename="I"/></convert>'
        : '';
    const graph = foldGraph(
      await load(
        document(
          `<image name="I" type="${type}"><input name="file" type="filename" value="a.exr" colorspace="${space}"/></image>${convert}
           <dot name="D" type="color3"><input name="in" type="color3" nodename="${convert ? 'C' : 'I'}"/></dot>
           <subsurface_bsdf name="B" type="BSDF"><input name="color" type="color3" nodename="D"/></subsurface_bsdf>
           <surface name="S" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="B"/></surface>`,
        ),
      ),
    );
    // A float image is stored linear: where the GPU would decode sRGB by itself, it is given what it would have decoded.
    const { srgb } = graph.images[0]!;
    const texels = srgb ? data.slice(0, 3).map((x) => toLinear([x, x, x], 'srgb_texture')[0]!) : data.slice(0, 3);
    const image = { width: 1, height: 1, data: Float32Array.of(...texels, data[3]) };
    const { color } = graph.nodes.get('B')!.inputs;
    expect(color!.kind).toBe('link');
    const shown = evaluatePattern(graph, (color as { node: string }).node, {
      uv: [0.5, 0.5],
      images: new Map([['a.exr', image]]),
    });
    toLinear(stored, space).forEach((expected, i) => expect(shown[i]).toBeCloseTo(expected, 5));
    // A Lambertian surface on the GPU, of a colour that is none below 0.
    const material = layeredMaterial(graph, [{ ...graph.images[0]!, image }]);
    const { resources, dispose } = await material.upload(await testGpu());
    const queries = bsdfQueries(await testGpu(), material.program, resources);
    const [{ value }] = await queries.evaluate([{ wo: [0, 0, 1] }], Float32Array.of(0, 0, 1));
    // Textures hold halves.
    shown.forEach((expected, i) => expect(Math.PI * value[i]!).toBeCloseTo(expected, 2));
    dispose();
  }
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
    [
      'broken XML',
      '<materialx version="1.39">\n<xi:include href="stdlib/stdlib_defs.mtlx"/>\n<!-- é\n--><foo',
      /^document 'test.mtlx' is not MaterialX: XML parse error .*in line 4\)/,
    ],
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
      'a colour space of an image that is unknown',
      document(image('a.png', 'colorspace="moonlight"')),
      /node 'I' \(image\) in document 'test.mtlx': colour space 'moonlight' is unknown/,
    ],
    [
      'a default beside an image in another space',
      document(
        image('a.png', 'colorspace="acescg"').replace(
          '</image>',
          '<input name="uaddressmode" type="string" value="constant"/><input name="default" type="color3" value="1, 0, 0"/></image>',
        ),
      ),
      /node 'I' \(image\).*address mode 'constant' with a default that is not black, for an image in 'acescg'/,
    ],
    [
      'an unknown unit',
      document(rotated('value="1" unittype="angle" unit="grad"')),
      /'test.mtlx' is not valid MaterialX: .*grad/s,
    ],
    [
      'a length for an angle',
      document(rotated('value="1" unittype="distance" unit="inch"')),
      /input 'R\/amount' of 'R' \(rotate3d\).*the unit 'inch' is none of angle/,
    ],
    [
      'a length in inches where nobody says what it is to be in',
      document(surface('<input name="thin_film_thickness" type="float" value="1" unittype="distance" unit="inch"/>')),
      /input 'S\/thin_film_thickness' of 'S'.*the unit 'inch' cannot be converted: the definition of this input has no unit/,
    ],
    [
      'a link in another unit',
      document(`<constant name="C" type="float"/>${rotated('nodename="C" unittype="angle" unit="radian"')}`),
      /input 'R\/amount' of 'R' \(rotate3d\).*the unit 'radian' of what is linked is not converted; 'degree' is wanted/,
    ],
    [
      'a surface that is not one',
      document('<surface_unlit name="S" type="surfaceshader"/>'),
      /node 'S' \(surface_unlit\) in document 'test.mtlx' is not supported/,
    ],
    [
      'a file that is told by a condition',
      document(`<ifequal name="F" type="filename"/>${image('x', '').replace('value="x"', 'nodename="F"')}`),
      /node '[FI]' \((ifequal|image)\) in document 'test.mtlx'|not valid/,
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
