import { bindingLayout, storage, uniform } from '../../src/engine/bindings.ts';
import { bufferUsage, createBuffer } from '../../src/engine/buffers.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import type { Material } from '../../src/materials/program.ts';
import { timeInterleaved, type TimedSide } from '../interleavedTimer.ts';

export const COST_HIT_LAYOUT = bindingLayout('cost_hit_bindings', 0, {
  results: storage('array<vec4f>', 'read_write'),
});
export const COST_EVALUATE_LAYOUT = bindingLayout('cost_evaluate_bindings', 0, {
  count: uniform('vec4u'),
  results: storage('array<vec4f>', 'read_write'),
});

/** Evaluations of a prepared state in the longer of the two dispatches whose difference is timed. */
const EVALUATIONS = 9;

/** Times of one material, one value a round. */
export interface ShadingTimes {
  readonly nsPerHit: number[];
  readonly nsPerEval: number[];
  /** A state prepared and evaluated once, nothing sampled. */
  readonly nsFirstEval: number[];
  /** Host milliseconds from shader text to a pipeline, for the kernel of a hit. */
  readonly compileMs: number;
}

/**
 * Times materials against each other, interleaved: a whole hit, and an evaluation alone.
 * @param hits  hits a dispatch, each with its own texel and directions
 */
export async function shadingTimes(
  gpu: Gpu,
  materials: readonly Material[],
  hits: number,
  rounds: number,
  signal?: AbortSignal,
): Promise<ShadingTimes[]> {
  const results = createBuffer(gpu, 'cost/results', hits * 16);
  const usage = bufferUsage.uniform | bufferUsage.copyDst;
  const counts = [1, EVALUATIONS].map((n) => createBuffer(gpu, `cost/count ${n}`, Uint32Array.of(n, 0, 0, 0), usage));
  const disposables: { dispose(): void }[] = [];
  const sides: TimedSide[] = [];
  const compileMs: number[] = [];
  const workgroups = Math.ceil(hits / 64);
  try {
    for (const [index, { program, upload }] of materials.entries()) {
      const resources = await upload(gpu);
      disposables.push(resources);
      const make = (root: string, layout: typeof COST_HIT_LAYOUT) =>
        createKernel(gpu, {
          root: `kernels::${root}`,
          layouts: [layout, program.bindings],
          generated: program.modules,
          label: `${root}(${program.label})`,
        });
      const hit = await make('costHit', COST_HIT_LAYOUT);
      const evaluate = await make('costEvaluate', COST_EVALUATE_LAYOUT);
      compileMs.push(hit.compileMs);
      const hitGroups = [hit.bindGroup(0, { results }), hit.bindGroup(1, resources.resources)];
      sides.push({ name: `${index}/hit`, encode: (pass) => hit.dispatch(pass, hitGroups, workgroups) });
      counts.forEach((count, i) => {
        const groups = [evaluate.bindGroup(0, { count, results }), evaluate.bindGroup(1, resources.resources)];
        sides.push({ name: `${index}/eval${i}`, encode: (pass) => evaluate.dispatch(pass, groups, workgroups) });
      });
    }
    const { ms } = await timeInterleaved(gpu, sides, { rounds, signal });
    const ns = (time: number): number => (time * 1e6) / hits;
    return materials.map((_, index) => ({
      nsPerHit: ms[`${index}/hit`].map(ns),
      nsFirstEval: ms[`${index}/eval0`].map(ns),
      nsPerEval: ms[`${index}/eval1`].map((time, round) => ns(time - ms[`${index}/eval0`][round]) / (EVALUATIONS - 1)),
      compileMs: compileMs[index],
    }));
  } finally {
    for (const owned of disposables) owned.dispose();
    for (const buffer of [results, ...counts]) buffer.destroy();
  }
}
