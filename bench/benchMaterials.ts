import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { openDocumentFile } from '../src/cli/nodeMaterialX.ts';
import type { OpenDocument } from '../src/materials/layered/openDocument.ts';
import { decoderLabel } from '../src/materials/neural/decoderSpec.ts';
import { readNeuralMaterial } from '../src/materials/neural/neuralFile.ts';
import type { NeuralMaterial } from '../src/materials/neural/neuralMaterial.ts';

/** A reference and what was baked from it. */
export interface BenchMaterial {
  readonly name: string;
  /** Path of the MaterialX document. */
  readonly document: string;
  /** Baked files beside it. */
  readonly files: readonly string[];
}

const ASSETS = 'assets/materials';

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

function asset(name: string): BenchMaterial {
  const folder = join(ASSETS, name);
  return withFiles(name, join(folder, `${name}.mtlx`), folder, () => true);
}

function fromPath(path: string): BenchMaterial {
  const name = basename(path, '.mtlx');
  return withFiles(name, path, join(path, '..'), (file) => file.startsWith(name));
}

function withFiles(name: string, document: string, folder: string, wanted: (file: string) => boolean): BenchMaterial {
  if (!existsSync(document)) throw new Error(`bench: material '${name}' has no document ${document}`);
  const files = readdirSync(folder).filter((file) => extname(file) === '.glb' && wanted(file));
  return { name, document, files: files.toSorted().map((file) => join(folder, file)) };
}

export function openReference(material: BenchMaterial): Promise<OpenDocument> {
  return openDocumentFile(material.document);
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
