import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packGlb } from '../materials/neural/glb.ts';

interface GltfBuffers {
  buffers?: { uri?: string; extensions?: Extensions }[];
  bufferViews?: (Range & { extensions?: Extensions })[];
}

interface Range {
  buffer: number;
  byteOffset?: number;
}

type Extensions = Record<string, unknown>;

/** Its views have a range in a buffer of their own. */
const COMPRESSION = 'EXT_meshopt_compression';

/** A .gltf document and its buffers as one GLB (glTF 2.0, section 4): all buffers become the binary chunk. */
export async function packGltf(json: GltfBuffers, folder: string): Promise<Uint8Array> {
  const parts = await Promise.all((json.buffers ?? []).map((buffer, i) => readBuffer(buffer, `buffers[${i}]`, folder)));
  const starts: number[] = [];
  const moved = <T extends Range>(range: T): T => ({
    ...range,
    buffer: 0,
    byteOffset: starts[range.buffer] + (range.byteOffset ?? 0),
  });
  let total = 0;
  for (const part of parts) {
    starts.push(total);
    total += Math.ceil(part.byteLength / 4) * 4;
  }
  const packed = {
    ...json,
    buffers: [{ byteLength: total }],
    bufferViews: json.bufferViews?.map((view) => ({
      ...moved(view),
      ...(view.extensions?.[COMPRESSION] !== undefined && {
        extensions: { ...view.extensions, [COMPRESSION]: moved(view.extensions[COMPRESSION] as Range) },
      }),
    })),
  };
  const binary = new Uint8Array(total);
  parts.forEach((part, i) => binary.set(part, starts[i]));
  return packGlb(packed, binary);
}

async function readBuffer(
  { uri, extensions }: NonNullable<GltfBuffers['buffers']>[number],
  field: string,
  folder: string,
): Promise<Uint8Array> {
  if (uri !== undefined) return readUri(uri, folder);
  const compressed = extensions?.[COMPRESSION] as { fallback?: boolean } | undefined;
  // What is in it is in the compressed buffer: nothing is to be read here.
  if (compressed?.fallback) return new Uint8Array();
  throw new Error(`${field} has no uri`);
}

/** Bytes of a data address, or of a file beside the document. */
export async function readUri(uri: string, folder: string): Promise<Uint8Array> {
  const data = /^data:[^,]*;base64,/.exec(uri);
  if (data) return Buffer.from(uri.slice(data[0].length), 'base64');
  return readFile(join(folder, decodeURIComponent(uri)));
}
