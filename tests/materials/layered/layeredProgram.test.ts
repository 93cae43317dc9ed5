import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeMaterialX, openDocumentFile } from '../../../src/cli/nodeMaterialX.ts';
import type { BsdfConfiguration } from '../../../src/materials/bsdfQueries.ts';
import { compileLayered, layeredMaterial } from '../../../src/materials/layered/layeredProgram.ts';
import { openDocument } from '../../../src/materials/layered/openDocument.ts';
import { testGpu } from '../../harness/gpu.ts';
import { testMaterialProgram, testViews } from '../../harness/materialProgram.ts';
import { expectStackAgreement } from '../../harness/stackAgreement.ts';

const surface = (shader: string, inputs: string) => `<?xml version="1.0"?>
<materialx version="1.39" colorspace="lin_rec709">
  <${shader} name="shader" type="surfaceshader">${inputs}</${shader}>
  <surfacematerial name="it" type="material"><input name="surfaceshader" type="surfaceshader" nodename="shader" /></surfacematerial>
</materialx>`;
const float = (name: string, value: number) => `<input name="${name}" type="float" value="${value}" />`;
const color = (name: string, value: string) => `<input name="${name}" type="color3" value="${value}" />`;

async function open(name: string, xml: string) {
  const resolveFile = () => Promise.reject(new Error('no images here'));
  return (await openDocument(await nodeMaterialX(), xml, { name, resolveFile })).graph;
}

const documents: { name: string; xml: string; lobes: number }[] = [
  { name: 'standard_surface defaults', xml: surface('standard_surface', ''), lobes: 2 },
  { name: 'open_pbr_surface defaults', xml: surface('open_pbr_surface', ''), lobes: 2 },
  {
    name: 'gltf_pbr half metallic',
    xml: surface('gltf_pbr', float('metallic', 0.5) + float('roughness', 0.3)),
    lobes: 3,
  },
  {
    name: 'standard_surface with everything opaque',
    xml: surface(
      'standard_surface',
      float('metalness', 0.4) +
        float('coat', 0.7) +
        color('coat_color', '0.9, 0.6, 0.5') +
        float('coat_roughness', 0.15) +
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
        float('coat_weight', 0.6) +
        color('coat_color', '0.5, 0.8, 0.9') +
        float('coat_roughness', 0.2) +
        float('fuzz_weight', 0.3),
    ),
    lobes: 5,
  },
];

describe('compiled documents', () => {
  it.each(documents)('$name: lobes, GPU against float64, statistical suite (seed 5)', async ({ name, xml, lobes }) => {
    const gpu = await testGpu();
    const graph = await open(name, xml);
    const program = compileLayered(graph);
    expect(program.report.lobes).toHaveLength(lobes);
    await expectStackAgreement(gpu, graph, 5, 5e-4);
    await testMaterialProgram(gpu, program, {}, { name, seed: 5, samples: 2 ** 15 });
  });

  it('refuses what is live and not supported, by name', async () => {
    const compile = async (inputs: string) =>
      compileLayered(await open('refused.mtlx', surface('standard_surface', inputs)));
    await expect(compile(float('transmission', 0.5))).rejects.toThrow(
      /\(dielectric_bsdf\) in document 'refused.mtlx': scatter_mode 'T'/,
    );
    await expect(compile(float('subsurface', 0.5))).rejects.toThrow(/\(subsurface_bsdf\) in document 'refused.mtlx'/);
    await expect(compile(float('thin_film_thickness', 400))).rejects.toThrow(/thin film/);
    await expect(compile(float('emission', 1))).rejects.toThrow(/emission/);
    await expect(compile(color('opacity', '0.5, 0.5, 0.5'))).rejects.toThrow(/opacity/);
  });
});

const examples = '../shared/materialx/Materials/Examples';
const points: Partial<BsdfConfiguration>[] = [
  { uv: [0.21, 0.37], position: [0.1, 0.3, -0.2] },
  { uv: [0.62, 0.84], position: [-0.4, 0.2, 0.5] },
];

describe("MaterialX's own examples", () => {
  it
    .runIf(existsSync(examples))
    .each([
      'OpenPbr/open_pbr_carpaint',
      'OpenPbr/open_pbr_velvet',
      'StandardSurface/standard_surface_brick_procedural',
      'StandardSurface/standard_surface_wood_tiled',
    ])('%s passes the statistical suite (seed 6)', async (path) => {
    const gpu = await testGpu();
    const { graph, images } = await openDocumentFile(`${examples}/${path}.mtlx`);
    const material = layeredMaterial(graph, images);
    const { resources, dispose } = await material.upload(gpu);
    const configurations = points.flatMap((point) => testViews.map((view) => ({ ...view, ...point })));
    const options = { name: path, configurations, seed: 6, samples: 2 ** 15 };
    await testMaterialProgram(gpu, material.program, resources, options);
    dispose();
  });

  it.skipIf(existsSync(examples))(`are not in ${examples}: nothing was tested here`, () => {
    console.log(`${examples} is absent; MaterialX's examples were not tested`);
  });
});
