import { describe, expect, it } from 'vitest';
import { nodeMaterialX, openDocumentFile } from '../../../src/cli/nodeMaterialX.ts';
import { bsdfQueries, type BsdfConfiguration } from '../../../src/materials/bsdfQueries.ts';
import { bakeNotes } from '../../../src/materials/layered/bakeDomain.ts';
import { compileLayered, layeredMaterial } from '../../../src/materials/layered/layeredProgram.ts';
import { openDocument } from '../../../src/materials/layered/openDocument.ts';
import { testGpu } from '../../harness/gpu.ts';
import { describeMxExamples, mxExamples } from '../../harness/mxExamples.ts';
import { unpackMedium } from '../../harness/unpackMedium.ts';
import { testMaterialProgram, testViews } from '../../harness/materialProgram.ts';
import { expectStackAgreement } from '../../harness/stackAgreement.ts';

const surface = (shader: string, inputs: string) => `<?xml version="1.0"?>
<materialx version="1.39" colorspace="lin_rec709">
  <texcoord name="uv" type="vector2" />
  <extract name="u" type="float"><input name="in" type="vector2" nodename="uv" /></extract>
  <${shader} name="shader" type="surfaceshader">${inputs}</${shader}>
  <surfacematerial name="it" type="material"><input name="surfaceshader" type="surfaceshader" nodename="shader" /></surfacematerial>
</materialx>`;
const float = (name: string, value: number) => `<input name="${name}" type="float" value="${value}" />`;
/** MaterialX's albedo fit is low for smooth mirrors at grazing views (tests/bsdf/furnace.test.ts). */
const MIRRORS = 1.07;
const rough = (name: string) => `<input name="${name}" type="float" nodename="u" />`;
/** Every view at three roughnesses, where `rough` says so. */
const roughViews = (sides: (view: number) => boolean = () => false): BsdfConfiguration[] =>
  [0.07, 0.3, 0.8].flatMap((u) => testViews.map((view, i) => ({ ...view, uv: [u, 0.5], back: sides(i) })));
const color = (name: string, value: string) => `<input name="${name}" type="color3" value="${value}" />`;

async function open(name: string, xml: string) {
  const resolveFile = () => Promise.reject(new Error('no images here'));
  return (await openDocument(await nodeMaterialX(), xml, { name, resolveFile })).graph;
}

const documents: { name: string; xml: string; lobes: number; furnace?: number }[] = [
  { name: 'standard_surface defaults', xml: surface('standard_surface', ''), lobes: 2 },
  { name: 'open_pbr_surface defaults', xml: surface('open_pbr_surface', ''), lobes: 2 },
  {
    name: 'gltf_pbr half metallic',
    xml: surface('gltf_pbr', float('metallic', 0.5) + float('roughness', 0.3)),
    lobes: 3,
  },
  {
    name: 'gltf_pbr half metallic, rough and smooth',
    xml: surface('gltf_pbr', float('metallic', 0.5) + rough('roughness')),
    lobes: 3,
    furnace: MIRRORS,
  },
  {
    name: 'standard_surface with everything opaque',
    xml: surface(
      'standard_surface',
      float('metalness', 0.4) +
        float('coat', 0.7) +
        color('coat_color', '0.9, 0.6, 0.5') +
        float('coat_roughness', 0.15) +
        rough('specular_roughness') +
        float('sheen', 0.5) +
        float('diffuse_roughness', 0.3) +
        float('specular_anisotropy', 0.6) +
        float('specular_rotation', 0.15),
    ),
    lobes: 5,
  },
  {
    name: 'open_pbr_surface with everything opaque',
    xml: surface(
      'open_pbr_surface',
      float('base_metalness', 0.3) +
        float('base_diffuse_roughness', 0.4) +
        float('specular_roughness_anisotropy', 0.5) +
        rough('specular_roughness') +
        float('coat_weight', 0.6) +
        color('coat_color', '0.5, 0.8, 0.9') +
        float('coat_roughness', 0.2) +
        float('fuzz_weight', 0.3),
    ),
    lobes: 5,
  },
];

