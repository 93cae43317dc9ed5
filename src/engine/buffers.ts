import { lostWithin, type Gpu } from './device.ts';

const STORAGE = 0x80;
const COPY_SRC = 0x04;
const COPY_DST = 0x08;
const MAP_READ = 0x01;

/** GPUBufferUsage's values, spelled out: Node has no such global before Dawn is loaded. */
export const bufferUsage = { storage: STORAGE, uniform: 0x40, indirect: 0x100, copySrc: COPY_SRC, copyDst: COPY_DST };

/**
 * A buffer of `sizeOrData` bytes, or holding a copy of the array. Sizes are rounded up to 4 bytes.
 * @throws RangeError when the adapter's limit is passed; the message names the buffer and both numbers.
 */
export function createBuffer(
  gpu: Gpu,
  label: string,
  sizeOrData: number | ArrayBufferView,
  usage: GPUBufferUsageFlags = STORAGE | COPY_SRC | COPY_DST,
): GPUBuffer {
  const bytes = typeof sizeOrData === 'number' ? sizeOrData : sizeOrData.byteLength;
  const size = Math.max(4, Math.ceil(bytes / 4) * 4);
  const limit =
    usage & STORAGE
      ? Math.min(gpu.limits.maxBufferSize, gpu.limits.maxStorageBufferBindingSize)
      : gpu.limits.maxBufferSize;
  if (!(size <= limit))
    throw new RangeError(`buffer '${label}' needs ${size} bytes; this graphics adapter allows ${limit}`);
  const mapped = typeof sizeOrData !== 'number';
  const buffer = gpu.device.createBuffer({ label, size, usage, mappedAtCreation: mapped });
  if (mapped) {
    const source = new Uint8Array(sizeOrData.buffer, sizeOrData.byteOffset, sizeOrData.byteLength);
    new Uint8Array(buffer.getMappedRange()).set(source);
    buffer.unmap();
  }
  return buffer;
}

/** Copies `size` bytes (default: to the end) back from the device. `offset` and `size` are multiples of 4. */
export async function readBuffer(
  gpu: Gpu,
  buffer: GPUBuffer,
  offset = 0,
  size = buffer.size - offset,
): Promise<ArrayBuffer> {
  const { device } = gpu;
  const staging = device.createBuffer({ label: `${buffer.label}/readback`, size, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder({ label: `${buffer.label}/readback` });
  encoder.copyBufferToBuffer(buffer, offset, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  return await takeMapped(gpu, staging);
}

/**
 * How long the news of a loss may take: a software adapter tells it after the work under way, seconds at worst. A failed read is
 * worth the wait, for it has no other cause that is known; errors that are shown wait less (`LOSS_NEWS_MS`).
 */
const LONGEST_LOSS_NEWS_MS = 10_000;

/**
 * Maps a buffer that nothing else uses, copies it out and destroys it.
 * @throws when the device is lost meanwhile, and only after `gpu.lost` has told so: whoever waits there hears it first.
 */
export async function takeMapped(gpu: Gpu, staging: GPUBuffer): Promise<ArrayBuffer> {
  try {
    await staging.mapAsync(MAP_READ);
  } catch (cause) {
    if (!(await lostWithin(gpu, LONGEST_LOSS_NEWS_MS))) throw cause;
    throw new Error(`the graphics device was lost while '${staging.label}' was read`, { cause });
  }
  const copy = staging.getMappedRange().slice(0);
  staging.destroy();
  return copy;
}
