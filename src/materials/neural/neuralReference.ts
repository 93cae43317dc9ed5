import type { Vec3 } from '../../math/vec3.ts';
import type { ParamArray } from '../../layers/layer.ts';
import { LATENT_CHANNELS } from './decoderSpec.ts';
import type { NeuralLayout } from './neuralLayout.ts';
import { projectToFrame, shadingFrame, shadingFrameBackward } from './shadingFrame.ts';

/** The networks in float64, from latents and local directions: the oracle of every printed kernel. */

/** f·|cos| for three channels. @param latent 8 numbers. @param wo @param wi local, unit, above the horizon. */
export function evaluationForward(
  layout: NeuralLayout,
  params: ParamArray,
  latent: Float64Array,
  wo: Vec3,
  wi: Vec3,
): Float64Array {
  const { network, offset } = layout.evaluation;
  return network.forward(params, offset, decoderInput(layout, frameResiduals(layout, params, latent), latent, wo, wi));
}

/**
 * @param delta dL/dvalue.
 * @param dParams dL/dparams of frames and evaluation decoder is added here, in the flat layout.
 * @returns dL/dlatent.
 */
export function evaluationBackward(
  layout: NeuralLayout,
  params: ParamArray,
  latent: Float64Array,
  wo: Vec3,
  wi: Vec3,
  delta: Float64Array,
  dParams: Float64Array,
): Float64Array {
  const residuals = frameResiduals(layout, params, latent);
  const x = decoderInput(layout, residuals, latent, wo, wi);
  const { network, offset } = layout.evaluation;
  const dx = network.backward(params, offset, x, delta, dParams);
  const dLatent = dx.slice(0, LATENT_CHANNELS);
  if (layout.frames === undefined) return dLatent;
  const count = layout.spec.frames;
  const dResiduals = new Float64Array(6 * count);
  for (let f = 0; f < count; f++) {
    const dWo = vec3At(dx, LATENT_CHANNELS + 3 * f);
    const dWi = vec3At(dx, LATENT_CHANNELS + 3 * (count + f));
    const [normal, tangent] = [vec3At(residuals, 6 * f), vec3At(residuals, 6 * f + 3)];
    const { dNormal, dTangent } = shadingFrameBackward(normal, tangent, wo, wi, dWo, dWi);
    dResiduals.set([...dNormal, ...dTangent], 6 * f);
  }
  const { frames } = layout;
  const through = frames.network.backward(params, frames.offset, latent, dResiduals, dParams);
  return dLatent.map((value, i) => value + through[i]);
}

/** The twelve raw outputs of the sampler decoder. */
export function samplerForward(layout: NeuralLayout, params: ParamArray, latent: Float64Array, wo: Vec3): Float64Array {
  const { network, offset } = layout.sampler;
  return network.forward(params, offset, Float64Array.of(...latent, ...wo));
}

/** The latents are detached. @param delta dL/draw. */
export function samplerBackward(
  layout: NeuralLayout,
  params: ParamArray,
  latent: Float64Array,
  wo: Vec3,
  delta: Float64Array,
  dParams: Float64Array,
): void {
  const { network, offset } = layout.sampler;
  network.backward(params, offset, Float64Array.of(...latent, ...wo), delta, dParams);
}

function frameResiduals(layout: NeuralLayout, params: ParamArray, latent: Float64Array): Float64Array {
  if (layout.frames === undefined) return new Float64Array(0);
  return layout.frames.network.forward(params, layout.frames.offset, latent);
}

function decoderInput(
  layout: NeuralLayout,
  residuals: Float64Array,
  latent: Float64Array,
  wo: Vec3,
  wi: Vec3,
): Float64Array {
  const frames = Array.from({ length: layout.spec.frames }, (_, f) =>
    shadingFrame(vec3At(residuals, 6 * f), vec3At(residuals, 6 * f + 3)),
  );
  const seen = (w: Vec3) => (frames.length === 0 ? w : frames.flatMap((frame) => projectToFrame(frame, w)));
  return Float64Array.of(...latent, ...seen(wo), ...seen(wi));
}

function vec3At(values: Float64Array, first: number): Vec3 {
  return [values[first], values[first + 1], values[first + 2]];
}
