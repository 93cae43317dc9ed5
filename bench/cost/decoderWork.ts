import { Pcg } from '../../src/engine/pcg.ts';
import { decoderSpec, type DecoderName, type DecoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { latentLevel } from '../../src/materials/neural/latentPyramid.ts';
import { initNeuralParams, neuralLayout, SAMPLER_OUTPUTS } from '../../src/materials/neural/neuralLayout.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import { unfiledMaterial } from '../../src/materials/neural/unfiledMaterial.ts';
import type { Material } from '../../src/materials/program.ts';

/**
 * Multiply-adds of one hit as the program does them: frames, the columns of the first layer that do not depend on wi, and
 * the sampler once; the rest of the decoder for two directions.
 */
export function multiplyAddsPerHit(spec: DecoderSpec): number {
  const views = Math.max(spec.frames, 1);
  const latents = spec.latentChannels;
  const chain = (widths: number[]): number => widths.slice(1).reduce((sum, width, i) => sum + widths[i] * width, 0);
  const [first] = spec.evaluation.hidden;
  const once = latents * 6 * spec.frames + (latents + 3 * views) * first;
  const direction = 3 * views * first + chain([...spec.evaluation.hidden, 3]);
  return once + 2 * direction + chain([latents + 3, ...spec.sampler.hidden, SAMPLER_OUTPUTS]);
}

/** A decoder with drawn weights and latents: as costly as a trained one, and there before any bake. */
export function drawnDecoder(name: DecoderName, f16: boolean, size = 512): Material {
  const spec = decoderSpec(name);
  const rng = new Pcg(1);
  const latents = Float32Array.from({ length: size * size * 8 }, () => 2 * rng.nextFloat() - 1);
  const asset = unfiledMaterial({
    name: `drawn ${name}`,
    spec,
    params: initNeuralParams(neuralLayout(spec), rng),
    latents: { bits: 16, levels: [latentLevel(size, size, latents)] },
  });
  return neuralMaterial(asset, { f16 });
}
