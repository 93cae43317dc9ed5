import { bindingLayout, storage, uniform } from '../engine/bindings.ts';
import { bufferUsage, createBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel, type Kernel } from '../engine/kernel.ts';
import { structLayout } from '../engine/structLayout.ts';

/** Samples summed by one invocation of `weightGradient`; the shader's constant of the same name. */
const CHUNK = 128;

const STEP = 'package::training::trainingStep::TrainingStep';

const gradientBindings = bindingLayout('gradient_bindings', 0, {
  training: uniform(STEP),
  tiles: storage('array<package::training::gradientTile::GradientTile>'),
  tape: storage('array<vec4f>'),
  partials: storage('array<vec4f>', 'read_write'),
});

const adamBindings = bindingLayout('adam_bindings', 0, {
  training: uniform(STEP),
  range: uniform('package::training::parameterRange::ParameterRange'),
  partials: storage('array<vec4f>'),
  parameters: storage('array<vec4f>', 'read_write'),
  moments: storage('array<package::training::adam::Moments>', 'read_write'),
});

/** A tile as `shaders/training/gradientTile.wgsl` has it; block numbers. */
export interface GradientTile {
  x: number;
  delta: number;
  target_block: number;
  columns: number;
  rows: number;
  stride: number;
}

/** Turns the tape of a batch into a step of Adam on one network's blocks of the flat parameters. */
export interface GradientStage {
  /** Records the weight gradient and Adam after a trainer has written the tape. */
  record(pass: GPUComputePassEncoder, batch: number): void;
  /** Adam's, of the stage's blocks. */
  readonly moments: GPUBuffer;
  dispose(): void;
}

export interface GradientStageOptions {
  label: string;
  /** All networks' parameters, whole vec4 blocks. */
  parameters: GPUBuffer;
  /** The blocks this stage trains. */
  firstBlock: number;
  blocks: number;
  /** `target_block` in the flat buffer. */
  tiles: GradientTile[];
  tape: GPUBuffer;
  maxBatch: number;
  /** Uniform of a `TrainingStep`. */
  step: GPUBuffer;
}

export async function createGradientStage(gpu: Gpu, options: GradientStageOptions): Promise<GradientStage> {
  const { label, tiles, tape, maxBatch, parameters, firstBlock, blocks } = options;
  const [gradient, adam] = await Promise.all([
    createKernel(gpu, { root: 'kernels::weightGradient', layouts: [gradientBindings] }),
    createKernel(gpu, { root: 'kernels::adam', layouts: [adamBindings] }),
  ]);
  const tileLayout = await structLayout('package::training::gradientTile::GradientTile');
  const momentLayout = await structLayout('package::training::adam::Moments');
  const maxChunks = Math.ceil(maxBatch / CHUNK);
  const rangeLayout = await structLayout('package::training::parameterRange::ParameterRange');
  const local = tiles.map((tile) => ({ ...tile, target_block: tile.target_block - firstBlock }));
  const tileBuffer = createBuffer(gpu, `${label}/tiles`, new Uint8Array(tileLayout.pack(local)));
  const partials = createBuffer(gpu, `${label}/partials`, maxChunks * blocks * 16);
  const moments = createBuffer(gpu, `${label}/moments`, blocks * momentLayout.size);
  // `partials` is bound to exactly the chunks in use, so that the shader knows the stride from its length.
  const perBatch = new Map<number, { gradient: GPUBindGroup; adam: GPUBindGroup; chunks: number }>();
  const owned = [tileBuffer, partials, moments];
  const groupsFor = (batch: number) => {
    const found = perBatch.get(batch);
    if (found) return found;
    const chunks = Math.ceil(batch / CHUNK);
    const values = rangeLayout.pack({ first: firstBlock, count: blocks, chunks });
    const range = createBuffer(
      gpu,
      `${label}/range`,
      new Uint8Array(values),
      bufferUsage.uniform | bufferUsage.copyDst,
    );
    owned.push(range);
    const bound = { buffer: partials, size: chunks * blocks * 16 };
    const groups = {
      gradient: gradient.bindGroup(0, { training: options.step, tiles: tileBuffer, tape, partials: bound }),
      adam: adam.bindGroup(0, { training: options.step, range, partials: bound, parameters, moments }),
      chunks,
    };
    perBatch.set(batch, groups);
    return groups;
  };
  return {
    moments,
    record(pass, batch) {
      const groups = groupsFor(batch);
      run(pass, gradient, groups.gradient, Math.ceil(tiles.length / 64), groups.chunks);
      run(pass, adam, groups.adam, Math.ceil(blocks / 64), 1);
    },
    dispose: () => owned.forEach((buffer) => buffer.destroy()),
  };
}

function run(pass: GPUComputePassEncoder, kernel: Kernel, group: GPUBindGroup, x: number, y: number): void {
  kernel.dispatch(pass, [group], x, y);
}
