import { bindingLayout, storage, uniform, type BindingLayout } from '../engine/bindings.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel, type Kernel } from '../engine/kernel.ts';
import type { MaterialProgram, ProgramFeatures } from '../materials/program.ts';

const STEP = uniform('package::training::trainingStep::TrainingStep');
const SLOTS = uniform('package::training::tapeSlots::EncoderSlots');
const BLOCKS = storage('array<vec4f>');
const WRITTEN = storage('array<vec4f>', 'read_write');

const layouts = {
  inputs: bindingLayout('encoder_bindings', 0, { training: STEP, encoder: SLOTS, standard: BLOCKS, encoded: WRITTEN }),
  store: bindingLayout('store_bindings', 0, { training: STEP, encoder: SLOTS, encoded: BLOCKS, latents: WRITTEN }),
  spread: bindingLayout('spread_bindings', 0, { training: STEP, encoder: SLOTS, encoded: WRITTEN, tape: WRITTEN }),
  // Wider networks than a decoder's: more parameters than a uniform binding holds.
  dense: bindingLayout('dense_bindings', 0, {
    training: STEP,
    layer: uniform('package::training::tapeSlots::DenseLayer'),
    weights: BLOCKS,
    tape: WRITTEN,
  }),
};

/** The kernels that run an encoder over texels; `inputs` is compiled around the reference's pattern values. */
export interface EncoderKernels {
  readonly inputs: Kernel;
  readonly store: Kernel;
  readonly spread: Kernel;
  readonly gather: Kernel;
  readonly denseForward: Kernel;
  readonly denseBackward: Kernel;
}

export async function createEncoderKernels(
  gpu: Gpu,
  reference: MaterialProgram,
  features: ProgramFeatures,
): Promise<EncoderKernels> {
  const own = (name: string, layout: BindingLayout) =>
    createKernel(gpu, { root: `kernels::${name}`, layouts: [layout] });
  const [inputs, store, spread, gather, denseForward, denseBackward] = await Promise.all([
    createKernel(gpu, {
      root: 'kernels::encoderInputs',
      layouts: [layouts.inputs, reference.bindings],
      generated: { ...reference.modules, ...features.modules },
      label: `encoderInputs(${reference.label})`,
    }),
    own('storeLatents', layouts.store),
    own('spreadLatents', layouts.spread),
    own('gatherLatents', layouts.spread),
    own('denseForward', layouts.dense),
    own('denseBackward', layouts.dense),
  ]);
  return { inputs, store, spread, gather, denseForward, denseBackward };
}
