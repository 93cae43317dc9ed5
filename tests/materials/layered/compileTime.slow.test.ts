import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { documentsIn } from '../../../bench/benchMaterials.ts';
import { nodeGpu } from '../../../src/cli/nodeGpu.ts';
import { openDocumentFile } from '../../../src/cli/nodeMaterialX.ts';
import { layeredMaterial, type Layering } from '../../../src/materials/layered/layeredProgram.ts';
import { createShadeKernel } from '../../../src/pathtracer/waveKernels.ts';
import { mxMaterials } from '../../harness/mxExamples.ts';

const folders = ['assets/materials', ...(existsSync(mxMaterials) ? [mxMaterials] : [])];
const documents = folders.flatMap((folder) => documentsIn(folder));
const cases = documents.flatMap((path) =>
  (['albedo', 'transport'] as Layering[]).map((layering) => [basename(path), layering, path] as const),
);

/** What a visitor without a graphics card waits for: the bar is two seconds, on a machine with nothing else to do. */
it.each(cases)('%s compiles in two seconds on SwiftShader, %s', async (name, layering, path) => {
  const gpu = await nodeGpu({ adapter: 'swiftshader' });
  try {
    const { graph, images } = await openDocumentFile(path);
    const { compileMs } = await createShadeKernel(gpu, layeredMaterial(graph, images, { layering }).program);
    console.log(`${name}, ${layering}: ${compileMs.toFixed(0)} ms`);
    expect(compileMs).toBeLessThan(2000);
  } finally {
    gpu.dispose();
  }
});
