import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { openDocumentFile } from '../src/cli/nodeMaterialX.ts';
import { layeredMaterial, type Layering } from '../src/materials/layered/layeredProgram.ts';
import type { OpenDocument } from '../src/materials/layered/openDocument.ts';
import { decoderLabel } from '../src/materials/neural/decoderSpec.ts';
import { readNeuralMaterial } from '../src/materials/neural/neuralFile.ts';
import type { NeuralMaterial } from '../src/materials/neural/neuralMaterial.ts';
import type { Material } from '../src/materials/program.ts';

/** A reference and what was baked from it. */
export interface BenchMaterial {
  readonly name: string;
  /** Path of the MaterialX document. */
  readonly document: string;
  readonly layering: Layering;
  /** Baked files beside it. */
  readonly files: readonly string[];
}

const ASSETS = 'assets/materials';
/** How files end that were baked from light walks between layers (`--layering transport`). */
const WALKED = '.transport.glb';

/**
 * The materials a benchmark measures: `assets/materials/NAME/NAME.mtlx` with all `.glb` files in that folder.
 * @param names  of assets, or paths of `.mtlx` files with the `.glb` files of the same name beside them; default: all assets
 * @throws when one is not there, naming it
 */
export function benchMaterials(names?: readonly string[]): BenchMaterial[] {
  if (!names) {
    const folders = readdirSync(ASSETS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return folders.map(({ name }) => asset(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
  return names.map((name) => (name.endsWith('.mtlx') ? fromPath(name) : asset(name)));
}

/** The same documents under `transport`, named NAME/transport, where there are baked files NAME.transport.glb beside them. */
export function walkedMaterials(names?: readonly string[]): BenchMaterial[] {
  return benchMaterials(names).flatMap((material) => {
    const files = glbsBeside(material.document).filter((file) => file.endsWith(`/${documentName(material)}${WALKED}`));
    return files.length === 0
      ? []
      : [{ ...material, name: `${material.name}/transport`, layering: 'transport', files }];
  });
}

function asset(name: string): BenchMaterial {
  return withFiles(name, join(ASSETS, name, `${name}.mtlx`), () => true);
}

function fromPath(path: string): BenchMaterial {
  const name = basename(path, '.mtlx');
  return withFiles(name, path, (file) => file.startsWith(name));
}

function withFiles(name: string, document: string, wanted: (file: string) => boolean): BenchMaterial {
  if (!existsSync(document)) throw new Error(`bench: material '${name}' has no document ${document}`);
  const files = glbsBeside(document).filter((file) => !file.endsWith(WALKED) && wanted(basename(file)));
  return { name, document, layering: 'albedo', files };
}

function glbsBeside(document: string): string[] {
  const folder = dirname(document);
  const files = readdirSync(folder).filter((file) => extname(file) === '.glb');
  return files.toSorted().map((file) => join(folder, file));
}

/** All documents in a folder and those below it, by name. */
export function documentsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return names.filter((name) => extname(name) === '.mtlx').map((name) => join(folder, name));
}

function documentName({ document }: BenchMaterial): string {
  return basename(document, '.mtlx');
}

export function openReference(material: BenchMaterial): Promise<OpenDocument> {
  return openDocumentFile(material.document);
}

/** The reference under the material's layering. */
export async function referenceOf(material: BenchMaterial): Promise<Material> {
  const { graph, images } = await openReference(material);
  return layeredMaterial(graph, images, { layering: material.layering });
}

/** The baked files of a material, by the name of their decoder. @throws when two share one */
export function bakedDecoders(material: BenchMaterial): Map<string, NeuralMaterial> {
  const decoders = new Map<string, NeuralMaterial>();
  for (const file of material.files) {
    const baked = readNeuralMaterial(readFileSync(file));
    const label = decoderLabel(baked.spec);
    if (decoders.has(label)) throw new Error(`bench: ${file} is a second ${label} of '${material.name}'`);
    decoders.set(label, baked);
  }
  return decoders;
}
