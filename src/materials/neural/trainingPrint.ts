/**
 * The networks of a neural material as text for training kernels: forward with every intermediate in scope, backward
 * by hand, and for each linear layer the names of its inputs x and deltas δ (see layers/layer.ts for what to sum).
 *
 *     const printer = new WgslPrinter({ float: 'f32', weight: arrayWeights('weights') });
 *     const forward = printEvaluationForward(printer, layout, { latent: ['z0', 'z1'], wo: 'wo', wi: 'wi' });
 *     printer.line(`let d = vec4f(dloss(${forward.value}.xyz, target), 0.0);`);
 *     const { latent, gradients } = printEvaluationBackward(printer, layout, forward, 'd');
 *     module = trainingImports + ... + printer.text + ...
 *
 * In scope before the text: z0, z1: vec4f (the texel's latents), wo, wi: vec3f (local, unit).
 */
import type { LinearGradient, PrintedForward } from '../../layers/layer.ts';
import type { Blocks, WgslPrinter } from '../../layers/wgslPrinter.ts';
import { LATENT_CHANNELS } from './decoderSpec.ts';
import {
  frameGradientImports,
  frameImports,
  printFrames,
  printFramesBackward,
  printProjections,
  type PrintedFrames,
} from './framePrint.ts';
import type { NeuralLayout } from './neuralLayout.ts';
import { packBlocks, scalarsOf, vec3At } from './packBlocks.ts';

/** For the head of a module that holds the text of this file. */
export const trainingImports = frameImports + frameGradientImports;

export interface EvaluationInputs {
  readonly latent: Blocks;
  readonly wo: string;
  readonly wi: string;
}

export interface PrintedEvaluation {
  /** vec4f: f·|cos| in xyz, 0 in w. */
  readonly value: string;
  readonly inputs: EvaluationInputs;
  readonly frames: PrintedFrames;
  readonly decoder: PrintedForward;
}

export function printEvaluationForward(
  printer: WgslPrinter,
  layout: NeuralLayout,
  inputs: EvaluationInputs,
): PrintedEvaluation {
  requireF32(printer);
  const frames = printFrames(printer, layout, inputs.latent);
  const wo = printProjections(printer, frames.frames, inputs.wo);
  const wi = printProjections(printer, frames.frames, inputs.wi);
  const x = [...inputs.latent, ...packBlocks(printer, scalarsOf(...wo, ...wi))];
  const { network, offset } = layout.evaluation;
  const decoder = network.printForward(printer, offset, [x]);
  return { value: decoder.outputs[0][0], inputs, frames, decoder };
}

/**
 * @param delta name of a vec4f: dL/dvalue, w = 0.
 * @returns names of dL/dlatent (two vec4f) and one entry per linear layer, the frames' last.
 */
export function printEvaluationBackward(
  printer: WgslPrinter,
  layout: NeuralLayout,
  forward: PrintedEvaluation,
  delta: string,
): { latent: Blocks; gradients: readonly LinearGradient[] } {
  const decoder = layout.evaluation.network.printBackward(printer, forward.decoder, [delta]);
  const direct = decoder.dx.slice(0, LATENT_CHANNELS / 4);
  if (layout.frames === undefined) return { latent: direct, gradients: decoder.gradients };
  const count = layout.spec.frames;
  const projections = Array.from({ length: 2 * count }, (_, i) =>
    printer.let(vec3At(printer, decoder.dx, LATENT_CHANNELS + 3 * i)),
  );
  const { wo, wi } = forward.inputs;
  const [dWo, dWi] = [projections.slice(0, count), projections.slice(count)];
  const frames = printFramesBackward(printer, layout, forward.frames, wo, wi, dWo, dWi);
  const latent = direct.map((block, i) => printer.let(`${block} + ${frames.dx[i]}`));
  return { latent, gradients: [...decoder.gradients, ...frames.gradients] };
}

export interface PrintedSampler {
  /** Three vec4f: the nine raw outputs of samplerHead.wgsl, then zeros. */
  readonly raw: Blocks;
  readonly network: PrintedForward;
}

export function printSamplerForward(
  printer: WgslPrinter,
  layout: NeuralLayout,
  inputs: { readonly latent: Blocks; readonly wo: string },
): PrintedSampler {
  const { network, offset } = layout.sampler;
  const x = [...inputs.latent, ...packBlocks(printer, scalarsOf(inputs.wo))];
  const printed = network.printForward(printer, offset, [x]);
  return { raw: printed.outputs[0], network: printed };
}

/**
 * The sampler learns with the latents detached: nothing is sent below its first layer.
 * @param delta names of three vec4f: dL/draw, unused lanes 0.
 */
export function printSamplerBackward(
  printer: WgslPrinter,
  layout: NeuralLayout,
  forward: PrintedSampler,
  delta: Blocks,
): readonly LinearGradient[] {
  return layout.sampler.network.printBackward(printer, forward.network, delta, false).gradients;
}

function requireF32(printer: WgslPrinter): void {
  if (printer.float !== 'f32') throw new TypeError('training runs in f32');
}
