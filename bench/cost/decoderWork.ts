import { Pcg } from '../../src/engine/pcg.ts';
import { decoderLabel, LATENT_CHANNELS, type DecoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { initNeuralParams, neuralLayout, SAMPLER_OUTPUTS } from '../../src/materials/neural/neuralLayout.ts';
import { neuralMaterial, type NeuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import { unfiledMaterial } from '../../src/materials/neural/unfiledMaterial.ts';
import type { Material } from '../../src/materials/program.ts';
import { DEFAULT_TRAINING } from '../../src/training/settings.ts';

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

/** Codes of 8 bits for latents from -1 to 1. */
const UNIT_RANGE = {
  low: Array.from({ length: LATENT_CHANNELS }, () => -1),
  step: Array.from({ length: LATENT_CHANNELS }, () => 2 / 255),
};

/** A decoder with drawn weights and latents (all levels, 8 bits): as costly as a trained one, and there before any bake. */
export function drawnAsset(spec: DecoderSpec, size = 512, seed = 1): NeuralMaterial {
  const rng = new Pcg(seed);
  const levelOf = (side: number) => {
    const data = Uint8Array.from({ length: side * side * LATENT_CHANNELS }, () => 256 * rng.nextFloat());
    return { width: side, height: side, data, range: UNIT_RANGE };
  };
  const coarse = Array.from({ length: Math.log2(size) }, (_, m) => levelOf(size >> (m + 1)));
  return unfiledMaterial({
    name: `drawn ${decoderLabel(spec)} ${seed}`,
    spec,
    params: initNeuralParams(neuralLayout(spec), rng),
    latents: { bits: 8, lookup: DEFAULT_TRAINING.lookup, repeats: 1, levels: [levelOf(size), ...coarse] },
  });
}

export function drawnDecoder(spec: DecoderSpec, f16: boolean): Material {
  return neuralMaterial(drawnAsset(spec), { f16 });
}
