import type { Gpu } from '../src/engine/device.ts';
import { Profiler } from '../src/engine/profiler.ts';

/** One side of a comparison: what is timed is all that it encodes into one compute pass. */
export interface TimedSide {
  readonly name: string;
  encode(pass: GPUComputePassEncoder): void;
}

export interface TimingOptions {
  /** Timed passes a side. */
  readonly rounds: number;
  readonly signal?: AbortSignal;
}

export interface Timings {
  /** Milliseconds a pass, by side, in the order they were taken. */
  readonly ms: Readonly<Record<string, number[]>>;
  /** `timestamps`: GPU timestamps around the pass. `wall`: host clock from submit to completion. */
  readonly clock: 'timestamps' | 'wall';
}

/**
 * Times several sides in one process, interleaved A/B/A/B, so that a drift of clock or load meets all alike.
 * The first dispatch of each side is not counted: some adapters compile there.
 */
export async function timeInterleaved(gpu: Gpu, sides: readonly TimedSide[], options: TimingOptions): Promise<Timings> {
  const profiler = new Profiler(gpu, 1);
  try {
    const ms: Record<string, number[]> = {};
    for (const side of sides) {
      ms[side.name] = [];
      await timeOnce(gpu, profiler, side);
    }
    for (let round = 0; round < options.rounds; round++) {
      for (const side of sides) {
        options.signal?.throwIfAborted();
        ms[side.name].push(await timeOnce(gpu, profiler, side));
      }
    }
    return { ms, clock: profiler.available ? 'timestamps' : 'wall' };
  } finally {
    profiler.dispose();
  }
}

async function timeOnce(gpu: Gpu, profiler: Profiler, side: TimedSide): Promise<number> {
  const encoder = gpu.device.createCommandEncoder({ label: side.name });
  const pass = profiler.beginPass(encoder, side.name);
  side.encode(pass);
  pass.end();
  const start = performance.now();
  gpu.device.queue.submit([encoder.finish()]);
  await gpu.device.queue.onSubmittedWorkDone();
  const wall = performance.now() - start;
  if (!profiler.available) return wall;
  const time = (await profiler.times())[side.name];
  if (time === undefined) throw new Error(`timing ${side.name}: the adapter's timestamps ran backwards`);
  return time;
}
