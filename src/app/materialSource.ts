import type { Gpu } from '../engine/device.ts';
import { EXTENSION, readNeuralMaterial } from '../materials/neural/neuralFile.ts';
import { neuralMaterial } from '../materials/neural/neuralMaterial.ts';
import type { Material } from '../materials/program.ts';
import type { AssetMaterial } from './assetMaterials.ts';
import type { FileSet } from './fileSet.ts';
import { layeredFromDocument, type ReferenceMaterial } from './layeredSource.ts';

/** A material that can be shown: baked, as reference, or both. Opened when asked for. */
export interface ShownMaterial {
  readonly name: string;
  readonly title: string;
  readonly picture?: string;
  /** Undefined: this material has no neural side. */
  readonly neural?: (gpu: Gpu | Promise<Gpu>) => Promise<Material>;
  readonly reference?: () => Promise<ReferenceMaterial>;
}

/** The glTF extension by which a material carries a neural one. */
export const NEURAL_EXTENSION = EXTENSION;

/** One of the repository's materials; its files are fetched when a side is opened. */
export function assetMaterial({ name, title, picture, document, neural, files }: AssetMaterial): ShownMaterial {
  return {
    name,
    title,
    picture,
    neural:
      neural === undefined
        ? undefined
        : async (gpu) => {
            const bytes = await (await fetched(neural)).arrayBuffer();
            return neuralFromFile(await gpu, bytes, `${name}.glb`);
          },
    reference: document === undefined ? undefined : () => openAssetDocument(name, document, files),
  };
}

/** @throws Error naming the file and the field of it that is wrong. */
export function neuralFromFile(gpu: Gpu, bytes: ArrayBuffer, name: string): Material {
  try {
    return neuralMaterial(readNeuralMaterial(bytes), { f16: gpu.features.f16 });
  } catch (cause) {
    throw new Error(`The neural material ${name} cannot be read`, { cause });
  }
}

async function openAssetDocument(
  name: string,
  address: string,
  files: AssetMaterial['files'],
): Promise<ReferenceMaterial> {
  const xml = await (await fetched(address)).text();
  return layeredFromDocument(xml, `${name}.mtlx`, async (path) => {
    const found = files[path];
    return found === undefined ? undefined : (await fetched(found)).blob();
  });
}

/** Reads a dropped document's text when it is opened, and its images from the files that came with it. `material`: which, of several. */
export function documentMaterial(
  files: FileSet,
  path: string,
  material: string | undefined,
): () => Promise<ReferenceMaterial> {
  return async () => {
    const file = files.get(path);
    if (!file) throw new Error(`${path} is not among the dropped files.`);
    const find = (image: string) => Promise.resolve(files.resolve(image, path)?.file);
    return layeredFromDocument(await file.text(), path, find, material);
  };
}

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} cannot be fetched: ${response.status}`);
  return response;
}
