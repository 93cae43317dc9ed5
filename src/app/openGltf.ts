import { type Group, LoadingManager } from 'three';
import { type GLTF, GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { EXTENSION, readSceneMaterials } from '../materials/neural/neuralFile.ts';
import type { NeuralMaterial } from '../materials/neural/neuralMaterial.ts';
import { readExtension } from '../scene/gltfExtensions.ts';
import type { FileSet } from './fileSet.ts';

/** The address of a file that did not come. */
const MISSING = 'data:,';

export interface OpenedGltf {
  readonly name: string;
  readonly root: Group;
  /** By the `userData.patina` of the materials they stand for. */
  readonly neural: ReadonlyMap<string, NeuralMaterial>;
  /** Extensions that are not honoured and files that are missing, by name. */
  readonly warnings: string[];
}

/** Opens a glTF or GLB that came as files, its buffers and images among them. */
export async function openGltfFiles(files: FileSet, path: string): Promise<OpenedGltf> {
  const manager = new LoadingManager();
  const addresses: string[] = [];
  const missing: string[] = [];
  const names = new Map<string, string>();
  const broken = brokenFiles(manager, names);
  const base = 'dropped:/';
  manager.setURLModifier((url) => {
    if (!url.startsWith(base)) return url; // data and blob addresses
    const wanted = url.slice(base.length);
    const found = files.resolve(wanted, path);
    if (!found) {
      missing.push(decodeURIComponent(wanted));
      return MISSING;
    }
    const address = URL.createObjectURL(found.file);
    addresses.push(address);
    names.set(address, found.path);
    return address;
  });
  const file = files.get(path);
  if (!file) throw new Error(`${path} is not among the dropped files.`);
  try {
    const bytes = await file.arrayBuffer();
    const loader = await makeLoader(manager);
    return opened(path, await loader.parseAsync(bytes, base), bytes, missing, broken);
  } catch (cause) {
    const hint = missing.length ? `; it names ${missing.join(', ')}, which did not come with it` : '';
    throw new Error(`${path} cannot be read${hint}`, { cause });
  } finally {
    for (const address of addresses) URL.revokeObjectURL(address);
  }
}

/** Opens a glTF or GLB at an address. */
export async function openGltfAddress(address: string): Promise<OpenedGltf> {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`it cannot be fetched: ${response.status}`);
    const bytes = await response.arrayBuffer();
    const manager = new LoadingManager();
    const broken = brokenFiles(manager, new Map());
    const loader = await makeLoader(manager);
    const base = address.slice(0, address.lastIndexOf('/') + 1);
    return opened(address, await loader.parseAsync(bytes, base), bytes, [], broken);
  } catch (cause) {
    throw new Error(`The scene ${address} cannot be read`, { cause });
  }
}

/** Files that the loader could not read, by `names` of their addresses: three leaves their textures out without a word. */
function brokenFiles(manager: LoadingManager, names: ReadonlyMap<string, string>): ReadonlySet<string> {
  const broken = new Set<string>();
  manager.onError = (address) => {
    if (address === MISSING) return; // named already
    broken.add(names.get(address) ?? (/^(blob|data):/.test(address) ? 'an image in it' : address));
  };
  return broken;
}

async function makeLoader(manager: LoadingManager): Promise<GLTFLoader> {
  const { MeshoptDecoder } = await import('three/addons/libs/meshopt_decoder.module.js');
  return new GLTFLoader(manager).setMeshoptDecoder(MeshoptDecoder);
}

function opened(
  path: string,
  gltf: GLTF,
  bytes: ArrayBuffer,
  missing: readonly string[],
  broken: ReadonlySet<string>,
): OpenedGltf {
  const { materials, warnings } = readExtension(gltf, EXTENSION, () => readSceneMaterials(bytes));
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    root: gltf.scene,
    neural: materials,
    warnings: [
      ...warnings.map((warning) => `${path}: ${warning}.`),
      ...missing.map((file) => `${path} names ${file}, which did not come with it.`),
      ...[...broken].map((file) => `${path}: ${file} cannot be read: it is left out.`),
    ],
  };
}
