import type { Gpu } from '../engine/device.ts';
import type { Kernel } from '../engine/kernel.ts';
import type { PassTimes } from '../engine/profiler.ts';
import type { Material } from '../materials/program.ts';
import type { EnvironmentData } from '../scene/environmentData.ts';
import { uploadScene, type GpuScene } from '../scene/gpuScene.ts';
import type { CameraData, LightData, SceneData } from '../scene/sceneData.ts';
import type { Radiance } from './film.ts';
import { MaterialBins, type ProgramStatus, type Side } from './materialBins.ts';
import {
  checkSettings,
  DEFAULT_SETTINGS,
  needsReset,
  type PathTracerSettings,
  type SplitSettings,
} from './settings.ts';
import { RenderState, shownSides, type RenderInput } from './renderState.ts';
import { loadWaveStructs, type WaveStructs } from './waveBuffers.ts';
import { createWaveKernels, type WaveKernels } from './waveKernels.ts';

export interface PathTracerOptions {
  settings?: Partial<PathTracerSettings>;
  /**
   * Most paths in one submit, a multiple of 64 from 64 to 4,194,240; default 2^18. One path takes about 250 bytes of GPU
   * memory.
   */
  waveCapacity?: number;
}

/** Groups of 64 that one dispatch has, at most. */
const MOST_PATHS = 64 * 65535;

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

/**
 * Images from scenes. Calls that change what is seen restart the film; `renderSample` adds to it. One render call at a
 * time; the others may come at any moment, also while one runs.
 */
export class PathTracer {
  readonly #gpu: Gpu;
  readonly #kernelsPending: Promise<WaveKernels>;
  readonly #bins: MaterialBins;
  readonly #state: RenderState;
  #kernels: WaveKernels | undefined;
  #settings: PathTracerSettings;
  #split: SplitSettings = { enabled: false, position: 0.5 };
  #size = { width: 256, height: 256 };
  #scene: GpuScene | undefined;
  #camera: CameraData | undefined;
  #sceneTurn = 0;
  #rendering = false;
  #disposed = false;

  private constructor(gpu: Gpu, structs: WaveStructs, options: PathTracerOptions) {
    this.#gpu = gpu;
    this.#settings = { ...DEFAULT_SETTINGS, ...options.settings };
    checkSettings(this.#settings);
    const { waveCapacity = 2 ** 18 } = options;
    if (!(waveCapacity >= 64 && waveCapacity <= MOST_PATHS && waveCapacity % 64 === 0))
      throw new RangeError(`waveCapacity is ${waveCapacity}; it must be a multiple of 64 from 64 to ${MOST_PATHS}`);
    this.#state = new RenderState(gpu, structs, waveCapacity);
    this.#bins = new MaterialBins(gpu, () => {
      if (this.#state.showedPending) this.reset();
    });
    this.#kernelsPending = createWaveKernels(gpu);
    // Whoever renders first is told; until then a failure must not count as unhandled.
    this.#kernelsPending.catch(() => undefined);
  }

