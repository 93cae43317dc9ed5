import { bindingLayout, storage, uniform } from '../engine/bindings.ts';
import { bufferUsage, createBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel, type Kernel } from '../engine/kernel.ts';
import { structLayout } from '../engine/structLayout.ts';
import { samplerDensities } from '../materials/neural/decoderSpec.ts';
import { MAX_PARAM_BYTES, type NeuralLayout } from '../materials/neural/neuralLayout.ts';
import type { DenseSlots } from './tape.ts';

const STEP = 'package::training::trainingStep::TrainingStep';
const SLOTS = 'package::training::tapeSlots';
const SAMPLES = 'array<package::training::trainingSample::TrainingSample>';

// All networks' parameters, padded to the largest uniform binding: one compiled kernel serves every decoder.
const weights = uniform(`array<vec4f, ${MAX_PARAM_BYTES / 16}>`);
const tape = storage('array<vec4f>', 'read_write');

/** For `denseForward` and `denseBackward`. */
const denseBindings = bindingLayout('dense_bindings', 0, {
  training: uniform(STEP),
  layer: uniform(`${SLOTS}::DenseLayer`),
  weights,
  tape,
});

const decoderBindings = bindingLayout('decoder_bindings', 0, {
  training: uniform(STEP),
  decoder: uniform(`${SLOTS}::DecoderSlots`),
  weights,
  samples: storage(SAMPLES),
  latents: storage('array<vec4f>', 'read_write'),
  latent_moments: storage('array<package::training::adam::Moments>', 'read_write'),
  tape,
  losses: storage('array<f32>', 'read_write'),
});

const samplerBindings = bindingLayout('sampler_bindings', 0, {
  training: uniform(STEP),
  sampler: uniform(`${SLOTS}::SamplerSlots`),
  samples: storage(SAMPLES),
  tape,
  losses: storage('array<f32>', 'read_write'),
});

const kernelLayouts = {
  denseForward: denseBindings,
  denseBackward: denseBindings,
  decoderInputs: decoderBindings,
  evaluationLoss: decoderBindings,
  latentStep: decoderBindings,
  samplerInputs: samplerBindings,
  samplerDraw: samplerBindings,
  samplerLoss: samplerBindings,
} as const;
type KernelName = keyof typeof kernelLayouts;

/** The kernels that run networks over a batch, and the small uniforms that tell them where things lie. */
export interface NetworkKernels {
  readonly kernels: Record<KernelName, Kernel>;
  /** Uniforms, owned here. */
  denseUniform(layer: DenseSlots): GPUBuffer;
  decoderUniform(values: Record<string, number>): GPUBuffer;
  samplerUniform(values: Record<string, number>): GPUBuffer;
  dispose(): void;
}

export async function createNetworkKernels(gpu: Gpu, layout: NeuralLayout): Promise<NetworkKernels> {
  const density = samplerDensities.indexOf(layout.spec.sampler.density ?? 'full');
  const names = Object.keys(kernelLayouts) as KernelName[];
  const [dense, decoder, sampler, ...made] = await Promise.all([
    structLayout(`${SLOTS}::DenseLayer`),
    structLayout(`${SLOTS}::DecoderSlots`),
    structLayout(`${SLOTS}::SamplerSlots`),
    ...names.map((name) =>
      createKernel(gpu, {
        root: `kernels::${name}`,
        layouts: [kernelLayouts[name]],
        constants: { FRAMES: `${layout.spec.frames}u`, SAMPLER_DENSITY: `${density}u` },
      }),
    ),
  ]);
  const owned: GPUBuffer[] = [];
  const make = (label: string, bytes: ArrayBuffer) => {
    const buffer = createBuffer(gpu, label, new Uint8Array(bytes), bufferUsage.uniform | bufferUsage.copyDst);
    owned.push(buffer);
    return buffer;
  };
  return {
    kernels: Object.fromEntries(names.map((name, i) => [name, made[i]])) as Record<KernelName, Kernel>,
    denseUniform: (layer) => make('training/layer', dense.pack(layer)),
    decoderUniform: (values) => make('training/decoder', decoder.pack(values)),
    samplerUniform: (values) => make('training/sampler', sampler.pack(values)),
    dispose: () => owned.forEach((buffer) => buffer.destroy()),
  };
}
