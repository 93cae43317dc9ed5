import { bufferUsage, takeMapped } from './buffers.ts';
import type { Gpu } from './device.ts';

/** Milliseconds of GPU time by pass name; passes of one name are summed. */
export type PassTimes = Record<string, number>;

/**
 * GPU timestamps around named compute passes. Where the adapter has no timestamps `times` yields an empty record:
 * callers then say that times are missing, they do not invent them.
 */
export class Profiler {
  readonly available: boolean;
  readonly #gpu: Gpu;
  readonly #capacity: number;
  readonly #set: GPUQuerySet | undefined;
  readonly #resolved: GPUBuffer | undefined;
  #names: string[] = [];

  /** `capacity`: passes between two calls of `times`. */
  constructor(gpu: Gpu, capacity = 256) {
    this.#gpu = gpu;
    this.#capacity = capacity;
    this.available = gpu.features.timestamps;
    if (!this.available) return;
    this.#set = gpu.device.createQuerySet({ label: 'profiler', type: 'timestamp', count: capacity * 2 });
    this.#resolved = gpu.device.createBuffer({
      label: 'profiler',
      size: capacity * 16,
      usage: 0x200 | bufferUsage.copySrc, // QUERY_RESOLVE
    });
  }

  /** Begins a compute pass whose time is counted under `name`. Past the capacity passes go untimed. */
  beginPass(encoder: GPUCommandEncoder, name: string): GPUComputePassEncoder {
    const index = this.#names.length;
    if (!this.#set || index >= this.#capacity) return encoder.beginComputePass({ label: name });
    this.#names.push(name);
    return encoder.beginComputePass({
      label: name,
      timestampWrites: {
        querySet: this.#set,
        beginningOfPassWriteIndex: index * 2,
        endOfPassWriteIndex: index * 2 + 1,
      },
    });
  }

  /** Times of all passes begun since the last call; call after their submit. */
  async times(): Promise<PassTimes> {
    const names = this.#names;
    this.#names = [];
    if (!this.#set || !this.#resolved || names.length === 0) return {};
    const { device } = this.#gpu;
    const bytes = names.length * 16;
    const staging = device.createBuffer({ label: 'profiler/readback', size: bytes, usage: 0x01 | bufferUsage.copyDst });
    const encoder = device.createCommandEncoder({ label: 'profiler' });
    encoder.resolveQuerySet(this.#set, 0, names.length * 2, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    const ticks = new BigUint64Array(await takeMapped(this.#gpu, staging));
    const times: PassTimes = {};
    // Nanoseconds; an adapter may reset its counter between passes, then the difference is negative and means nothing.
    names.forEach((name, i) => {
      const ms = Number(ticks[i * 2 + 1] - ticks[i * 2]) / 1e6;
      if (ms >= 0) times[name] = (times[name] ?? 0) + ms;
    });
    return times;
  }

  dispose(): void {
    this.#set?.destroy();
    this.#resolved?.destroy();
  }
}
