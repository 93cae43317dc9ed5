/** The binary glTF 2.0 container: a JSON chunk and one binary chunk. Little-endian, as every WebGPU host is. */

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
const HEADER_BYTES = 12;
const CHUNK_BYTES = 8;

/** Longest JSON chunk read: a material's is a few kilobytes. */
export const MAX_JSON_BYTES = 1 << 20;
/** Of a scene, which has nodes and meshes too. */
export const MAX_SCENE_JSON_BYTES = 1 << 26;

export interface Glb {
  readonly json: unknown;
  readonly bin: Uint8Array;
}

export function packGlb(json: unknown, bin: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const [textBytes, binBytes] = [roundUp(text.length), roundUp(bin.length)];
  const bytes = new Uint8Array(HEADER_BYTES + 2 * CHUNK_BYTES + textBytes + binBytes);
  const view = new DataView(bytes.buffer);
  const words = [MAGIC, 2, bytes.length, textBytes, JSON_CHUNK];
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
  const textStart = HEADER_BYTES + CHUNK_BYTES;
  // JSON is padded with spaces, the rest with zeros.
  bytes.fill(0x20, textStart, textStart + textBytes);
  bytes.set(text, textStart);
  const binStart = textStart + textBytes;
  view.setUint32(binStart, binBytes, true);
  view.setUint32(binStart + 4, BIN_CHUNK, true);
  bytes.set(bin, binStart + CHUNK_BYTES);
  return bytes;
}

/**
 * @param mostJson longest JSON chunk read, in bytes.
 * @throws Error saying what is wrong with the container.
 */
export function unpackGlb(bytes: Uint8Array, mostJson = MAX_JSON_BYTES): Glb {
  const view = viewOf(bytes);
  const text = jsonChunk(bytes, view, mostJson);
  const length = view.getUint32(8, true);
  if (length !== bytes.length) throw new Error(`GLB header says ${length} bytes, the file has ${bytes.length}`);
  const next = HEADER_BYTES + CHUNK_BYTES + text.length;
  const bin = next === bytes.length ? new Uint8Array() : chunkAt(bytes, view, next, BIN_CHUNK, 'binary');
  return { json: parseJson(text), bin };
}

/**
 * The JSON of a GLB, whatever follows it: enough to tell what a file holds.
 * @throws as `unpackGlb`, of the header and the JSON chunk.
 */
export function glbJson(bytes: Uint8Array, mostJson: number): unknown {
  return parseJson(jsonChunk(bytes, viewOf(bytes), mostJson));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function jsonChunk(bytes: Uint8Array, view: DataView, most: number): Uint8Array {
  if (bytes.length < HEADER_BYTES + CHUNK_BYTES || view.getUint32(0, true) !== MAGIC) {
    throw new Error('not a GLB file');
  }
  const version = view.getUint32(4, true);
  if (version !== 2) throw new Error(`GLB version ${version} is not supported, only 2`);
  const text = chunkAt(bytes, view, HEADER_BYTES, JSON_CHUNK, 'JSON');
  if (text.length > most) throw new RangeError(`GLB JSON chunk has ${text.length} bytes; at most ${most} are read`);
  return text;
}

function chunkAt(bytes: Uint8Array, view: DataView, at: number, type: number, name: string): Uint8Array {
  if (at + CHUNK_BYTES > bytes.length) throw new Error(`GLB ends inside the ${name} chunk's header`);
  const length = view.getUint32(at, true);
  if (view.getUint32(at + 4, true) !== type) throw new Error(`GLB has no ${name} chunk where it must be`);
  const start = at + CHUNK_BYTES;
  if (length % 4 !== 0 || start + length > bytes.length) {
    throw new Error(`GLB ${name} chunk of ${length} bytes does not fit the file`);
  }
  return bytes.subarray(start, start + length);
}

function parseJson(text: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (cause) {
    throw new Error('GLB JSON chunk is not valid JSON', { cause });
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}
