import { type Camera, type Group, LoadingManager } from 'three';
import { type GLTF, GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import type { FileSet } from './fileSet.ts';

export interface OpenedGltf {
  readonly name: string;
  readonly root: Group;
  /** Cameras of the file, in its order. */
  readonly cameras: Camera[];
  /** Extensions that are not honoured and files that are missing, by name. */
  readonly warnings: string[];
}

/** Extensions whose whole meaning reaches the image. */
const HONOURED = new Set([
  'KHR_lights_punctual',
  'KHR_mesh_quantization',
  'KHR_texture_transform',
  'KHR_materials_emissive_strength',
  'EXT_meshopt_compression',
  'EXT_texture_webp',
  'EXT_texture_avif',
]);

/** Opens a glTF or GLB that came as files, its buffers and images among them. */
export async function openGltfFiles(files: FileSet, path: string, known: readonly string[] = []): Promise<OpenedGltf> {
  const manager = new LoadingManager();
  const addresses: string[] = [];
  const missing: string[] = [];
  const base = 'dropped:/';
  manager.setURLModifier((url) => {
    if (!url.startsWith(base)) return url; // data and blob addresses
    const wanted = url.slice(base.length);
    const found = files.resolve(wanted, path);
    if (!found) {
      missing.push(decodeURIComponent(wanted));
      return 'data:,';
    }
    const address = URL.createObjectURL(found.file);
    addresses.push(address);
    return address;
  });
  const file = files.get(path);
  if (!file) throw new Error(`${path} is not among the dropped files.`);
  try {
    const bytes = await file.arrayBuffer();
    const loader = await makeLoader(manager);
    return opened(path, await loader.parseAsync(bytes, base), missing, known);
  } catch (cause) {
    const hint = missing.length ? `; it names ${missing.join(', ')}, which did not come with it` : '';
    throw new Error(`${path} cannot be read${hint}`, { cause });
  } finally {
    for (const address of addresses) URL.revokeObjectURL(address);
  }
}

/** Opens a glTF or GLB at an address. */
export async function openGltfAddress(address: string, known: readonly string[] = []): Promise<OpenedGltf> {
  try {
    const loader = await makeLoader(new LoadingManager());
    return opened(address, await loader.loadAsync(address), [], known);
  } catch (cause) {
    throw new Error(`The scene ${address} cannot be read`, { cause });
  }
}

async function makeLoader(manager: LoadingManager): Promise<GLTFLoader> {
  const { MeshoptDecoder } = await import('three/addons/libs/meshopt_decoder.module.js');
  return new GLTFLoader(manager).setMeshoptDecoder(MeshoptDecoder);
}

function opened(name: string, gltf: GLTF, missing: string[], known: readonly string[]): OpenedGltf {
  const used: unknown = gltf.parser.json['extensionsUsed'];
  return {
    name: name.slice(name.lastIndexOf('/') + 1),
    root: gltf.scene,
    cameras: gltf.cameras,
    warnings: [
      ...ignoredExtensions(used, known).map((extension) => `${name}: the extension ${extension} is ignored.`),
      ...missing.map((file) => `${name} names ${file}, which did not come with it.`),
    ],
  };
}

/** Of the extensions that a file says it uses, those that change nothing here. `known` are handled elsewhere. */
export function ignoredExtensions(used: unknown, known: readonly string[] = []): string[] {
  if (!Array.isArray(used)) return [];
  const names = used.filter((name): name is string => typeof name === 'string');
  return names.filter((name) => !HONOURED.has(name) && !known.includes(name));
}
