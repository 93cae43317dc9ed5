import { bindingLayout, storage, uniform } from '../../src/engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import type { Material } from '../../src/materials/program.ts';

export const VALUE_MOMENTS_LAYOUT = bindingLayout('value_moments_bindings', 0, {
  draws: uniform('vec4u'),
  moments: storage('array<vec4f>', 'read_write'),
});

/** Of f·cos, three channels a query. */
export interface ValueMoments {
  readonly mean: Float64Array;
  /** Of a single draw, about that mean. */
  readonly variance: Float64Array;
  readonly draws: number;
}

/** Draws in one dispatch: short enough for the watchdogs of slow adapters. */
const ROUND = 64;

/**
 * Mean and variance of what a material says at `queries` places and pairs of directions, over `draws` states of each. Query i
 * is the same for every material.
 * @throws when a value is not finite, naming the material, or the signal aborts
 */
export async function valueMoments(
  gpu: Gpu,
  { name, program, upload }: Material,
  queries: number,
  draws: number,
  signal?: AbortSignal,
): Promise<ValueMoments> {
  const dispatched = createBuffer(gpu, 'moments/draws', 16, bufferUsage.uniform | bufferUsage.copyDst);
  const moments = createBuffer(gpu, 'moments/sums', queries * 32);
  const kernel = await createKernel(gpu, {
    root: 'kernels::valueMoments',
    layouts: [VALUE_MOMENTS_LAYOUT, program.bindings],
    generated: program.modules,
    label: `valueMoments(${program.label})`,
  });
  const resources = await upload(gpu);
  try {
    const groups = [kernel.bindGroup(0, { draws: dispatched, moments }), kernel.bindGroup(1, resources.resources)];
    for (let done = 0; done < draws; done += ROUND) {
      signal?.throwIfAborted();
      const values = Uint32Array.of(Math.min(ROUND, draws - done), done / ROUND, 0, 0);
      gpu.device.queue.writeBuffer(dispatched, 0, values);
      const encoder = gpu.device.createCommandEncoder({ label: 'moments' });
      const pass = encoder.beginComputePass({ label: 'moments' });
      kernel.dispatch(pass, groups, Math.ceil(queries / 64));
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
      await gpu.device.queue.onSubmittedWorkDone();
    }
    const sums = new Float32Array(await readBuffer(gpu, moments));
    const mean = new Float64Array(3 * queries);
    const variance = new Float64Array(3 * queries);
    for (let i = 0; i < mean.length; i++) {
      const at = 8 * Math.floor(i / 3) + (i % 3);
      mean[i] = sums[at] / draws;
      if (!Number.isFinite(mean[i])) throw new Error(`${name}: value ${mean[i]} at query ${Math.floor(i / 3)}`);
      // Of one draw there is no spread to be seen; sums in f32 may leave a hair below 0.
      variance[i] = draws > 1 ? Math.max(0, (sums[at + 4] / draws - mean[i] ** 2) * (draws / (draws - 1))) : 0;
    }
    return { mean, variance, draws };
  } finally {
    resources.dispose();
    for (const buffer of [dispatched, moments]) buffer.destroy();
  }
}

/** Error of single draws of a material, and of an estimator whose mean is the truth. */
export interface QueryErrors {
  /** Mean squared error of one draw of the candidate, its own noise included; the truth's noise taken out. */
  readonly mse: number;
  /** Variance of one draw of the truth. */
  readonly variance: number;
}

/** Means over queries and channels; `weights` (default 1) of each, to make errors relative. */
export function queryErrors(truth: ValueMoments, candidate: ValueMoments, weights?: Float64Array): QueryErrors {
  let mse = 0;
  let variance = 0;
  const n = truth.mean.length;
  for (let i = 0; i < n; i++) {
    const weight = (weights?.[i] ?? 1) / n;
    const noise = truth.variance[i] / truth.draws + candidate.variance[i] / candidate.draws;
    mse += weight * ((candidate.mean[i] - truth.mean[i]) ** 2 + candidate.variance[i] - noise);
    variance += weight * truth.variance[i];
  }
  return { mse, variance };
}
