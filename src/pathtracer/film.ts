import { bufferUsage, createBuffer, readBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import type { Kernel } from '../engine/kernel.ts';
import type { StructLayout } from '../engine/structLayout.ts';
import { TONE_MAP_INDEX, type ToneMap } from './toneMap.ts';
import type { WaveStructs } from './waveBuffers.ts';

/** Linear Rec.709, row 0 is the upper one. */
export interface Radiance {
  readonly width: number;
  readonly height: number;
  /** Mean of the samples, RGB, 3 a pixel. */
  readonly mean: Float32Array;
  /**
   * Variance of one sample, RGB, unbiased where all are drawn alike; the mean's is this divided by `samples`, or less
   * where they are stratified. Footprints that narrow from sample to sample add what their means differ by. 0 below two
   * samples.
   */
  readonly variance: Float32Array;
  /** Per pixel. */
  readonly samples: Uint32Array;
  /** Samples of the whole image that were not finite and stayed out of the mean: anything above 0 is a defect. */
  readonly refused: number;
}

export interface Display {
  readonly exposure: number;
  readonly toneMap: ToneMap;
}

/** Mean and variance per pixel on the GPU, and the ways out of it. */
export class Film {
  readonly width: number;
  readonly height: number;
  readonly buffer: GPUBuffer;
  readonly #gpu: Gpu;
  readonly #pixel: StructLayout;
  readonly #toneMapParams: StructLayout;
  readonly #params: GPUBuffer;

  constructor(gpu: Gpu, structs: WaveStructs, width: number, height: number) {
    this.#gpu = gpu;
    this.width = width;
    this.height = height;
    this.#pixel = structs.filmPixel;
    this.#toneMapParams = structs.toneMap;
    this.buffer = createBuffer(gpu, 'film', width * height * this.#pixel.size);
    this.#params = createBuffer(
      gpu,
      'film/display',
      this.#toneMapParams.size,
      bufferUsage.uniform | bufferUsage.copyDst,
    );
  }

  clear(): void {
    const encoder = this.#gpu.device.createCommandEncoder({ label: 'film/clear' });
    encoder.clearBuffer(this.buffer);
    this.#gpu.device.queue.submit([encoder.finish()]);
  }

  /** Draws the film into an `rgba8unorm` texture of any size that allows STORAGE_BINDING. */
  present(kernel: Kernel, target: GPUTexture, display: Display): void {
    const { device } = this.#gpu;
    const params = this.#toneMapParams.pack({
      width: this.width,
      height: this.height,
      curve: TONE_MAP_INDEX[display.toneMap],
      exposure: display.exposure,
    });
    device.queue.writeBuffer(this.#params, 0, params);
    const group = kernel.bindGroup(0, { params: this.#params, film: this.buffer, target_image: target.createView() });
    const encoder = device.createCommandEncoder({ label: 'toneMap' });
    const pass = encoder.beginComputePass({ label: 'toneMap' });
    kernel.dispatch(pass, [group], Math.ceil(target.width / 8), Math.ceil(target.height / 8));
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  /** sRGB, RGBA, 4 bytes a pixel. */
  async readPixels(kernel: Kernel, display: Display): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const { device } = this.#gpu;
    const { width, height } = this;
    const usage = 0x08 | 0x01; // STORAGE_BINDING | COPY_SRC
    const target = device.createTexture({ label: 'film/pixels', size: [width, height], format: 'rgba8unorm', usage });
    this.present(kernel, target, display);
    const bytesPerRow = Math.ceil((width * 4) / 256) * 256; // WebGPU's row alignment
    const rows = createBuffer(
      this.#gpu,
      'film/pixels',
      bytesPerRow * height,
      bufferUsage.copySrc | bufferUsage.copyDst,
    );
    const encoder = device.createCommandEncoder({ label: 'film/pixels' });
    encoder.copyTextureToBuffer({ texture: target }, { buffer: rows, bytesPerRow }, [width, height]);
    device.queue.submit([encoder.finish()]);
    const padded = new Uint8Array(await readBuffer(this.#gpu, rows));
    target.destroy();
    rows.destroy();
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let y = 0; y < height; y++)
      pixels.set(padded.subarray(y * bytesPerRow, y * bytesPerRow + width * 4), y * width * 4);
    return pixels;
  }

  async readRadiance(): Promise<Radiance> {
    const view = new DataView(await readBuffer(this.#gpu, this.buffer));
    const { width, height } = this;
    const pixels = width * height;
    const mean = new Float32Array(pixels * 3);
    const variance = new Float32Array(pixels * 3);
    const samples = new Uint32Array(pixels);
    const at = (name: string) => this.#pixel.fields.get(name)!.offset;
    const [meanAt, countAt, deviationAt, refusedAt] = [at('mean'), at('count'), at('deviation'), at('refused')];
    let refused = 0;
    for (let i = 0; i < pixels; i++) {
      const base = i * this.#pixel.size;
      const count = view.getFloat32(base + countAt, true);
      samples[i] = count;
      refused += view.getFloat32(base + refusedAt, true);
      for (let c = 0; c < 3; c++) {
        mean[i * 3 + c] = view.getFloat32(base + meanAt + c * 4, true);
        const deviation = view.getFloat32(base + deviationAt + c * 4, true);
        variance[i * 3 + c] = count > 1 ? deviation / (count - 1) : 0;
      }
    }
    return { width, height, mean, variance, samples, refused };
  }

  dispose(): void {
    this.buffer.destroy();
    this.#params.destroy();
  }
}
