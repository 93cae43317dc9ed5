import type { GlbContents } from './classifyDrop.ts';

const MAGIC = 0x46546c67; // 'glTF', little endian
const JSON_CHUNK = 0x4e4f534a; // 'JSON'

/**
 * Says what a GLB holds from its header and JSON chunk alone. `neuralExtension` is the name under which a material
 * carries a neural one. Errors come back in the answer: a drop goes on with its other files.
 */
export function glbContents(bytes: ArrayBuffer, neuralExtension: string): GlbContents {
  const nothing = { meshes: false, neural: false };
  if (bytes.byteLength < 20) return { ...nothing, error: 'too short for a GLB file.' };
  const view = new DataView(bytes);
  if (view.getUint32(0, true) !== MAGIC) return { ...nothing, error: 'does not begin as a GLB file does.' };
  const version = view.getUint32(4, true);
  if (version !== 2) return { ...nothing, error: `GLB version ${version}; version 2 is read.` };
  const length = view.getUint32(12, true);
  if (view.getUint32(16, true) !== JSON_CHUNK || 20 + length > bytes.byteLength) {
    return { ...nothing, error: 'its JSON chunk is missing or cut short.' };
  }
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 20, length)));
    return { meshes: listOf(json, 'meshes').length > 0, neural: listOf(json, 'materials').some(isNeural) };
  } catch (cause) {
    return { ...nothing, error: `its JSON chunk does not parse (${String(cause)}).` };
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
