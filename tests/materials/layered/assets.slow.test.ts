import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openDocumentFile } from '../../../src/cli/nodeMaterialX.ts';
import { compileLayered, layeredMaterial } from '../../../src/materials/layered/layeredProgram.ts';
import { layersOf, withoutLayer } from '../../../src/materials/layered/layers.ts';
import { testGpu } from '../../harness/gpu.ts';
import { testMaterialProgram, testViews } from '../../harness/materialProgram.ts';

const folder = 'assets/materials';
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const open = (name: string) => openDocumentFile(`${folder}/${name}/${name}.mtlx`);

describe("the repository's own materials", () => {
  it.each(names)('%s passes the statistical suite (seed 1)', async (name) => {
    const gpu = await testGpu();
    const { graph, images } = await open(name);
    const material = layeredMaterial(graph, images);
    const { resources, dispose } = await material.upload(gpu);
    const configurations = [
      { ...testViews[0], uv: [0.3, 0.7] },
      { ...testViews[1], uv: [0.5, 0.4] },
      { ...testViews[2], uv: [0.7, 0.1] },
    ] as const;
    const options = { name, configurations: [...configurations], samples: 2 ** 14 };
    await testMaterialProgram(gpu, material.program, resources, options);
    dispose();
  });

  it.each(names)('%s has three layers or more, and each can be taken away', async (name) => {
    const { graph } = await open(name);
    const all = compileLayered(graph);
    expect(all.report.lobes.length).toBeGreaterThanOrEqual(3);
    for (const ref of layersOf(graph)) {
      const less = compileLayered(withoutLayer(graph, ref)).report.lobes;
      expect(less.length, `without ${ref.closure}`).toBeLessThan(all.report.lobes.length);
    }
  });
});
