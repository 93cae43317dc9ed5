import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packGlb } from '../materials/neural/glb.ts';

interface GltfBuffers {
  buffers?: { uri?: string; byteLength: number }[];
  bufferViews?: { buffer: number; byteOffset?: number }[];
}

/** A .gltf document and its buffers as one GLB (glTF 2.0, section 4): all buffers become the binary chunk. */
export async function packGltf(json: GltfBuffers, folder: string): Promise<Uint8Array> {
  const parts = await Promise.all((json.buffers ?? []).map(({ uri }) => readUri(uri ?? '', folder)));
  const starts: number[] = [];
  let total = 0;
  for (const part of parts) {
    starts.push(total);
    total += Math.ceil(part.byteLength / 4) * 4;
  }
  const packed = {
    ...json,
    buffers: [{ byteLength: total }],
    bufferViews: json.bufferViews?.map((view) => ({
      ...view,
      buffer: 0,
      byteOffset: starts[view.buffer] + (view.byteOffset ?? 0),
    })),
  };
  const binary = new Uint8Array(total);
  parts.forEach((part, i) => binary.set(part, starts[i]));
  return packGlb(packed, binary);
}

/** Bytes of a data address, or of a file beside the document. */
export async function readUri(uri: string, folder: string): Promise<Uint8Array> {
  const data = /^data:[^,]*;base64,/.exec(uri);
  if (data) return Buffer.from(uri.slice(data[0].length), 'base64');
  return readFile(join(folder, decodeURIComponent(uri)));
}
