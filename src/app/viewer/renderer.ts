import type { Gpu } from '../../engine/device.ts';
import type { PassTimes } from '../../engine/profiler.ts';
import type { Material } from '../../materials/program.ts';
import { PathTracer } from '../../pathtracer/pathTracer.ts';
import type { SceneData } from '../../scene/sceneData.ts';
import type { ResolutionScale } from './resolutionScale.ts';

export interface FrameRequest {
  moving: boolean;
  /** Time the passes of this frame. */
  measure: boolean;
}

export interface FrameResult {
  samples: number;
  passes?: PassTimes;
}

/** Time a frame gives to rendering while nothing moves, ms. */
const FRAME_MS = 40;

/** What lives on one device: the path tracer and the canvas it draws to. A lost device takes all of it along. */
export class Renderer {
  readonly gpu: Gpu;
  readonly tracer: PathTracer;
  private readonly canvas: HTMLCanvasElement;
  private readonly context: GPUCanvasContext;
  private readonly scale: ResolutionScale;
  /** Time spent on the sample under way, ms. */
  private sampleMs = 0;
  private lastSamples = 0;
  /** The film's scale was chosen while the camera moved: too coarse to stay. */
  private scaledForMotion = false;
  private awaitingImage: (() => void)[] = [];

  private constructor(gpu: Gpu, tracer: PathTracer, canvas: HTMLCanvasElement, scale: ResolutionScale) {
    const context = canvas.getContext('webgpu');
    if (!context) throw new Error('The canvas gives no WebGPU context.');
    context.configure({
      device: gpu.device,
      format: 'rgba8unorm',
      usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.RENDER_ATTACHMENT,
      alphaMode: 'opaque',
    });
    this.gpu = gpu;
    this.tracer = tracer;
    this.canvas = canvas;
    this.context = context;
    this.scale = scale;
  }

  static async open(gpu: Gpu, canvas: HTMLCanvasElement, scale: ResolutionScale): Promise<Renderer> {
    return new Renderer(gpu, await PathTracer.create(gpu), canvas, scale);
  }

  async setScene(data: SceneData): Promise<void> {
    this.tracer.updateSplit({ enabled: false });
    await this.tracer.setScene(data);
  }

  /** Shows one side over the whole image, or both with the split between them. */
  async setMaterials(materials: readonly Material[], side: 'a' | 'b'): Promise<void> {
    await this.tracer.setMaterials(materials, side);
  }

  /** Gives the film the size of the image, device pixels, and the resolution that the moment affords. */
  fit({ width, height }: { width: number; height: number }, moving: boolean): void {
    this.tracer.setSize(width, height);
    this.chooseScale(width * height, moving);
  }

  /**
   * Renders for one turn of the page's loop. While the camera moves a whole, coarse sample, so that there is always an
   * image of where the camera is; at rest as much as fits the frame.
   */
  async frame({ moving, measure }: FrameRequest): Promise<FrameResult> {
    const { tracer } = this;
    const start = performance.now();
    tracer.updateSettings({ measure });
    const result = moving ? await tracer.renderSample() : await tracer.renderFor(FRAME_MS);
    this.account(result.samples, performance.now() - start);
    return { samples: result.samples, passes: result.gpuTimes };
  }

  /** Draws the film, with the exposure and tone map of now. */
  present(): void {
    // The canvas has the film's size: the browser scales it to the screen, smoothly.
    const { width, height } = this.tracer.filmSize;
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.tracer.present(this.context.getCurrentTexture());
    for (const found of this.awaitingImage.splice(0)) found();
  }

  /** Waits for a film with a whole sample: one that begins anew has none, though the canvas still shows the last. */
  async image(): Promise<void> {
    while (this.tracer.samples === 0) {
      const drawn = new Promise<boolean>((resolve) => this.awaitingImage.push(() => resolve(true)));
      const lost = this.gpu.lost.then(() => false);
      if (!(await Promise.race([drawn, lost]))) throw new Error('the graphics device was lost meanwhile');
    }
  }

  /** Changing the scale restarts the film: only when it begins anew anyhow, or the first sample showed it is far off. */
  private chooseScale(pixels: number, moving: boolean): void {
    const { tracer } = this;
    const now = tracer.settings.renderScale;
    const wanted = this.scale.scale(pixels, moving);
    const measured = tracer.samples >= Math.min(2, tracer.settings.maxSamples);
    const settled = !moving && !this.scaledForMotion && measured && this.scale.chosen === 'auto';
    const near = wanted / now < 2 && wanted / now > 0.5;
    if (settled && near) return;
    this.scaledForMotion = moving;
    if (wanted !== now) tracer.updateSettings({ renderScale: wanted });
  }

  private account(samples: number, milliseconds: number): void {
    if (samples < this.lastSamples) this.sampleMs = 0;
    this.sampleMs += milliseconds;
    const finished = samples - (samples < this.lastSamples ? 0 : this.lastSamples);
    this.lastSamples = samples;
    if (finished <= 0) return;
    const { width, height } = this.tracer.filmSize;
    this.scale.measured(this.sampleMs / finished, width * height);
    this.sampleMs = 0;
  }
}