  /**
   * The kernels compile in the background; the first render call waits for them and throws if one does not compile.
   * @throws RangeError on an impossible option, naming it
   */
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
    return this.#state.samples;
  }

  /** Film size in pixels: the size asked for, times `renderScale`. */
  get filmSize(): { width: number; height: number } {
    const scaled = (pixels: number) => Math.max(1, Math.round(pixels * this.#settings.renderScale));
    return { width: scaled(this.#size.width), height: scaled(this.#size.height) };
  }

  get status(): PathTracerStatus {
    return { programs: this.#bins.programs, pending: this.#pendingNames() };
  }

  /** GPU memory of film, path state and scene, in bytes; materials count their own. */
  get bytes(): number {
    return this.#state.bytes + (this.#scene?.bytes ?? 0);
  }

  /** @throws RangeError on an impossible value, naming it */
  updateSettings(changes: Partial<PathTracerSettings>): void {
    const next = { ...this.#settings, ...changes };
    checkSettings(next);
    const reset = needsReset(this.#settings, next);
    if (next.binning !== this.#settings.binning) this.#state.materialsChanged();
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

  /**
   * Uploads a scene. Its materials are placeholders until `setMaterials`. Of calls that overlap the last one counts.
   * @throws as `uploadScene`, and where there are too many materials; the scene of before stays.
   */
  async setScene(data: SceneData): Promise<void> {
    const turn = ++this.#sceneTurn;
    this.#state.checkMaterialCount(data.materials.length);
    const scene = await uploadScene(this.#gpu, data);
    if (turn !== this.#sceneTurn || this.#disposed) return scene.dispose();
    this.#scene?.dispose();
    this.#state.dropBindGroups();
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
    this.#state.materialsChanged();
    if (shownSides(this.#split).includes(side)) this.reset();
    await done;
  }

  /** @throws RangeError where nothing could be in focus */
  updateCamera(camera: CameraData): void {
    if (!(camera.aperture >= 0 && camera.focusDistance > 0))
      throw new RangeError(`camera: aperture ${camera.aperture}, focus distance ${camera.focusDistance}`);
    this.#camera = camera;
    this.reset();
  }

  updateLights(lights: LightData[]): void {
    this.#needScene().updateLights(lights);
    this.reset();
  }

  updateEnvironment(environment: EnvironmentData): void {
    if (this.#needScene().updateEnvironment(environment)) this.#state.dropBindGroups();
    this.reset();
  }

  /** Starts the film anew with the next render call. */
  reset(): void {
    this.#state.restart();
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
    this.#state.film.present(this.#toneMapKernel, target, this.#settings);
  }

  /** Tone-mapped sRGB, RGBA, 4 bytes a pixel, in the film's size. */
  async readPixels(): Promise<Uint8ClampedArray<ArrayBuffer>> {
    return this.#state.film.readPixels(this.#toneMapKernel, this.#settings);
  }

  /** Linear radiance with its variance. */
  async readRadiance(): Promise<Radiance> {
    return this.#state.film.readRadiance();
  }

  dispose(): void {
    this.#disposed = true;
    this.#bins.clear();
    this.#state.dispose();
    this.#scene?.dispose();
  }

  async #render(enough: (elapsedMs: number, completed: boolean) => boolean): Promise<RenderResult> {
    if (this.#rendering) throw new Error('path tracer: a render call is still running');
    this.#rendering = true;
    const start = performance.now();
    const times: PassTimes = {};
    try {
      this.#kernels ??= await this.#kernelsPending;
      while (!this.#disposed && this.samples < this.#settings.maxSamples) {
        const completed = await this.#state.advance(this.#input(this.#kernels), times);
        if (enough(performance.now() - start, completed)) break;
      }
    } finally {
      this.#rendering = false;
    }
    const result = { samples: this.samples, progress: this.#state.progress, pending: this.#pendingNames() };
    return this.#settings.measure && this.#state.profiler.available ? { ...result, gpuTimes: times } : result;
  }

  #input(kernels: WaveKernels): RenderInput {
    if (this.#split.enabled && !this.#bins.has('b')) throw new Error('split view: side b has no materials');
    return {
      kernels,
      scene: this.#needScene(),
      camera: this.#camera!,
      bins: this.#bins,
      settings: this.#settings,
      split: this.#split,
      ...this.filmSize,
    };
  }

  get #toneMapKernel(): Kernel {
    return this.#kernels!.toneMap; // there is a film, so they were made
  }

  #needScene(): GpuScene {
    if (!this.#scene) throw new Error('path tracer: no scene was set');
    return this.#scene;
  }

  #pendingNames(): string[] {
    const count = this.#scene?.data.materials.length ?? 0;
    return shownSides(this.#split).flatMap((side) =>
      Array.from({ length: count }, (_, i) => i)
        .filter((i) => !this.#bins.ready(side, i))
        .map((i) => `${side}/${this.#bins.material(side, i)?.name ?? this.#scene!.data.materials[i].name}`),
    );
  }
}
