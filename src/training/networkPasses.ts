import { createBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { LATENT_CHANNELS } from '../materials/neural/decoderSpec.ts';
import type { NeuralLayout } from '../materials/neural/neuralLayout.ts';
import { backward, denseGroups, forward } from './densePasses.ts';
import { createGradientStage } from './gradientStage.ts';
import type { LatentGrid } from './latentGrid.ts';
import { createNetworkKernels } from './networkKernels.ts';
import type { PlannedStep } from './schedule.ts';
import { gradientTiles, tapeNetwork, TapeSlots, type DenseSlots, type TapedNetwork } from './tape.ts';

/** `NO_SLOT` of shaders/training/tapeSlots.wgsl. */
const NO_SLOT = 0xffffffff;

export interface NetworkPassesOptions {
  params: GPUBuffer;
  /** Uniforms of the step, with Adam's corrections for the evaluation and for the sampler. */
  step: GPUBuffer;
  samplerStep: GPUBuffer;
  samples: GPUBuffer;
  grid: LatentGrid;
  maxBatch: number;
}

/** The two training passes over a batch of samples that the dataset has drawn. */
export interface NetworkPasses {
  /** Latents, frames and evaluation decoder: forward, loss, backward, Adam. */
  recordEvaluation(pass: GPUComputePassEncoder, planned: PlannedStep): void;
  /** Sampler decoder against the evaluation decoder as it stands. */
  recordSampler(pass: GPUComputePassEncoder, planned: PlannedStep): void;
  /** Where an encoder puts its latents (2 blocks) and finds their gradient. */
  readonly tape: GPUBuffer;
  readonly encodedLatent: number;
  readonly encodedGradient: number;
  /** One float a sample, of the last pass. */
  readonly losses: GPUBuffer;
  /** What the passes remember from step to step beside the parameters, by name. */
  readonly memory: Readonly<Record<string, GPUBuffer>>;
  readonly samplerLosses: GPUBuffer;
  dispose(): void;
}

export async function createNetworkPasses(
  gpu: Gpu,
  layout: NeuralLayout,
  options: NetworkPassesOptions,
): Promise<NetworkPasses> {
  const { params, step, samplerStep, samples, grid, maxBatch } = options;
  const networks = await createNetworkKernels(gpu, layout);
  const { kernels } = networks;
  const slots = new TapeSlots();
  const evaluation = tapeNetwork(slots, layout.evaluation, true);
  const dResiduals = layout.frames ? slots.take(Math.ceil(layout.frames.network.outWidth / 4)) : 0;
  const sampler = tapeNetwork(slots, layout.sampler, true);
  const drawn = slots.take(1);
  const drawnEvaluation = tapeNetwork(slots, layout.evaluation, false);
  const encodedLatent = slots.take(LATENT_CHANNELS / 4);
  const encodedGradient = slots.take(LATENT_CHANNELS / 4);
  const tape = createBuffer(gpu, 'training/tape', slots.blocks * maxBatch * 16);
  const losses = createBuffer(gpu, 'training/losses', maxBatch * 4);
  const samplerLosses = createBuffer(gpu, 'training/samplerLosses', maxBatch * 4);
  const frameTiles = layout.frames
    ? gradientTiles(
        [frameLayer(layout.frames.offset, layout.frames.network.outWidth, evaluation.inputs, dResiduals)],
        false,
      )
    : [];
  const [evaluationStage, samplerStage] = await Promise.all([
    createGradientStage(gpu, {
      label: 'training/evaluation',
      parameters: params,
      firstBlock: 0,
      blocks: layout.sampler.offset,
      tiles: [...frameTiles, ...gradientTiles(evaluation.layers)],
      tape,
      maxBatch,
      step,
    }),
    createGradientStage(gpu, {
      label: 'training/sampler',
      parameters: params,
      firstBlock: layout.sampler.offset,
      blocks: layout.blockCount - layout.sampler.offset,
      tiles: gradientTiles(sampler.layers),
      tape,
      maxBatch,
      step: samplerStep,
    }),
  ]);

  const bindDense = ({ layers }: TapedNetwork) =>
    denseGroups(layers, (layer) =>
      kernels.denseForward.bindGroup(0, { training: step, layer: networks.denseUniform(layer), weights: params, tape }),
    );
  const [evaluationDense, samplerDense, drawnDense] = [evaluation, sampler, drawnEvaluation].map(bindDense);
  const frames_first = layout.frames?.offset ?? 0;
  // Two sets of uniforms: latents of the pyramid, and latents that an encoder put on the tape.
  const slotsOf = (from: { latent: number; d_latent: number }) => ({
    decoder: networks.decoderUniform({
      ...from,
      frames_first,
      inputs: evaluation.inputs,
      wi: NO_SLOT,
      d_inputs: evaluation.dInputs,
      d_residuals: dResiduals,
      raw: evaluation.raw,
      d_raw: evaluation.dRaw,
    }),
    drawn: networks.decoderUniform({ ...from, frames_first, inputs: drawnEvaluation.inputs, wi: drawn }),
    sampler: networks.samplerUniform({
      // An encoder's, or those among the evaluation decoder's inputs.
      latent: from.latent === NO_SLOT ? evaluation.inputs : from.latent,
      inputs: sampler.inputs,
      raw: sampler.raw,
      d_raw: sampler.dRaw,
      drawn,
      value_raw: drawnEvaluation.raw,
    }),
  });
  const levelSlots = slotsOf({ latent: NO_SLOT, d_latent: NO_SLOT });
  const encodedSlots = slotsOf({ latent: encodedLatent, d_latent: encodedGradient });

  const bind = (from: typeof levelSlots) => {
    const decoder = (uniform: GPUBuffer) =>
      kernels.decoderInputs.bindGroup(0, {
        training: step,
        decoder: uniform,
        weights: params,
        samples,
        latents: grid.latents,
        latent_moments: grid.moments,
        tape,
        losses,
      });
    const ofSampler = { training: step, sampler: from.sampler, samples, tape };
    return {
      decoder: decoder(from.decoder),
      drawn: decoder(from.drawn),
      sampler: kernels.samplerInputs.bindGroup(0, { ...ofSampler, losses: samplerLosses }),
    };
  };
  const groups = { level: bind(levelSlots), encoded: bind(encodedSlots) };
  const bound = (encodes: boolean) => (encodes ? groups.encoded : groups.level);

  return {
    tape,
    encodedLatent,
    encodedGradient,
    losses,
    samplerLosses,
    memory: { evaluationMoments: evaluationStage.moments, samplerMoments: samplerStage.moments },
    recordEvaluation(pass, { batch, encodes }) {
      const { decoder } = bound(encodes);
      const x = Math.ceil(batch / 64);
      kernels.decoderInputs.dispatch(pass, [decoder], x);
      forward(pass, kernels.denseForward, evaluationDense, batch);
      kernels.evaluationLoss.dispatch(pass, [decoder], x);
      backward(pass, kernels.denseBackward, evaluationDense, batch, true);
      kernels.latentStep.dispatch(pass, [decoder], x);
      evaluationStage.record(pass, batch);
    },
    recordSampler(pass, { batch, encodes }) {
      const { decoder, sampler: group, drawn: drawnGroup } = bound(encodes);
      const x = Math.ceil(batch / 64);
      // Latents have moved since the evaluation's step, or there was none.
      if (!encodes) kernels.decoderInputs.dispatch(pass, [decoder], x);
      kernels.samplerInputs.dispatch(pass, [group], x);
      forward(pass, kernels.denseForward, samplerDense, batch);
      kernels.samplerDraw.dispatch(pass, [group], x);
      kernels.decoderInputs.dispatch(pass, [drawnGroup], x);
      forward(pass, kernels.denseForward, drawnDense, batch);
      kernels.samplerLoss.dispatch(pass, [group], x);
      backward(pass, kernels.denseBackward, samplerDense, batch, false);
      samplerStage.record(pass, batch);
    },
    dispose() {
      networks.dispose();
      evaluationStage.dispose();
      samplerStage.dispose();
      for (const buffer of [tape, losses, samplerLosses]) buffer.destroy();
    },
  };
}

/** The frames' linear layer, run inside `decoderInputs` and `latentStep`: its x are the latents at the inputs' start. */
function frameLayer(first: number, outWidth: number, x: number, d_y: number): DenseSlots {
  const out_blocks = Math.ceil(outWidth / 4);
  return { in_width: LATENT_CHANNELS, out_blocks, first, rectify: 0, x, y: 0, d_y, d_x: 0, x_rectified: 0 };
}
