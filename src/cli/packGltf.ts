import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

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
  const text = Buffer.from(JSON.stringify(packed));
  // Both chunks are padded to 4 bytes: JSON with spaces, the binary one with zeros.
  const jsonChunk = Buffer.alloc(Math.ceil(text.byteLength / 4) * 4, ' ');
  text.copy(jsonChunk);
  const binary = Buffer.alloc(total);
  parts.forEach((part, i) => binary.set(part, starts[i]));
  const words = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
  const [magic, jsonType, binaryType] = [0x46546c67, 0x4e4f534a, 0x004e4942];
  const size = 12 + 8 + jsonChunk.byteLength + 8 + binary.byteLength;
  return Buffer.concat([
    words(magic, 2, size, jsonChunk.byteLength, jsonType),
    jsonChunk,
    words(binary.byteLength, binaryType),
    binary,
  ]);
}

/** Bytes of a data address, or of a file beside the document. */
export async function readUri(uri: string, folder: string): Promise<Uint8Array> {
  const data = /^data:[^,]*;base64,/.exec(uri);
  if (data) return Buffer.from(uri.slice(data[0].length), 'base64');
  return readFile(join(folder, decodeURIComponent(uri)));
}
