import type { Gpu } from '../engine/device.ts';
import { Profiler, type PassTimes } from '../engine/profiler.ts';
import type { Material } from '../materials/program.ts';
import type { EnvironmentData } from '../scene/environmentData.ts';
import { uploadScene, type GpuScene } from '../scene/gpuScene.ts';
import type { CameraData, LightData, SceneData } from '../scene/sceneData.ts';
import { BlockSchedule } from './blockSchedule.ts';
import { Film, type Radiance } from './film.ts';
import { MaterialBins, type ProgramStatus, type Side } from './materialBins.ts';
import {
  checkSettings,
  DEFAULT_SETTINGS,
  needsReset,
  type PathTracerSettings,
  type SplitSettings,
} from './settings.ts';
import { Wave } from './wave.ts';
import { loadWaveStructs, WaveBuffers, type WaveStructs } from './waveBuffers.ts';
import { createWaveKernels, type WaveKernels } from './waveKernels.ts';
import { waveParams } from './waveParams.ts';

export interface PathTracerOptions {
  settings?: Partial<PathTracerSettings>;
  /** Most paths in one submit, a multiple of 64; default 2^18. One path takes about 250 bytes of GPU memory. */
  waveCapacity?: number;
}

export interface RenderResult {
  /** Complete samples a pixel in the film. */
  readonly samples: number;
  /** Share of the sample under way, 0..1. */
  readonly progress: number;
  /** `side/name` of materials shown as grey stripes because their program is not ready. */
  readonly pending: string[];
  /** Milliseconds of GPU time by pass since the call began; only with `measure` and an adapter that has timestamps. */
  readonly gpuTimes?: PassTimes;
}

export interface PathTracerStatus {
  readonly programs: ProgramStatus[];
  readonly pending: string[];
}

const TIMED_PASSES = 2048; // WebGPU's largest query set holds 4096 timestamps

/**
 * Images from scenes. Calls that change what is seen restart the film; `renderSample` adds to it. One render call at a
 * time; the others may come at any moment, also while one runs.
 */
export class PathTracer {
  readonly #gpu: Gpu;
  readonly #structs: WaveStructs;
  readonly #capacity: number;
  readonly #kernelsPending: Promise<WaveKernels>;
  readonly #bins: MaterialBins;
  readonly #profiler: Profiler;
  #kernels: WaveKernels | undefined;
  #settings: PathTracerSettings;
  #split: SplitSettings = { enabled: false, position: 0.5 };
  #size = { width: 256, height: 256 };
  #scene: GpuScene | undefined;
  #camera: CameraData | undefined;
  #film: Film | undefined;
  #buffers: WaveBuffers | undefined;
  #wave: Wave | undefined;
  #emissionStale = true;
  #schedule = new BlockSchedule(1);
  #samples = 0;
  #restart = true;
  #showedPending = false;
  #rendering = false;

  private constructor(gpu: Gpu, structs: WaveStructs, options: PathTracerOptions) {
    this.#gpu = gpu;
    this.#structs = structs;
    this.#capacity = options.waveCapacity ?? 2 ** 18;
    this.#settings = { ...DEFAULT_SETTINGS, ...options.settings };
    checkSettings(this.#settings);
    this.#profiler = new Profiler(gpu, TIMED_PASSES);
    this.#bins = new MaterialBins(gpu, () => {
      if (this.#showedPending) this.reset();
    });
    this.#kernelsPending = createWaveKernels(gpu);
    // Whoever renders first is told; until then a failure must not count as unhandled.
    this.#kernelsPending.catch(() => undefined);
  }

  /** The kernels compile in the background; the first render call waits for them and throws if one does not compile. */
  static async create(gpu: Gpu, options: PathTracerOptions = {}): Promise<PathTracer> {
    return new PathTracer(gpu, await loadWaveStructs(), options);
  }

  get settings(): PathTracerSettings {
    return this.#settings;
  }

  get split(): SplitSettings {
    return this.#split;
  }

  /** Complete samples a pixel. */
  get samples(): number {
    return this.#restart ? 0 : this.#samples;
  }

