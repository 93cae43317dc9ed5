import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Gpu } from '../engine/device.ts';
import { layeredMaterial, type BelowSurface } from '../materials/layered/layeredProgram.ts';
import { readNeuralMaterial } from '../materials/neural/neuralFile.ts';
import { neuralMaterial } from '../materials/neural/neuralMaterial.ts';
import type { Material } from '../materials/program.ts';
import { openDocumentFile } from './nodeMaterialX.ts';

/**
 * A material from a MaterialX document (its layered reference) or a baked GLB.
 * @param path  of several materials in a document one is chosen by its name: `FILE.mtlx#NAME`
 * @throws naming the file
 */
export async function openMaterialFile(gpu: Gpu, path: string, below: BelowSurface = {}): Promise<Material> {
  try {
    return await open(gpu, path, below);
  } catch (cause) {
    throw new Error(`material ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function open(gpu: Gpu, path: string, below: BelowSurface): Promise<Material> {
  const [, file = path, name] = /^(.*\.mtlx)#(.+)$/i.exec(path) ?? [];
  const kind = extname(file).toLowerCase();
  if (kind === '.mtlx') {
    const { graph, images } = await openDocumentFile(file, name);
    return layeredMaterial(graph, images, below);
  }
  if (kind !== '.glb') throw new Error('neither a .mtlx nor a .glb file');
  return neuralMaterial(readNeuralMaterial(await readFile(path)), { f16: gpu.features.fastF16 });
}
