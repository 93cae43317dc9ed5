import { bufferUsage, createBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel, type Kernel } from '../engine/kernel.ts';
import type { MaterialProgram } from '../materials/program.ts';
import type { GpuScene } from '../scene/gpuScene.ts';
import { sceneLayout } from '../scene/sceneBindings.ts';
import type { MaterialBins, Side } from './materialBins.ts';
import type { PassFor } from './wave.ts';
import {
  DISPATCH_ACTIVE,
  DISPATCH_BINS,
  DISPATCH_PREVIOUS,
  type WaveBuffers,
  type WaveStructs,
} from './waveBuffers.ts';
import { waveLayouts } from './waveLayouts.ts';

/** Surfaces that are not everywhere there through which a light sample is followed, and which a path passes at no cost. */
export const SEE_THROUGH_SURFACES = 8;
/** Slot of materials that let nothing through; as NO_BIN in shaders/path/pathState.wgsl. */
const NO_BIN = 0xffffffff;

/** Made only where a scene has such surfaces. */
export interface ShadowKernels {
  readonly fork: Kernel;
  readonly trace: Kernel;
}

export async function createShadowKernels(gpu: Gpu): Promise<ShadowKernels> {
  const [fork, trace] = await Promise.all([
    createKernel(gpu, { root: 'kernels::shadowFork', layouts: [waveLayouts.shadowFork] }),
    createKernel(gpu, { root: 'kernels::shadowTrace', layouts: [waveLayouts.shadowTrace, sceneLayout(1)] }),
  ]);
  return { fork, trace };
}

/** The kernel that asks a program of `seeThrough` what is there. */
export function createSeeThroughKernel(gpu: Gpu, program: MaterialProgram): Promise<Kernel> {
  return createKernel(gpu, {
    root: 'kernels::seeThrough',
    layouts: [waveLayouts.shade, program.bindings],
    generated: program.modules,
    label: `seeThrough/${program.label}`,
  });
}

/** What the rounds share with the wave. */
export interface WaveParts {
  readonly structs: WaveStructs;
  readonly buffers: WaveBuffers;
  readonly params: GPUBuffer;
  readonly scene: GpuScene;
  readonly bin: Kernel;
  readonly scatter: Kernel;
  /** Range of the uniforms of a slot. */
  readonly shadeBin: (slot: number) => GPUBufferBinding;
  readonly materialCount: number;
}

/**
 * Light samples through surfaces that are not everywhere there: instead of one test, rounds of the closest hit, sorted by
 * material as the paths are, in a queue of their own. The wave's own queue stays as it is.
 */
export class ShadowRounds {
  readonly #parts: WaveParts;
  readonly #queues: GPUBuffer;
  readonly #dispatches: GPUBuffer;
  readonly #kernels: ShadowKernels;
  readonly #groups: Record<'fork' | 'trace' | 'bin' | 'scatter', GPUBindGroup[]>;
  readonly #passing: GPUBindGroup[] = [];

  constructor(gpu: Gpu, kernels: ShadowKernels, parts: WaveParts) {
    this.#parts = parts;
    this.#kernels = kernels;
    const { structs, buffers, params: wave, scene } = parts;
    const { paths, surfaces, lightRays: light_rays } = buffers;
    this.#queues = createBuffer(gpu, 'wave/shadowQueues', buffers.queues.size);
    const at = structs.queues.fields.get('capacity')!.offset;
    gpu.device.queue.writeBuffer(this.#queues, at, Uint32Array.of(buffers.capacity));
    const usage = bufferUsage.storage | bufferUsage.indirect;
    this.#dispatches = createBuffer(gpu, 'wave/shadowDispatches', buffers.dispatches.size, usage);
    const queues = this.#queues;
    this.#groups = {
      fork: [kernels.fork.bindGroup(0, { queues: buffers.queues, shadow_queues: queues })],
      trace: [
        kernels.trace.bindGroup(0, { wave, paths, surfaces, light_rays, queues }),
        kernels.trace.bindGroup(1, scene.sceneResources),
      ],
      bin: [parts.bin.bindGroup(0, { wave, queues, dispatches: this.#dispatches })],
      scatter: [parts.scatter.bindGroup(0, { paths, queues })],
    };
  }

  get bytes(): number {
    return this.#queues.size + this.#dispatches.size;
  }

  /** Which slots let light through. */
  writeMaterials(gpu: Gpu, bins: MaterialBins, place: (slot: number) => [Side, number]): void {
    const { materialCount, structs } = this.#parts;
    const slots = Uint32Array.from({ length: 4 * materialCount }, (_, i) => {
      if (i % 2 === 1) return 0;
      const slot = i / 2;
      return bins.material(...place(slot))?.program.seeThrough ? 1 + slot : NO_BIN;
    });
    gpu.device.queue.writeBuffer(this.#queues, structs.queues.fields.get('slots')!.offset, slots);
  }

  /** Adds the gain of every live light sample of the wave that gets through. */
  encode(pass: PassFor, pathCount: number, sides: readonly Side[], bins: MaterialBins): void {
    const { fork, trace } = this.#kernels;
    const { bin, scatter, buffers } = this.#parts;
    const groups = this.#groups;
    fork.dispatch(pass('shadow'), groups.fork, Math.ceil(pathCount / 64));
    for (let surface = 0; surface <= SEE_THROUGH_SURFACES; surface++) {
      const dispatches = surface === 0 ? buffers.dispatches : this.#dispatches;
      trace.dispatchIndirect(pass('shadow'), groups.trace, dispatches, this.#offset(DISPATCH_ACTIVE));
      // After the last surface too: it sets the counts back for the next vertex.
      bin.dispatch(pass('shadow'), groups.bin, 1);
      if (surface === SEE_THROUGH_SURFACES) break;
      scatter.dispatchIndirect(pass('shadow'), groups.scatter, this.#dispatches, this.#offset(DISPATCH_PREVIOUS));
      this.#encodePassing(pass, sides, bins);
    }
  }

  #encodePassing(pass: PassFor, sides: readonly Side[], bins: MaterialBins): void {
    const { materialCount } = this.#parts;
    for (const side of sides)
      for (let material = 0; material < materialCount; material++) {
        const passing = bins.ready(side, material)?.passing;
        if (!passing) continue;
        const slot = side === 'a' ? material : material + materialCount;
        const groups = [this.#passingGroup(slot, passing.kernel), passing.group];
        const offset = this.#offset(DISPATCH_BINS + 1 + slot);
        passing.kernel.dispatchIndirect(pass('shadow'), groups, this.#dispatches, offset);
      }
  }

  /** All such kernels have one layout: a group serves any of them. */
  #passingGroup(slot: number, kernel: Kernel): GPUBindGroup {
    const { params: wave, buffers, shadeBin } = this.#parts;
    const { paths, surfaces, lightRays: light_rays } = buffers;
    const shared = { wave, bin: shadeBin(slot), paths, surfaces, light_rays, queues: this.#queues };
    return (this.#passing[slot] ??= kernel.bindGroup(0, shared));
  }

  #offset(entry: number): number {
    return entry * this.#parts.structs.workgroups.size;
  }

  dispose(): void {
    this.#queues.destroy();
    this.#dispatches.destroy();
  }
}
