import { bufferUsage, createBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { structLayout, type StructLayout } from '../engine/structLayout.ts';

const BLOCK_PATHS = 64;

/** Struct layouts the path tracer writes or sizes buffers by. */
export interface WaveStructs {
  readonly wave: StructLayout;
  readonly path: StructLayout;
  readonly surface: StructLayout;
  readonly lightRay: StructLayout;
  readonly queues: StructLayout;
  readonly binRange: StructLayout;
  readonly workgroups: StructLayout;
  readonly shadeBin: StructLayout;
  readonly filmPixel: StructLayout;
  readonly toneMap: StructLayout;
}

export async function loadWaveStructs(): Promise<WaveStructs> {
  const [wave, path, surface, lightRay, queues, binRange, workgroups, shadeBin, filmPixel, toneMap] = await Promise.all(
    [
      'path::waveParams::WaveParams',
      'path::pathState::PathState',
      'scene::surface::SurfaceRecord',
      'path::pathState::LightRay',
      'path::queues::QueueRanges',
      'path::queues::BinRange',
      'path::queues::Workgroups',
      'path::shadeBin::ShadeBin',
      'path::film::FilmPixel',
      'path::toneMap::ToneMapParams',
    ].map((name) => structLayout(`package::${name}`)),
  );
  return { wave, path, surface, lightRay, queues, binRange, workgroups, shadeBin, filmPixel, toneMap };
}

/** Bins that the queues have room for. */
export function maxBins(structs: WaveStructs): number {
  return structs.queues.fields.get('bins')!.size / structs.binRange.size;
}

/** Device memory of a wave of up to `capacity` paths (a multiple of 64). */
export class WaveBuffers {
  readonly capacity: number;
  readonly maxBins: number;
  readonly paths: GPUBuffer;
  readonly surfaces: GPUBuffer;
  readonly lightRays: GPUBuffer;
  readonly queues: GPUBuffer;
  readonly dispatches: GPUBuffer;

  constructor(gpu: Gpu, structs: WaveStructs, capacity: number) {
    if (capacity % BLOCK_PATHS !== 0) throw new RangeError(`wave capacity ${capacity} is not a multiple of 64`);
    this.capacity = capacity;
    this.maxBins = maxBins(structs);
    this.paths = createBuffer(gpu, 'wave/paths', capacity * structs.path.size);
    this.surfaces = createBuffer(gpu, 'wave/surfaces', capacity * structs.surface.size);
    this.lightRays = createBuffer(gpu, 'wave/lightRays', capacity * structs.lightRay.size);
    const header = structs.queues.fields.get('indices')!.offset;
    this.queues = createBuffer(gpu, 'wave/queues', header + 2 * capacity * Uint32Array.BYTES_PER_ELEMENT);
    const at = structs.queues.fields.get('capacity')!.offset;
    gpu.device.queue.writeBuffer(this.queues, at, Uint32Array.of(capacity));
    const usage = bufferUsage.storage | bufferUsage.indirect | bufferUsage.copySrc;
    this.dispatches = createBuffer(
      gpu,
      'wave/dispatches',
      (DISPATCH_BINS + this.maxBins) * structs.workgroups.size,
      usage,
    );
  }

  get bytes(): number {
    return [this.paths, this.surfaces, this.lightRays, this.queues, this.dispatches].reduce(
      (sum, b) => sum + b.size,
      0,
    );
  }

  dispose(): void {
    for (const buffer of [this.paths, this.surfaces, this.lightRays, this.queues, this.dispatches]) buffer.destroy();
  }
}

/** Entries of the dispatch buffer, as in shaders/path/queues.wgsl. */
export const DISPATCH_ACTIVE = 0;
export const DISPATCH_PREVIOUS = 1;
export const DISPATCH_BINS = 2;
