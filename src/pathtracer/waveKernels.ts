import { createKernel, type Kernel } from '../engine/kernel.ts';
import type { Gpu } from '../engine/device.ts';
import type { MaterialProgram } from '../materials/program.ts';
import { lightLayout, sceneLayout } from '../scene/sceneBindings.ts';
import { waveLayouts } from './waveLayouts.ts';

/** The kernels that every scene uses, whatever its materials. */
export type WaveKernels = Record<
  'camera' | 'trace' | 'bin' | 'scatter' | 'light' | 'pending' | 'escape' | 'shadow' | 'accumulate' | 'toneMap',
  Kernel
>;

/** Compiles all of them at once: pipelines are made off the main thread. */
export async function createWaveKernels(gpu: Gpu): Promise<WaveKernels> {
  const scene = sceneLayout(1);
  const lights = lightLayout(1);
  const layouts = waveLayouts;
  const [camera, trace, bin, scatter, light, pending, escape, shadow, accumulate, toneMap] = await Promise.all([
    createKernel(gpu, { root: 'kernels::camera', layouts: [layouts.camera, scene] }),
    createKernel(gpu, { root: 'kernels::trace', layouts: [layouts.trace, scene] }),
    createKernel(gpu, { root: 'kernels::bin', layouts: [layouts.bin] }),
    createKernel(gpu, { root: 'kernels::scatter', layouts: [layouts.scatter] }),
    createKernel(gpu, { root: 'kernels::light', layouts: [layouts.light, lights] }),
    createKernel(gpu, { root: 'kernels::pending', layouts: [layouts.shade] }),
    createKernel(gpu, { root: 'kernels::escape', layouts: [layouts.escape, lights] }),
    createKernel(gpu, { root: 'kernels::shadow', layouts: [layouts.shadow, scene] }),
    createKernel(gpu, { root: 'kernels::accumulate', layouts: [layouts.accumulate] }),
    createKernel(gpu, { root: 'kernels::toneMap', layouts: [layouts.toneMap] }),
  ]);
  return { camera, trace, bin, scatter, light, pending, escape, shadow, accumulate, toneMap };
}

/** In place of `trace` where a shown material fills its mesh. */
export function createMediaTraceKernel(gpu: Gpu): Promise<Kernel> {
  return createKernel(gpu, { root: 'kernels::traceMedia', layouts: [waveLayouts.trace, sceneLayout(1)] });
}

/** The `shade` kernel with a material's program in it; equal programs share one pipeline. */
export function createShadeKernel(gpu: Gpu, program: MaterialProgram): Promise<Kernel> {
  return createKernel(gpu, {
    root: 'kernels::shade',
    layouts: [waveLayouts.shade, program.bindings],
    generated: program.modules,
    label: `shade/${program.label}`,
  });
}
