import type { Gpu } from '../engine/device.ts';
import { Profiler, type PassTimes } from '../engine/profiler.ts';
import type { GpuScene } from '../scene/gpuScene.ts';
import type { CameraData } from '../scene/sceneData.ts';
import { BlockSchedule } from './blockSchedule.ts';
import { Film } from './film.ts';
import type { MaterialBins, Side } from './materialBins.ts';
import type { PathTracerSettings, SplitSettings } from './settings.ts';
import { SEE_THROUGH_SURFACES } from './shadowRounds.ts';
import { checkMaterialCount, Wave, type PassFor } from './wave.ts';
import { WaveBuffers, type WaveStructs } from './waveBuffers.ts';
import type { WaveKernels } from './waveKernels.ts';
import { waveParams } from './waveParams.ts';

/** Everything that a submit depends on, as it is now. */
export interface RenderInput {
  readonly kernels: WaveKernels;
  readonly scene: GpuScene;
  readonly camera: CameraData;
  readonly bins: MaterialBins;
  readonly settings: PathTracerSettings;
  readonly split: SplitSettings;
  /** Film size in pixels. */
  readonly width: number;
  readonly height: number;
}

const BLOCK = 8; // pixels a side; 64 paths
const TIMED_PASSES = 2048; // WebGPU's largest query set holds 4096 timestamps

/** The sides that a split view shows. */
export function shownSides(split: SplitSettings): Side[] {
  return split.enabled ? ['a', 'b'] : ['a'];
}

/** What rendering goes on with from call to call: film, path state, bind groups, and the place in the sample under way. */
export class RenderState {
  readonly profiler: Profiler;
  readonly #gpu: Gpu;
  readonly #structs: WaveStructs;
  readonly #capacity: number;
  #film: Film | undefined;
  #buffers: WaveBuffers | undefined;
  #wave: Wave | undefined;
  #materialsStale = true;
  #schedule = new BlockSchedule(1);
  #samples = 0;
  #restart = true;
  #showedPending = false;

  /** `capacity`: most paths in one submit, a multiple of 64. */
  constructor(gpu: Gpu, structs: WaveStructs, capacity: number) {
    this.#gpu = gpu;
    this.#structs = structs;
    this.#capacity = capacity;
    this.profiler = new Profiler(gpu, TIMED_PASSES);
  }

  get film(): Film {
    if (!this.#film) throw new Error('path tracer: nothing was rendered yet');
    return this.#film;
  }

  /** Complete samples a pixel. */
  get samples(): number {
    return this.#restart ? 0 : this.#samples;
  }

  get progress(): number {
    return this.#restart ? 0 : this.#schedule.progress;
  }

  /** Whether the film holds samples of placeholder materials. */
  get showedPending(): boolean {
    return this.#showedPending;
  }

  get bytes(): number {
    return (this.#buffers?.bytes ?? 0) + (this.#film?.buffer.size ?? 0) + (this.#wave?.bytes ?? 0);
  }

  restart(): void {
    this.#restart = true;
  }

  materialsChanged(): void {
    this.#materialsStale = true;
  }

  /** Bind groups name resources that are no more; the next submit makes new ones. */
  dropBindGroups(): void {
    this.#wave?.dispose();
    this.#wave = undefined;
  }

  /** One submit; its pass times are added to `times` where they are measured. Returns whether it completed a sample. */
  async advance(input: RenderInput, times: PassTimes): Promise<boolean> {
    const { settings, split, bins, width, height } = input;
    const wave = this.#prepare(input);
    const blocks = Math.ceil(width / BLOCK) * Math.ceil(height / BLOCK);
    if (this.#restart) {
      this.film.clear();
      input.scene.updateCamera(input.camera, width, height);
      this.#schedule.start(blocks);
      this.#samples = 0;
      this.#showedPending = false;
      this.#restart = false;
    }
    const { first, count } = this.#schedule.next();
    const paths = count * BLOCK * BLOCK;
    const passes = bins.shadowKernels(shownSides(split)) ? SEE_THROUGH_SURFACES : 0;
    wave.writeParams(waveParams(settings, split, this.film, wave.materialCount, first, paths, this.#samples, passes));
    const encoder = this.#gpu.device.createCommandEncoder({ label: 'wave' });
    const measured = settings.measure && this.profiler.available;
    const encoding = openPasses(encoder, measured ? this.profiler : undefined);
    if (wave.encode(encoding.pass, paths, settings.bounces + passes, shownSides(split), bins))
      this.#showedPending = true;
    encoding.end();
    const start = performance.now();
    this.#gpu.device.queue.submit([encoder.finish()]);
    if (measured) addTimes(times, await this.profiler.times());
    else await this.#gpu.device.queue.onSubmittedWorkDone();
    this.#schedule.took(count, performance.now() - start, settings.frameBudgetMs);
    if (this.#restart || !this.#schedule.finished) return false;
    this.#samples++;
    this.#schedule.start(blocks);
    return true;
  }

  /** @throws RangeError where a scene has too many. */
  checkMaterialCount(count: number): void {
    checkMaterialCount(this.#structs, count);
  }

  dispose(): void {
    this.dropBindGroups();
    this.#film?.dispose();
    this.#buffers?.dispose();
    this.profiler.dispose();
  }

  /** Makes what a change has dropped or outgrown. */
  #prepare({ kernels, scene, bins, settings, width, height }: RenderInput): Wave {
    if (this.#film?.width !== width || this.#film.height !== height) {
      this.#film?.dispose();
      this.#film = undefined; // where the next cannot be made, this one is gone all the same
      this.dropBindGroups();
      this.#film = new Film(this.#gpu, this.#structs, width, height);
      this.#restart = true;
    }
    const blocks = Math.ceil(width / BLOCK) * Math.ceil(height / BLOCK);
    const needed = Math.min(this.#capacity, blocks * BLOCK * BLOCK);
    if (!this.#buffers || this.#buffers.capacity < needed) {
      this.#buffers?.dispose();
      this.#buffers = undefined;
      this.dropBindGroups();
      this.#buffers = new WaveBuffers(this.#gpu, this.#structs, needed);
      this.#schedule = new BlockSchedule(needed / (BLOCK * BLOCK));
      this.#restart = true;
    }
    if (!this.#wave) {
      const count = scene.data.materials.length;
      this.#wave = new Wave(this.#gpu, kernels, this.#structs, this.#buffers, scene, this.#film, count);
      this.#materialsStale = true;
    }
    if (this.#materialsStale) this.#wave.writeMaterials(bins, settings.binning);
    this.#materialsStale = false;
    return this.#wave;
  }
}

/** One compute pass for all, or one a kernel where each is timed. */
function openPasses(encoder: GPUCommandEncoder, profiler: Profiler | undefined): { pass: PassFor; end: () => void } {
  let open: GPUComputePassEncoder | undefined;
  return {
    pass(name) {
      if (!profiler) return (open ??= encoder.beginComputePass({ label: 'wave' }));
      open?.end();
      return (open = profiler.beginPass(encoder, name));
    },
    end: () => open?.end(),
  };
}

function addTimes(sum: PassTimes, times: PassTimes): void {
  for (const [name, ms] of Object.entries(times)) sum[name] = (sum[name] ?? 0) + ms;
}