describe('compiled documents', () => {
  it.each(documents)(
    '$name: lobes, GPU against float64, statistical suite (seed 5)',
    async ({ name, xml, lobes, furnace }) => {
      const gpu = await testGpu();
      const graph = await open(name, xml);
      const program = compileLayered(graph);
      expect(program.report.lobes).toHaveLength(lobes);
      await expectStackAgreement(gpu, graph, 5, 5e-4);
      const options = { name, seed: 5, samples: 2 ** 15, configurations: roughViews(), furnace };
      await testMaterialProgram(gpu, program, {}, options);
    },
  );

  it('takes a thin film where there is one, and none where its thickness is 0', async () => {
    const compile = async (thickness: number) =>
      compileLayered(
        await open(
          'film.mtlx',
          surface('standard_surface', float('metalness', 1) + float('thin_film_thickness', thickness)),
        ),
      ).modules.program;
    expect(await compile(400)).toContain('filmed_conductor_prepare');
    expect(await compile(0)).not.toContain('film');
  });

  it('refuses what is live and not supported, by name', async () => {
    const graph = await open('refused.mtlx', surface('standard_surface', float('transmission', 0.5)));
    expect(() => compileLayered(graph, { layering: 'transport' })).toThrow(
      /\(dielectric_bsdf\) in document 'refused.mtlx': light that goes through needs layering 'albedo'/,
    );
  });
});

const points: Partial<BsdfConfiguration>[] = [
  { uv: [0.21, 0.37], position: [0.1, 0.3, -0.2] },
  { uv: [0.62, 0.84], position: [-0.4, 0.2, 0.5] },
];

describe('light through a surface', () => {
  const through = [
    { name: 'standard_surface glass', xml: surface('standard_surface', float('transmission', 1)) },
    {
      name: 'standard_surface, half glass under a coat',
      xml: surface(
        'standard_surface',
        float('transmission', 0.5) +
          color('transmission_color', '0.6, 0.9, 0.7') +
          rough('specular_roughness') +
          float('coat', 0.6) +
          float('coat_roughness', 0.2),
      ),
    },
    {
      name: 'standard_surface, a leaf',
      xml: surface(
        'standard_surface',
        float('subsurface', 0.7) +
          color('subsurface_color', '0.3, 0.8, 0.2') +
          '<input name="thin_walled" type="boolean" value="true" />' +
          color('opacity', '0.4, 0.4, 0.4'),
      ),
    },
    {
      name: 'gltf_pbr glass',
      xml: surface('gltf_pbr', float('transmission', 0.9) + float('metallic', 0) + rough('roughness')),
    },
    {
      name: 'gltf_pbr glass under a film',
      xml: surface(
        'gltf_pbr',
        float('transmission', 0.9) + float('metallic', 0) + float('iridescence', 0.5) + rough('roughness'),
      ),
    },
    {
      name: 'a Schlick lobe that lets through',
      xml: `<?xml version="1.0"?>
<materialx version="1.39" colorspace="lin_rec709">
  <generalized_schlick_bsdf name="pane" type="BSDF">
    <input name="color0" type="color3" value="0.05, 0.1, 0.2" />
    <input name="roughness" type="vector2" value="0.2, 0.2" />
    <input name="scatter_mode" type="string" value="RT" />
  </generalized_schlick_bsdf>
  <surface name="shader" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="pane" /></surface>
  <surfacematerial name="it" type="material"><input name="surfaceshader" type="surfaceshader" nodename="shader" /></surfacematerial>
</materialx>`,
    },
    {
      name: 'open_pbr_surface glass',
      xml: surface('open_pbr_surface', float('transmission_weight', 1) + rough('specular_roughness')),
    },
    {
      name: 'open_pbr_surface, coloured glass',
      xml: surface(
        'open_pbr_surface',
        float('transmission_weight', 1) +
          rough('specular_roughness') +
          float('transmission_depth', 0.1) +
          color('transmission_color', '0.9, 0.5, 0.2'),
      ),
      absorbs: [0.9, 0.5, 0.2].map((share) => -Math.log(share) / 0.1),
    },
    {
      name: 'disney_principled, half glass',
      xml: surface(
        'disney_principled',
        float('specTrans', 0.5) + float('clearcoat', 0.5) + float('sheen', 0.4) + rough('roughness'),
      ),
    },
    { name: 'UsdPreviewSurface, half there', xml: surface('UsdPreviewSurface', float('opacity', 0.5)) },
  ];

  it.each(through)(
    '$name: GPU against float64, statistical suite (seed 14)',
    async ({ name, xml, absorbs = [0, 0, 0] }) => {
      const gpu = await testGpu();
      const graph = await open(name, xml);
      const program = compileLayered(graph);
      const inside = [false, true].map((back) => ({ wo: [0, 0, 1] as const, back }));
      const shaded = await bsdfQueries(gpu, program, {}).shade(inside, Float32Array.of(0, 0, 1), 1);
      for (const { interior } of shaded) {
        const { absorption, scattering } = unpackMedium(interior);
        absorbs.forEach((share, c) => expect(Math.abs(absorption[c] - share)).toBeLessThanOrEqual(1e-3 * share));
        expect(scattering).toEqual([0, 0, 0]);
      }
      expect(program.transmits ?? program.seeThrough).toBe(true);
      await expectStackAgreement(gpu, graph, 14, 5e-4);
      const seen = roughViews((i) => i % 2 === 1);
      await testMaterialProgram(gpu, program, {}, { name, seed: 14, samples: 2 ** 15, configurations: seen });
      expect(() => bakeNotes(graph, [])).toThrow(/lets light through|has an opacity/);
    },
  );
});

