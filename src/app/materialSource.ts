import type { Gpu } from '../engine/device.ts';
import { EXTENSION, readNeuralMaterial } from '../materials/neural/neuralFile.ts';
import { neuralMaterial, type NeuralMaterial } from '../materials/neural/neuralMaterial.ts';
import type { BelowSurface, Layering } from '../materials/layered/layeredProgram.ts';
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
  /** `below`: in place of its own. */
  readonly reference?: (below?: BelowSurface) => Promise<ReferenceMaterial>;
  /** Under which the reference stands when nobody asks for another; `albedo` when left out. */
  readonly layering?: Layering;
}

/** The glTF extension by which a material carries a neural one. */
export const NEURAL_EXTENSION = EXTENSION;

/** One of the repository's materials; its files are fetched when a side is opened. */
export function assetMaterial(asset: AssetMaterial): ShownMaterial {
  const { name, title, picture, document, neural } = asset;
  return {
    name,
    title,
    picture,
    neural:
      neural === undefined
        ? undefined
        : async (gpu) => {
            const bytes = await (await fetched(neural)).arrayBuffer();
            return neuralMaterial(readNeuralFile(bytes, `${name}.glb`), { f16: (await gpu).features.fastF16 });
          },
    layering: asset.layering,
    reference:
      document === undefined
        ? undefined
        : (below) => openAssetDocument(asset, document, { layering: asset.layering, ...below }),
  };
}

/** @throws Error naming the file and the field of it that is wrong. */
export function readNeuralFile(bytes: ArrayBuffer, name: string): NeuralMaterial {
  try {
    return readNeuralMaterial(bytes);
  } catch (cause) {
    throw new Error(`The neural material ${name} cannot be read`, { cause });
  }
}

async function openAssetDocument(
  { name, files }: AssetMaterial,
  address: string,
  below: BelowSurface,
): Promise<ReferenceMaterial> {
  const xml = await (await fetched(address)).text();
  const find = async (path: string) => {
    const found = files[path];
    return found === undefined ? undefined : (await fetched(found)).blob();
  };
  return layeredFromDocument(xml, `${name}.mtlx`, find, below);
}

/** Reads a dropped document's text when it is opened, and its images from the files that came with it. `material`: which, of several. */
export function documentMaterial(
  files: FileSet,
  path: string,
  material: string | undefined,
): (below?: BelowSurface) => Promise<ReferenceMaterial> {
  return async (below) => {
    const file = files.get(path);
    if (!file) throw new Error(`${path} is not among the dropped files.`);
    const find = (image: string) => Promise.resolve(files.resolve(image, path)?.file);
    return layeredFromDocument(await file.text(), path, find, { material, ...below });
  };
}

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} cannot be fetched: ${response.status}`);
  return response;
}
