import { bindingLayout, storage, uniform } from '../../src/engine/bindings.ts';
import { bufferUsage, createBuffer } from '../../src/engine/buffers.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import { timeInterleaved } from '../interleavedTimer.ts';

export const FMA_PEAK_LAYOUT = bindingLayout('fma_peak_bindings', 0, {
  seed: uniform('vec4f'),
  sink: storage('array<f32>', 'read_write'),
});

// Of shaders/kernels/fmaPeak.wgsl: steps of 8 chains of vec4 FMAs, two operations each.
const OPERATIONS_PER_INVOCATION = 512 * 8 * 4 * 2;
const WORKGROUP = 64;
const MOST_WORKGROUPS = 16384;

/**
 * Operations a second (in 10⁹; a fused multiply-add counts two) of a kernel that only multiplies and adds registers.
 * @param precision  f16 needs the adapter's shader-f16
 * @returns one value a round
 */
export async function fmaPeakGflops(
  gpu: Gpu,
  precision: 'f32' | 'f16',
  rounds: number,
  signal?: AbortSignal,
): Promise<number[]> {
  const kernel = await createKernel(gpu, {
    root: 'kernels::fmaPeak',
    layouts: [FMA_PEAK_LAYOUT],
    conditions: { F16: precision === 'f16' },
    label: `fmaPeak/${precision}`,
  });
  const seed = createBuffer(
    gpu,
    'fmaPeak/seed',
    Float32Array.of(0.5, 0.25, 0.125, 0.75),
    bufferUsage.uniform | bufferUsage.copyDst,
  );
  const sink = createBuffer(gpu, 'fmaPeak/sink', MOST_WORKGROUPS * WORKGROUP * 4);
  const groups = [kernel.bindGroup(0, { seed, sink })];
  try {
    const time = async (workgroups: number, times: number): Promise<number[]> => {
      const side = { name: 'fma', encode: (pass: GPUComputePassEncoder) => kernel.dispatch(pass, groups, workgroups) };
      return (await timeInterleaved(gpu, [side], { rounds: times, signal })).ms['fma'];
    };
    // As much work as fills 20 ms: less measures the launch, more trips watchdogs on slow adapters.
    let workgroups = 16;
    while (workgroups < MOST_WORKGROUPS && (await time(workgroups, 1))[0] < 20) workgroups *= 4;
    const work = (workgroups * WORKGROUP * OPERATIONS_PER_INVOCATION) / 1e6;
    return (await time(workgroups, rounds)).map((ms) => work / ms);
  } finally {
    seed.destroy();
    sink.destroy();
  }
}
