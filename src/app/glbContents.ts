import { glbJson, MAX_SCENE_JSON_BYTES } from '../materials/neural/glb.ts';
import type { GlbContents } from './classifyDrop.ts';

/**
 * Says what a GLB holds from its header and JSON chunk alone. `neuralExtension` is the name under which a material
 * carries a neural one. Errors come back in the answer: a drop goes on with its other files.
 */
export function glbContents(bytes: ArrayBuffer, neuralExtension: string): GlbContents {
  try {
    const json = glbJson(new Uint8Array(bytes), MAX_SCENE_JSON_BYTES);
    return { meshes: listOf(json, 'meshes').length > 0, neural: listOf(json, 'materials').some(isNeural) };
  } catch (cause) {
    return { meshes: false, neural: false, error: `${(cause as Error).message}.` };
  }

  function isNeural(material: unknown): boolean {
    const extensions = isObject(material) ? material['extensions'] : undefined;
    return isObject(extensions) && neuralExtension in extensions;
  }
}

function listOf(json: unknown, key: string): unknown[] {
  const value = isObject(json) ? json[key] : undefined;
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
