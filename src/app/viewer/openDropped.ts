import type { DataTexture } from 'three';
import { describe } from '../notices.ts';
import { classifyDrop, type GlbContents } from '../classifyDrop.ts';
import { includedFiles } from '../../materials/layered/documentIncludes.ts';
import { materialNames } from '../../materials/layered/materialNames.ts';
import { readEnvironment } from '../environments.ts';
import { extensionOf, type FileSet } from '../fileSet.ts';
import { glbContents } from '../glbContents.ts';
import { documentMaterial, NEURAL_EXTENSION, readNeuralFile, type ShownMaterial } from '../materialSource.ts';
import { neuralMaterial } from '../../materials/neural/neuralMaterial.ts';
import { openGltfFiles, type OpenedGltf } from '../openGltf.ts';

export interface Dropped {
  scene?: OpenedGltf;
  /** The first is the one to show. */
  materials: ShownMaterial[];
  environment?: { name: string; texture: DataTexture };
  problems: string[];
}

/** Documents that another one of the files includes. */
async function includedAmong(files: FileSet): Promise<Set<string>> {
  const included = new Set<string>();
  for (const path of files.paths.filter((name) => extensionOf(name) === 'mtlx')) {
    const text = (await files.get(path)?.text()) ?? '';
    for (const file of includedFiles(text)) {
      const found = files.resolve(file, path)?.path;
      if (found !== undefined && found !== path) included.add(found);
    }
  }
  return included;
}

/** Opens what was dropped. What cannot be opened is named in `problems`; the rest is opened all the same. */
export async function openDropped(files: FileSet): Promise<Dropped> {
  const glbs = new Map<string, GlbContents>();
  for (const path of files.paths.filter((name) => extensionOf(name) === 'glb')) {
    const bytes = await files.get(path)?.arrayBuffer();
    if (bytes) glbs.set(path, glbContents(bytes, NEURAL_EXTENSION));
  }
  const nothing: GlbContents = { meshes: false, neural: false };
  const plan = classifyDrop(files.paths, (path) => glbs.get(path) ?? nothing, await includedAmong(files));
  const dropped: Dropped = { materials: [], problems: [...plan.problems] };
  const attempt = async <T>(open: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await open();
    } catch (cause) {
      console.error(cause);
      dropped.problems.push(describe(cause));
      return undefined;
    }
  };
  const { scene, environment, neuralMaterial: neural, document } = plan;
  if (scene) {
    await attempt(async () => {
      dropped.scene = await openGltfFiles(files, scene);
    });
  }
  if (environment) {
    await attempt(async () => {
      const bytes = await (files.get(environment) as File).arrayBuffer();
      dropped.environment = { name: environment, texture: await readEnvironment(bytes, environment) };
    });
  }
  // A file that is broken takes nothing of the document with it.
  const asset = neural
    ? await attempt(async () => readNeuralFile(await (files.get(neural) as File).arrayBuffer(), neural))
    : undefined;
  const shown = asset ? neural : document;
  if (shown) {
    await attempt(async () => {
      const text = document ? ((await files.get(document)?.text()) ?? '') : '';
      const several = materialNames(text);
      const titleOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
      // Of several materials a file belongs to the one it names, and only if it names this document.
      const own = several.length < 2 ? several[0] : several.find((name) => name === asset?.name);
      const from = asset?.provenance;
      const known = several.length < 2 || (own !== undefined && from?.document === titleOf(document ?? ''));
      const reference = document && known ? documentMaterial(files, document, own) : undefined;
      if (asset || known)
        dropped.materials.push({
          name: shown,
          title: titleOf(shown),
          layering: from?.layering,
          neural: asset && (async (gpu) => neuralMaterial(asset, { f16: (await gpu).features.fastF16 })),
          reference:
            reference && ((below) => reference({ ...(from?.layering && { layering: from.layering }), ...below })),
        });
      if (document && several.length > 1)
        for (const material of several.filter((name) => !known || name !== own))
          dropped.materials.push({
            name: `${document}#${material}`,
            title: `${titleOf(document)}: ${material}`,
            reference: documentMaterial(files, document, material),
          });
    });
  }
  return dropped;
}
