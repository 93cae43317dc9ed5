import { bindingLayout, storage } from '../engine/bindings.ts';
import { createBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel } from '../engine/kernel.ts';
import { Pcg } from '../engine/pcg.ts';
import { structLayout } from '../engine/structLayout.ts';

/** Half the width of the uniform distribution that the first latents are drawn from. */
const INITIAL_SPREAD = 0.1;

const growBindings = bindingLayout('grow_bindings', 0, {
  coarse: storage('array<vec4f>'),
  fine: storage('array<vec4f>', 'read_write'),
});

/** The latent level in training: f32 masters, 8 channels a texel as two vec4f, and Adam's moments beside them. */
export interface LatentGrid {
  readonly latents: GPUBuffer;
  readonly moments: GPUBuffer;
  /** Side in texels; 0 before the first `grow`. */
  readonly size: number;
  /** Goes to side `1 << sizeLog2`: drawn from the seed the first time, then copied up from the level before, one doubling at a time. */
  grow(sizeLog2: number): void;
  dispose(): void;
}

export async function createLatentGrid(gpu: Gpu, seed: number): Promise<LatentGrid> {
  const kernel = await createKernel(gpu, { root: 'kernels::growLatents', layouts: [growBindings] });
  const momentSize = (await structLayout('package::training::adam::Moments')).size;
  let latents: GPUBuffer | undefined;
  let moments: GPUBuffer | undefined;
  let size = 0;
  const present = (buffer: GPUBuffer | undefined) => {
    if (!buffer) throw new Error('the latent grid has no level yet');
    return buffer;
  };
  return {
    get latents() {
      return present(latents);
    },
    get moments() {
      return present(moments);
    },
    get size() {
      return size;
    },
    grow(sizeLog2) {
      const target = 2 ** sizeLog2;
      moments?.destroy();
      moments = createBuffer(gpu, `training/latentMoments ${target}`, target * target * 2 * momentSize);
      if (!latents) {
        latents = createBuffer(gpu, `training/latents ${target}`, drawLatents(target, seed));
      } else {
        if (target !== size * 2) throw new Error(`latents of side ${size} cannot grow to ${target} at once`);
        const fine = createBuffer(gpu, `training/latents ${target}`, target * target * 32);
        const encoder = gpu.device.createCommandEncoder({ label: 'training/grow' });
        const pass = encoder.beginComputePass({ label: 'training/grow' });
        kernel.dispatch(pass, [kernel.bindGroup(0, { coarse: latents, fine })], Math.ceil(target / 64), target);
        pass.end();
        gpu.device.queue.submit([encoder.finish()]);
        latents.destroy();
        latents = fine;
      }
      size = target;
    },
    dispose() {
      latents?.destroy();
      moments?.destroy();
    },
  };
}

function drawLatents(size: number, seed: number): Float32Array {
  const rng = new Pcg(seed, 0x1a7e);
  return Float32Array.from({ length: size * size * 8 }, () => (2 * rng.nextFloat() - 1) * INITIAL_SPREAD);
}
