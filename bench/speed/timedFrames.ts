import type { PathTracer } from '../../src/pathtracer/pathTracer.ts';

/**
 * Milliseconds of whole frames (one sample a pixel), from the first submit until the last is done, on the host's clock: several
 * path tracers turn by turn, the first frame of each left out (some adapters compile there, and submits find their length).
 * @returns by tracer, one time a round
 */
export async function timedFrames(
  tracers: readonly PathTracer[],
  rounds: number,
  signal: AbortSignal,
): Promise<number[][]> {
  const times = tracers.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, tracer] of tracers.entries()) {
      signal.throwIfAborted();
      const start = performance.now();
      await tracer.renderSample();
      if (round >= 0) times[i].push(performance.now() - start);
    }
  }
  return times;
}
