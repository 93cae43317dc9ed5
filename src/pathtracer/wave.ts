import { bufferUsage, createBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import type { Kernel } from '../engine/kernel.ts';
import type { StructValues } from '../engine/structLayout.ts';
import type { GpuScene } from '../scene/gpuScene.ts';
import type { Film } from './film.ts';
import type { MaterialBins, Side } from './materialBins.ts';
import type { Binning } from './settings.ts';
import {
  DISPATCH_ACTIVE,
  DISPATCH_BINS,
  DISPATCH_PREVIOUS,
  maxBins,
  type WaveBuffers,
  type WaveStructs,
} from './waveBuffers.ts';
import { ShadowRounds } from './shadowRounds.ts';
import type { WaveKernels } from './waveKernels.ts';

/** Begins or continues a compute pass under a name, so that passes can be timed apart. */
export type PassFor = (name: string) => GPUComputePassEncoder;

/** @throws RangeError where a scene has more materials than bins for both of their sides. */
export function checkMaterialCount(structs: WaveStructs, count: number): void {
  const most = Math.floor((maxBins(structs) - 1) / 2);
  if (count > most) throw new RangeError(`the scene has ${count} materials; ${most} are supported`);
}

/** The bind groups of one scene, film and wave, and the order in which the kernels run over them. */
export class Wave {
  readonly materialCount: number;
  readonly #gpu: Gpu;
  readonly #kernels: WaveKernels;
  readonly #structs: WaveStructs;
  readonly #buffers: WaveBuffers;
  readonly #params: GPUBuffer;
  readonly #shadeBins: GPUBuffer;
  readonly #binStride: number;
  readonly #groups: Record<Exclude<keyof WaveKernels, 'pending' | 'toneMap'>, GPUBindGroup[]>;
  readonly #shadeGroups: GPUBindGroup[];
  readonly #scene: GpuScene;
  #rounds: ShadowRounds | undefined;
  /** Bin of each slot: materials of side a, then those of side b. */
  readonly #bins: number[] = [];

  constructor(
    gpu: Gpu,
    kernels: WaveKernels,
    structs: WaveStructs,
    buffers: WaveBuffers,
    scene: GpuScene,
    film: Film,
    materialCount: number,
  ) {
    checkMaterialCount(structs, materialCount);
    this.#gpu = gpu;
    this.#kernels = kernels;
    this.#structs = structs;
    this.#buffers = buffers;
    this.#scene = scene;
    this.materialCount = materialCount;
    const usage = bufferUsage.uniform | bufferUsage.copyDst;
    this.#params = createBuffer(gpu, 'wave/params', structs.wave.size, usage);
    const alignment = gpu.limits.minUniformBufferOffsetAlignment;
    this.#binStride = Math.ceil(structs.shadeBin.size / alignment) * alignment;
    this.#shadeBins = createBuffer(gpu, 'wave/shadeBins', Math.max(1, 2 * materialCount) * this.#binStride, usage);

    const wave = this.#params;
    const { paths, surfaces, queues, lightRays: light_rays, dispatches } = buffers;
    const k = kernels;
    const withScene = { scene: scene.sceneResources, lights: scene.lightResources };
    this.#groups = {
      camera: [k.camera.bindGroup(0, { wave, paths, queues }), k.camera.bindGroup(1, withScene.scene)],
      trace: [k.trace.bindGroup(0, { wave, paths, surfaces, queues }), k.trace.bindGroup(1, withScene.scene)],
      bin: [k.bin.bindGroup(0, { wave, queues, dispatches })],
      scatter: [k.scatter.bindGroup(0, { paths, queues })],
      light: [
        k.light.bindGroup(0, { wave, paths, surfaces, light_rays, queues }),
        k.light.bindGroup(1, withScene.lights),
      ],
      escape: [k.escape.bindGroup(0, { wave, paths, queues }), k.escape.bindGroup(1, withScene.lights)],
      shadow: [k.shadow.bindGroup(0, { light_rays, paths, queues }), k.shadow.bindGroup(1, withScene.scene)],
      accumulate: [k.accumulate.bindGroup(0, { wave, paths, film: film.buffer })],
    };
    this.#shadeGroups = Array.from({ length: 2 * materialCount }, (_, i) => {
      return k.pending.bindGroup(0, { wave, bin: this.#shadeBin(i), paths, surfaces, light_rays, queues });
    });
  }

  /** GPU memory of its own, beside the buffers of the wave: a little, and what light samples through surfaces need. */
  get bytes(): number {
    return this.#params.size + this.#shadeBins.size + (this.#rounds?.bytes ?? 0);
  }

  /** Tells the kernels where hits of each material go and what it emits, as `setMaterials` was told. */
  writeMaterials(bins: MaterialBins, binning: Binning): void {
    const bytes = new ArrayBuffer(this.#shadeBins.size);
    const view = new DataView(bytes);
    const slots = new Uint32Array(4 * this.materialCount);
    const shared = new Map<object, number>();
    for (let slot = 0; slot < 2 * this.materialCount; slot++) {
      const { emission = [0, 0, 0], bank } = bins.material(...this.#place(slot)) ?? {};
      this.#structs.shadeBin.write(view, slot * this.#binStride, { index: 1 + slot, emission });
      let bin = 1 + slot;
      if (bank && binning === 'bank') {
        bin = shared.get(bank.key) ?? bin;
        shared.set(bank.key, bin);
      }
      this.#bins[slot] = bin;
      slots.set([bin, bank?.member ?? 0], 2 * slot);
    }
    const { queue } = this.#gpu.device;
    queue.writeBuffer(this.#shadeBins, 0, bytes);
    queue.writeBuffer(this.#buffers.queues, this.#structs.queues.fields.get('slots')!.offset, slots);
    this.#rounds?.writeMaterials(this.#gpu, bins, (slot) => this.#place(slot));
  }

  #place(slot: number): [Side, number] {
    return [slot < this.materialCount ? 'a' : 'b', slot % this.materialCount];
  }

  /** Parameters of the next submit: queued writes land before it. */
  writeParams(values: StructValues): void {
    this.#gpu.device.queue.writeBuffer(this.#params, 0, this.#structs.wave.pack(values));
  }

  /**
   * One sample for `pathCount` paths: camera to film. Returns whether a placeholder may have been used.
   * @param places  shaded along a path at most: vertices, and places passed where nothing is
   */
  encode(pass: PassFor, pathCount: number, places: number, sides: readonly Side[], bins: MaterialBins): boolean {
    const k = this.#kernels;
    const groups = Math.ceil(pathCount / 64);
    let pending = false;
    k.camera.dispatch(pass('camera'), this.#groups.camera, groups);
    for (let place = 0; place <= places; place++) {
      if (place === 0) k.trace.dispatch(pass('trace'), this.#groups.trace, groups);
      else this.#encodeTrace(pass, bins.mediaKernel(sides));
      k.bin.dispatch(pass('bin'), this.#groups.bin, 1);
      this.#indirect(pass('bin'), 'scatter', DISPATCH_PREVIOUS);
      this.#indirect(pass('escape'), 'escape', DISPATCH_BINS);
      // The last ray only looks for the environment: the other half of the last vertex's direct light.
      if (place === places) break;
      this.#indirect(pass('light'), 'light', DISPATCH_ACTIVE);
      pending = this.#encodeShade(pass, sides, bins) || pending;
      const shadows = this.#shadowRounds(bins, sides);
      if (shadows) shadows.encode(pass, pathCount, sides, bins);
      else this.#indirect(pass('shadow'), 'shadow', DISPATCH_ACTIVE);
    }
    k.accumulate.dispatch(pass('accumulate'), this.#groups.accumulate, groups);
    return pending;
  }

  /** Of paths that a surface sent on, which may be inside a medium. */
  #encodeTrace(pass: PassFor, media: Kernel | undefined): void {
    if (!media) return this.#indirect(pass('trace'), 'trace', DISPATCH_ACTIVE);
    const offset = DISPATCH_ACTIVE * this.#structs.workgroups.size;
    // The same layout: its groups serve both.
    media.dispatchIndirect(pass('trace'), this.#groups.trace, this.#buffers.dispatches, offset);
  }

  /** Made when first asked for: most scenes have no surface that is not everywhere there. */
  #shadowRounds(bins: MaterialBins, sides: readonly Side[]): ShadowRounds | undefined {
    const kernels = bins.shadowKernels(sides);
    if (!kernels) return undefined;
    if (!this.#rounds) {
      const { bin, scatter } = this.#kernels;
      this.#rounds = new ShadowRounds(this.#gpu, kernels, {
        structs: this.#structs,
        buffers: this.#buffers,
        params: this.#params,
        scene: this.#scene,
        bin,
        scatter,
        shadeBin: (slot) => this.#shadeBin(slot),
        materialCount: this.materialCount,
      });
      this.#rounds.writeMaterials(this.#gpu, bins, (slot) => this.#place(slot));
    }
    return this.#rounds;
  }

  #shadeBin(slot: number): GPUBufferBinding {
    return { buffer: this.#shadeBins, offset: slot * this.#binStride, size: this.#structs.shadeBin.size };
  }

  #encodeShade(pass: PassFor, sides: readonly Side[], bins: MaterialBins): boolean {
    let pending = false;
    for (const side of sides) {
      for (let material = 0; material < this.materialCount; material++) {
        const slot = side === 'a' ? material : material + this.materialCount;
        // Its hits are shaded with those of another material of the bank.
        if (this.#bins[slot] !== 1 + slot) continue;
        const offset = (DISPATCH_BINS + 1 + slot) * this.#structs.workgroups.size;
        const shared = this.#shadeGroups[slot];
        const ready = bins.ready(side, material);
        const { dispatches } = this.#buffers;
        if (ready) {
          const shadePass = pass(`shade/${side}/${ready.material.name}`);
          ready.kernel.dispatchIndirect(shadePass, [shared, ready.group], dispatches, offset);
        } else {
          pending = true;
          this.#kernels.pending.dispatchIndirect(pass('pending'), [shared], dispatches, offset);
        }
      }
    }
    return pending;
  }

  #indirect(
    pass: GPUComputePassEncoder,
    name: 'trace' | 'scatter' | 'escape' | 'light' | 'shadow',
    entry: number,
  ): void {
    const offset = entry * this.#structs.workgroups.size;
    this.#kernels[name].dispatchIndirect(pass, this.#groups[name], this.#buffers.dispatches, offset);
  }

  dispose(): void {
    this.#rounds?.dispose();
    this.#params.destroy();
    this.#shadeBins.destroy();
  }
}