  /** Film size in pixels: the size asked for, times `renderScale`. */
  get filmSize(): { width: number; height: number } {
    const scaled = (pixels: number) => Math.max(1, Math.round(pixels * this.#settings.renderScale));
    return { width: scaled(this.#size.width), height: scaled(this.#size.height) };
  }

  get status(): PathTracerStatus {
    return { programs: this.#bins.programs, pending: this.#pendingNames() };
  }

  /** GPU memory of film and path state, in bytes; scene and materials count their own. */
  get bytes(): number {
    return (this.#buffers?.bytes ?? 0) + (this.#film?.buffer.size ?? 0) + (this.#scene?.bytes ?? 0);
  }

  /** @throws RangeError on an impossible value, naming it */
  updateSettings(changes: Partial<PathTracerSettings>): void {
    const next = { ...this.#settings, ...changes };
    checkSettings(next);
    const reset = needsReset(this.#settings, next);
    this.#settings = next;
    if (reset) this.reset();
  }

  updateSplit(changes: Partial<SplitSettings>): void {
    const next = { ...this.#split, ...changes };
    if (!(next.position >= 0 && next.position <= 1))
      throw new RangeError(`split position is ${next.position}; it must be from 0 to 1`);
    const { enabled, position } = this.#split;
    this.#split = next;
    if (next.enabled !== enabled || (enabled && next.position !== position)) this.reset();
  }

  /** Size of the picture in pixels, before `renderScale`. */
  setSize(width: number, height: number): void {
    if (!(width >= 1 && height >= 1)) throw new RangeError(`picture size ${width} x ${height}`);
    if (this.#size.width === width && this.#size.height === height) return;
    this.#size = { width, height };
    this.reset();
  }

  /** Uploads a scene. Its materials are placeholders until `setMaterials`. */
  async setScene(data: SceneData): Promise<void> {
    const scene = await uploadScene(this.#gpu, data);
    this.#scene?.dispose();
    this.#dropWave();
    this.#bins.clear();
    this.#scene = scene;
    this.#camera = data.camera;
    this.reset();
  }

  /**
   * The materials of one side, by the scene's material index. Resolves when all are uploaded and compiled; rendering may
   * go on meanwhile and shows those that are not ready as grey stripes (`RenderResult.pending`).
   * @throws if their number is not the scene's, or the first compile or upload error
   */
  async setMaterials(materials: readonly Material[], side: Side = 'a'): Promise<void> {
    const count = this.#needScene().data.materials.length;
    if (materials.length !== count)
      throw new RangeError(`side ${side}: ${materials.length} materials for a scene that has ${count}`);
    const done = this.#bins.set(materials, side);
    this.#emissionStale = true;
    if (this.#sides().includes(side)) this.reset();
    await done;
  }

  updateCamera(camera: CameraData): void {
    this.#camera = camera;
    this.reset();
  }

  updateLights(lights: LightData[]): void {
    this.#needScene().updateLights(lights);
    this.reset();
  }

  updateEnvironment(environment: EnvironmentData): void {
    if (this.#needScene().updateEnvironment(environment)) this.#dropWave();
    this.reset();
  }

  /** Starts the film anew with the next render call. */
  reset(): void {
    this.#restart = true;
  }

  /** Renders until one more sample a pixel is complete (the one under way, if any), in submits of `frameBudgetMs`. */
  async renderSample(): Promise<RenderResult> {
    return this.#render((_, completed) => completed);
  }

  /** Renders for about `budgetMs` milliseconds, at least one submit; a sample may stay half done and goes on next time. */
  async renderFor(budgetMs: number): Promise<RenderResult> {
    return this.#render((elapsed) => elapsed >= budgetMs);
  }

  /** Draws the tone-mapped film into an `rgba8unorm` texture with STORAGE_BINDING, of any size: a canvas's, for example. */
  present(target: GPUTexture): void {
    if (!this.#film || !this.#kernels) throw new Error('path tracer: nothing was rendered yet');
    this.#film.present(this.#kernels.toneMap, target, this.#settings);
  }

  /** Tone-mapped sRGB, RGBA, 4 bytes a pixel, in the film's size. */
  async readPixels(): Promise<Uint8ClampedArray<ArrayBuffer>> {
    if (!this.#film || !this.#kernels) throw new Error('path tracer: nothing was rendered yet');
    return this.#film.readPixels(this.#kernels.toneMap, this.#settings);
  }

  /** Linear radiance with its variance. */
  async readRadiance(): Promise<Radiance> {
    if (!this.#film) throw new Error('path tracer: nothing was rendered yet');
    return this.#film.readRadiance();
  }

  dispose(): void {
    this.#dropWave();
    this.#bins.clear();
    this.#film?.dispose();
    this.#buffers?.dispose();
    this.#scene?.dispose();
    this.#profiler.dispose();
  }

  async #render(enough: (elapsedMs: number, completed: boolean) => boolean): Promise<RenderResult> {
    if (this.#rendering) throw new Error('path tracer: a render call is still running');
    this.#rendering = true;
    const start = performance.now();
    const times: PassTimes = {};
    try {
      while (this.samples < this.#settings.maxSamples) {
        const completed = await this.#advance(times);
        if (enough(performance.now() - start, completed)) break;
      }
    } finally {
      this.#rendering = false;
    }
    const result = { samples: this.samples, progress: this.#schedule.progress, pending: this.#pendingNames() };
    return this.#settings.measure && this.#profiler.available ? { ...result, gpuTimes: times } : result;
  }

  /** One submit. Returns whether it completed a sample. */
  async #advance(times: PassTimes): Promise<boolean> {
    this.#kernels ??= await this.#kernelsPending;
    const wave = this.#prepareWave(this.#kernels);
    const film = this.#film!;
    if (this.#restart) {
      film.clear();
      this.#scene!.updateCamera(this.#camera!, film.width, film.height);
      this.#schedule.start(Math.ceil(film.width / 8) * Math.ceil(film.height / 8));
      this.#samples = 0;
      this.#showedPending = false;
      this.#restart = false;
    }
    const { first, count } = this.#schedule.next();
    const { bounces, frameBudgetMs, measure } = this.#settings;
    wave.writeParams(
      waveParams(this.#settings, this.#split, film, wave.materialCount, first, count * 64, this.#samples),
    );
    const encoder = this.#gpu.device.createCommandEncoder({ label: 'wave' });
    const passes = openPasses(encoder, measure ? this.#profiler : undefined);
    const pending = wave.encode(passes.pass, count * 64, bounces, this.#sides(), this.#bins);
    passes.end();
    const start = performance.now();
    this.#gpu.device.queue.submit([encoder.finish()]);
    if (pending) this.#showedPending = true;
    if (measure && this.#profiler.available) add(times, await this.#profiler.times());
    else await this.#gpu.device.queue.onSubmittedWorkDone();
    this.#schedule.took(count, performance.now() - start, frameBudgetMs);
    if (this.#restart || !this.#schedule.finished) return false;
    this.#samples++;
    this.#schedule.start(Math.ceil(film.width / 8) * Math.ceil(film.height / 8));
    return true;
  }

  /** Makes what a change has dropped: film, path state, bind groups. */
  #prepareWave(kernels: WaveKernels): Wave {
    const scene = this.#needScene();
    if (this.#split.enabled && !this.#bins.has('b')) throw new Error('split view: side b has no materials');
    const { width, height } = this.filmSize;
    if (this.#film?.width !== width || this.#film.height !== height) {
      this.#film?.dispose();
      this.#dropWave();
      this.#film = new Film(this.#gpu, this.#structs, width, height);
      this.#restart = true;
    }
    const needed = Math.min(this.#capacity, Math.ceil(width / 8) * Math.ceil(height / 8) * 64);
    if (!this.#buffers || this.#buffers.capacity < needed) {
      this.#buffers?.dispose();
      this.#dropWave();
      this.#buffers = new WaveBuffers(this.#gpu, this.#structs, needed);
      this.#schedule = new BlockSchedule(needed / 64);
      this.#restart = true;
    }
    if (!this.#wave) {
      const count = scene.data.materials.length;
      this.#wave = new Wave(this.#gpu, kernels, this.#structs, this.#buffers, scene, this.#film, count);
      this.#emissionStale = true;
    }
    if (this.#emissionStale)
      this.#wave.writeEmission((side, index) => this.#bins.material(side, index)?.emission ?? [0, 0, 0]);
    this.#emissionStale = false;
    return this.#wave;
  }

  #dropWave(): void {
    this.#wave?.dispose();
    this.#wave = undefined;
  }

  #needScene(): GpuScene {
    if (!this.#scene) throw new Error('path tracer: no scene was set');
    return this.#scene;
  }

  #sides(): Side[] {
    return this.#split.enabled ? ['a', 'b'] : ['a'];
  }

  #pendingNames(): string[] {
    const count = this.#scene?.data.materials.length ?? 0;
    return this.#sides().flatMap((side) =>
      Array.from({ length: count }, (_, i) => i)
        .filter((i) => !this.#bins.ready(side, i))
        .map((i) => `${side}/${this.#bins.material(side, i)?.name ?? this.#scene!.data.materials[i].name}`),
    );
  }
}

/** One compute pass for all, or one a kernel where each is timed. */
function openPasses(encoder: GPUCommandEncoder, profiler: Profiler | undefined) {
  let open: GPUComputePassEncoder | undefined;
  return {
    pass(name: string): GPUComputePassEncoder {
      if (!profiler) return (open ??= encoder.beginComputePass({ label: 'wave' }));
      open?.end();
      return (open = profiler.beginPass(encoder, name));
    },
    end: () => open?.end(),
  };
}

function add(sum: PassTimes, times: PassTimes): void {
  for (const [name, ms] of Object.entries(times)) sum[name] = (sum[name] ?? 0) + ms;
}
