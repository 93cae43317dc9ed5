import { expOutput } from '../../layers/activation.ts';
import type { Layer, ParamArray, UniformSource } from '../../layers/layer.ts';
import { Linear, linear } from '../../layers/linear.ts';
import type { Sequential } from '../../layers/sequential.ts';
import { LATENT_CHANNELS, type DecoderSpec } from './decoderSpec.ts';
import { denseNetwork } from './denseNetwork.ts';

/** A network and where its parameters begin in the flat buffer, in vec4 blocks. */
export interface PlacedNetwork<L extends Layer = Sequential> {
  readonly network: L;
  readonly offset: number;
}

/**
 * All networks of one material in one flat parameter buffer: frames, evaluation decoder, sampler decoder, in this
 * order. The first linear layer of the evaluation decoder takes the columns
 * latent (8), wo in each frame (3 each), wi in each frame (3 each), and the sampler's takes latent (8), wo (3).
 */
export interface NeuralLayout {
  readonly spec: DecoderSpec;
  /** Latent -> residuals of normal (3) and tangent (3) for each frame; absent without frames. */
  readonly frames: PlacedNetwork<Linear> | undefined;
  readonly evaluation: PlacedNetwork;
  readonly sampler: PlacedNetwork;
  /** Columns of the evaluation decoder's first layer that do not depend on wi. */
  readonly hoistedColumns: number;
  /** Of the flat buffer. */
  readonly blockCount: number;
  readonly paramCount: number;
}

/** A uniform binding holds 64 KiB on every adapter. */
export const MAX_PARAM_BYTES = 65536;

/** Outputs of the sampler decoder: nine of the density (samplerHead.ts), three of the albedo (albedoHead.ts). */
export const SAMPLER_OUTPUTS = 12;

/**
 * At init frames stand near the surface's own: residuals of about this size for latents of order 1, which also tells
 * the two frames apart.
 */
const FRAME_GAIN = 0.3;

/** @throws RangeError if the parameters do not fit a uniform binding. */
export function neuralLayout(spec: DecoderSpec): NeuralLayout {
  const views = Math.max(spec.frames, 1);
  const frames =
    spec.frames > 0 ? linear(LATENT_CHANNELS, 6 * spec.frames, { bias: false, gain: FRAME_GAIN }) : undefined;
  const evaluation = denseNetwork([LATENT_CHANNELS + 6 * views, ...spec.evaluation.hidden, 3], [expOutput(3)]);
  const sampler = denseNetwork([LATENT_CHANNELS + 3, ...spec.sampler.hidden, SAMPLER_OUTPUTS]);
  const evaluationOffset = (frames?.paramCount ?? 0) / 4;
  const samplerOffset = evaluationOffset + evaluation.paramCount / 4;
  const blockCount = samplerOffset + sampler.paramCount / 4;
  if (16 * blockCount > MAX_PARAM_BYTES) {
    throw new RangeError(`decoder takes ${16 * blockCount} bytes of parameters; at most ${MAX_PARAM_BYTES} fit`);
  }
  return {
    spec,
    frames: frames && { network: frames, offset: 0 },
    evaluation: { network: evaluation, offset: evaluationOffset },
    sampler: { network: sampler, offset: samplerOffset },
    hoistedColumns: LATENT_CHANNELS + 3 * views,
    blockCount,
    paramCount: 4 * blockCount,
  };
}

/** The first linear layer of the evaluation decoder, whose columns are partly hoisted. */
export function firstLayer(layout: NeuralLayout): Linear {
  const [first] = layout.evaluation.network.layers;
  if (!(first instanceof Linear)) throw new TypeError('the evaluation decoder starts with a linear layer');
  return first;
}

/** Fresh parameters for a training run. */
export function initNeuralParams(layout: NeuralLayout, rng: UniformSource): Float32Array {
  const params = new Float32Array(layout.paramCount);
  for (const placed of [layout.frames, layout.evaluation, layout.sampler]) {
    placed?.network.init(rng, params satisfies ParamArray, placed.offset);
  }
  return params;
}
