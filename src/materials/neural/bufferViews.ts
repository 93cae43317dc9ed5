import { integerField, itemAt, objectField, type Json } from './fields.ts';

/** Collects arrays into one binary chunk, each at a multiple of 16 bytes. */
export class BufferViewWriter {
  readonly bufferViews: { buffer: 0; byteOffset: number; byteLength: number }[] = [];
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** @returns the index of the new buffer view. */
  add(array: ArrayBufferView): number {
    const byteOffset = Math.ceil(this.#length / 16) * 16;
    this.#parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    this.#length = byteOffset + array.byteLength;
    return this.bufferViews.push({ buffer: 0, byteOffset, byteLength: array.byteLength }) - 1;
  }

  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    this.bufferViews.forEach(({ byteOffset }, i) => bytes.set(this.#parts[i], byteOffset));
    return bytes;
  }
}

/**
 * A copy of the bytes of a buffer view, so that any typed array may look at them.
 * @param expected the length that the view must have, where the caller knows it.
 * @throws Error naming `field` if the view is not wholly inside the binary chunk.
 */
export function readBufferView(gltf: Json, bin: Uint8Array, index: unknown, field: string, expected?: number) {
  const view = objectField(itemAt(gltf.bufferViews, index, 'bufferViews', field), `bufferViews of ${field}`);
  const name = `bufferViews[${String(index)}]`;
  integerField(view.buffer, `${name}.buffer`, 0, 0);
  if (view.byteStride !== undefined) throw new Error(`${name}.byteStride is not supported`);
  const [buffer] = Array.isArray(gltf.buffers) ? (gltf.buffers as unknown[]) : [];
  const declared = objectField(buffer, 'buffers[0]');
  if (declared.uri !== undefined) throw new Error('buffers[0].uri is not supported: the data must be in the GLB');
  const size = integerField(declared.byteLength, 'buffers[0].byteLength', 0, bin.length);
  const offset = integerField(view.byteOffset ?? 0, `${name}.byteOffset`, 0, size);
  const length = integerField(view.byteLength, `${name}.byteLength`, 1, size - offset);
  if (expected !== undefined && length !== expected) {
    throw new Error(`${field} must have ${expected} bytes, bufferViews[${String(index)}] has ${length}`);
  }
  return bin.slice(offset, offset + length);
}
