import { type Group, LoadingManager, type Material, Mesh } from 'three';
import { type GLTF, GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { EXTENSION, findNeuralMaterials, readNeuralMaterial } from '../materials/neural/neuralFile.ts';
import type { NeuralMaterial } from '../materials/neural/neuralMaterial.ts';
import type { FileSet } from './fileSet.ts';

export interface OpenedGltf {
  readonly name: string;
  readonly root: Group;
  /** By the `userData.patina` of the materials they stand for. */
  readonly neural: ReadonlyMap<string, NeuralMaterial>;
  /** Extensions that are not honoured and files that are missing, by name. */
  readonly warnings: string[];
}

/** Extensions whose whole meaning reaches the image. */
const HONOURED = new Set([
  EXTENSION,
  'KHR_lights_punctual',
  'KHR_mesh_quantization',
  'KHR_texture_transform',
  'KHR_materials_emissive_strength',
  'EXT_meshopt_compression',
  'EXT_texture_webp',
  'EXT_texture_avif',
]);

/** Opens a glTF or GLB that came as files, its buffers and images among them. */
export async function openGltfFiles(files: FileSet, path: string): Promise<OpenedGltf> {
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
    return opened(path, await loader.parseAsync(bytes, base), bytes, missing);
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
    const loader = await makeLoader(new LoadingManager());
    const base = address.slice(0, address.lastIndexOf('/') + 1);
    return opened(address, await loader.parseAsync(bytes, base), bytes, []);
  } catch (cause) {
    throw new Error(`The scene ${address} cannot be read`, { cause });
  }
}

async function makeLoader(manager: LoadingManager): Promise<GLTFLoader> {
  const { MeshoptDecoder } = await import('three/addons/libs/meshopt_decoder.module.js');
  return new GLTFLoader(manager).setMeshoptDecoder(MeshoptDecoder);
}

function opened(name: string, gltf: GLTF, bytes: ArrayBuffer, missing: string[]): OpenedGltf {
  const used: unknown = gltf.parser.json['extensionsUsed'];
  return {
    name: name.slice(name.lastIndexOf('/') + 1),
    root: gltf.scene,
    neural: neuralMaterials(gltf, bytes),
    warnings: [
      ...ignoredExtensions(used).map((extension) => `${name}: the extension ${extension} is ignored.`),
      ...missing.map((file) => `${name} names ${file}, which did not come with it.`),
    ],
  };
}

/** Reads the file's neural materials and marks three's materials that they stand for. */
function neuralMaterials(gltf: GLTF, bytes: ArrayBuffer): Map<string, NeuralMaterial> {
  const found = new Map<string, NeuralMaterial>();
  const used: unknown = gltf.parser.json['extensionsUsed'];
  if (!Array.isArray(used) || !used.includes(EXTENSION)) return found;
  for (const index of findNeuralMaterials(bytes)) found.set(`neural ${index}`, readNeuralMaterial(bytes, index));
  gltf.scene.traverse((object) => {
    if (!(object instanceof Mesh)) return;
    const list: Material[] = Array.isArray(object.material) ? object.material : [object.material];
    for (const material of list) {
      const key = `neural ${gltf.parser.associations.get(material)?.materials}`;
      if (found.has(key)) material.userData['patina'] = key;
    }
  });
  return found;
}

/** Of the extensions that a file says it uses, those that change nothing here. */
export function ignoredExtensions(used: unknown): string[] {
  if (!Array.isArray(used)) return [];
  const names = used.filter((name): name is string => typeof name === 'string');
  return names.filter((name) => !HONOURED.has(name));
}
