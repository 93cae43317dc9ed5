import { type Material, Mesh } from 'three';
import type { GLTF } from 'three/addons/loaders/GLTFLoader.js';

/** glTF extensions whose whole meaning reaches the image, beside the one that the caller reads. */
const HONOURED = new Set([
  'KHR_lights_punctual',
  'KHR_mesh_quantization',
  'KHR_texture_transform',
  'KHR_materials_emissive_strength',
  'KHR_materials_unlit',
  'EXT_mesh_gpu_instancing',
  'EXT_meshopt_compression',
  'EXT_texture_webp',
  'EXT_texture_avif',
]);

/** Materials of an extension by their index in the file, and what is wrong with others. */
export interface ExtensionMaterials<T> {
  readonly materials: ReadonlyMap<number, T>;
  readonly problems: readonly string[];
}

/**
 * Reads what three's loader leaves to others: the materials of one extension, whose ordinary materials in the scene get a
 * `SceneMaterial.key`, by which `materials` has them. What cannot be read and what changes nothing is told in `warnings`.
 * @param read called where the file says that it uses the extension.
 */
export function readExtension<T>(
  { scene, parser }: GLTF,
  extension: string,
  read: () => ExtensionMaterials<T>,
): { readonly materials: ReadonlyMap<string, T>; readonly warnings: readonly string[] } {
  const declared: unknown = parser.json['extensionsUsed'];
  const used = Array.isArray(declared) ? declared.filter((name): name is string => typeof name === 'string') : [];
  const found = used.includes(extension) ? read() : undefined;
  const materials = new Map([...(found?.materials ?? [])].map(([index, material]) => [keyOf(index), material]));
  scene.traverse((object) => {
    if (!(object instanceof Mesh)) return;
    const list: Material[] = Array.isArray(object.material) ? object.material : [object.material];
    for (const material of list) {
      const index = parser.associations.get(material)?.materials;
      if (index !== undefined && found?.materials.has(index)) material.userData['patina'] = keyOf(index);
    }
  });
  const ignored = used.filter((name) => name !== extension && !HONOURED.has(name));
  const warnings = [...(found?.problems ?? []), ...ignored.map((name) => `the extension ${name} is ignored`)];
  return { materials, warnings };
}

const keyOf = (index: number): string => `${index} of an extension`;