describeMxExamples("MaterialX's own examples", () => {
  it.each([
    'GltfPbr/gltf_pbr_carpaint',
    'OpenPbr/open_pbr_aluminum_brushed',
    'OpenPbr/open_pbr_carpaint',
    'OpenPbr/open_pbr_velvet',
    'StandardSurface/standard_surface_brick_procedural',
    'StandardSurface/standard_surface_carpaint',
    'StandardSurface/standard_surface_marble_solid',
    'StandardSurface/standard_surface_metal_brushed',
    'StandardSurface/standard_surface_wood_tiled',
  ])('%s passes the statistical suite (seed 6)', async (path) => {
    const gpu = await testGpu();
    const { graph, images } = await openDocumentFile(`${mxExamples}/${path}.mtlx`);
    const material = layeredMaterial(graph, images);
    const { resources, dispose } = await material.upload(gpu);
    const furnace = path.endsWith('aluminum_brushed') ? MIRRORS : undefined;
    const seen = points.flatMap((point) => testViews.map((view) => ({ ...view, ...point })));
    const options = { name: path, configurations: seen, seed: 6, samples: 2 ** 15, furnace };
    await testMaterialProgram(gpu, material.program, resources, options);
    dispose();
  });
});

describe('a position map', () => {
  // Base colour is the object-space position.
  const xml = `<?xml version="1.0"?>
<materialx version="1.39" colorspace="lin_rec709">
  <position name="place" type="vector3" />
  <convert name="colour" type="color3"><input name="in" type="vector3" nodename="place" /></convert>
  <standard_surface name="shader" type="surfaceshader">
    <input name="base_color" type="color3" nodename="colour" />
    <input name="specular" type="float" value="0" />
  </standard_surface>
  <surfacematerial name="it" type="material"><input name="surfaceshader" type="surfaceshader" nodename="shader" /></surfacematerial>
</materialx>`;
  const data = Float32Array.from([0.1, 0.2, 0.3, 1, 0.8, 0.7, 0.6, 1, 0.25, 0.5, 0.75, 1, 0.9, 0.4, 0.2, 1]);
  const positions = { size: 2, data, covered: 1, overlapping: 0 };

  it('stands in for the position of the point, texel by texel', async () => {
    const gpu = await testGpu();
    const material = layeredMaterial(await open('placed.mtlx', xml), [], { positions });
    const { resources, dispose } = await material.upload(gpu);
    const queries = bsdfQueries(gpu, material.program, resources);
    const uvs = [
      [0.25, 0.25],
      [0.75, 0.25],
      [0.25, 0.75],
      // Repeating: the texel at the lower right.
      [-0.25, 1.75],
    ] as const;
    const configurations = uvs.map((uv): BsdfConfiguration => ({ wo: [0, 0, 1], uv, u: [0.5, 0.5, 0.5] }));
    const values = await queries.evaluate(configurations, Float32Array.of(0, 0, 1));
    dispose();
    // Lambert: proportional to the position.
    const scale = values[0].value[0] / 0.1;
    expect(scale).toBeGreaterThan(0.2);
    values.forEach(({ value }, i) => {
      for (let c = 0; c < 3; c++) expect(value[c]).toBeCloseTo(scale * data[4 * i + c], 4);
    });
  });

  it('is asked for by name where a document reads the position, and tells what of uv the mesh leaves or shares', async () => {
    const graph = await open('placed.mtlx', xml);
    expect(() => bakeNotes(graph, [])).toThrow(/reads the object-space position.*--mesh/);
    expect(bakeNotes(graph, [], { ...positions, covered: 0.5, overlapping: 0.25 })).toEqual([
      'mesh: its triangles cover 50 % of the uv square',
      'uvOverlap: 25 % of the uv square belongs to several places of the mesh, which will look alike',
    ]);
  });
});
