import { bindingLayout, storage, uniform } from '../engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel } from '../engine/kernel.ts';
import { Pcg } from '../engine/pcg.ts';
import { structLayout } from '../engine/structLayout.ts';
import { LATENT_CHANNELS } from '../materials/neural/decoderSpec.ts';
import { LATENT_BLOCKS } from '../materials/neural/latentPyramid.ts';
import { pyramidOffsets } from './levelSchedule.ts';

/** Half the width of the uniform distribution that the first latents are drawn from. */
const INITIAL_SPREAD = 0.1;

const growBindings = bindingLayout('grow_bindings', 0, {
  growth: uniform('package::training::latentGrowth::LatentGrowth'),
  latents: storage('array<vec4f>', 'read_write'),
});

/** The latent pyramid in training: f32 masters, 8 channels a texel as two vec4f, and Adam's moments beside them. */
export interface LatentGrid {
  readonly latents: GPUBuffer;
  readonly moments: GPUBuffer;
  /** Fills a level from the next coarser one. */
  grow(level: number): void;
  /** Sets the floats of each level, from level 0 on. */
  write(levels: readonly Float32Array[]): void;
  /** The floats of each level. */
  read(): Promise<Float32Array[]>;
  dispose(): void;
}

/** @param size side of level 0, a power of two. */
export async function createLatentGrid(gpu: Gpu, size: number, levels: number, seed: number): Promise<LatentGrid> {
  const [kernel, moment, growth] = await Promise.all([
    createKernel(gpu, { root: 'kernels::growLatents', layouts: [growBindings] }),
    structLayout('package::training::adam::Moments'),
    structLayout('package::training::latentGrowth::LatentGrowth'),
  ]);
  const { offsets, texels } = pyramidOffsets(size, levels);
  // The largest first: where it does not fit, nothing is made.
  const moments = createBuffer(gpu, 'training/latentMoments', texels * LATENT_BLOCKS * moment.size);
  const latents = createBuffer(gpu, 'training/latents', drawLatents(texels, seed));
  const { uniform: UNIFORM, copyDst } = bufferUsage;
  const step = createBuffer(gpu, 'training/growth', growth.size, UNIFORM | copyDst);
  const group = kernel.bindGroup(0, { growth: step, latents });
  return {
    latents,
    moments,
    grow(level) {
      const coarse_size = size >> (level + 1);
      const values = growth.pack({ coarse: offsets[level + 1], fine: offsets[level], coarse_size });
      gpu.device.queue.writeBuffer(step, 0, values);
      const encoder = gpu.device.createCommandEncoder({ label: 'training/grow' });
      const pass = encoder.beginComputePass({ label: 'training/grow' });
      kernel.dispatch(pass, [group], Math.ceil((2 * coarse_size) / 64), 2 * coarse_size);
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
    },
    write(values) {
      values.forEach((level, m) =>
        gpu.device.queue.writeBuffer(latents, offsets[m] * LATENT_CHANNELS * 4, level as BufferSource),
      );
    },
    async read() {
      const all = new Float32Array(await readBuffer(gpu, latents));
      const end = (m: number) => offsets[m] + (size >> m) ** 2;
      return offsets.map((offset, m) => all.slice(offset * LATENT_CHANNELS, end(m) * LATENT_CHANNELS));
    },
    dispose: () => [latents, moments, step].forEach((buffer) => buffer.destroy()),
  };
}

function drawLatents(texels: number, seed: number): Float32Array {
  const rng = new Pcg(seed, 0x1a7e);
  return Float32Array.from({ length: texels * LATENT_CHANNELS }, () => (2 * rng.nextFloat() - 1) * INITIAL_SPREAD);
}
