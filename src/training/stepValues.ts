import type { PlannedStep } from './schedule.ts';
import type { TrainingSettings } from './settings.ts';

/** Fields of `TrainingStep` (shaders/training/trainingStep.wgsl) for a planned step. */
export function stepValues(settings: TrainingSettings, planned: PlannedStep): StepValues {
  return {
    seed: settings.seed,
    step: planned.step,
    batch: planned.batch,
    texels: planned.texels,
    size_log2: planned.sizeLog2,
    first: planned.first,
    epoch_key: planned.epochKey,
    footprint: settings.footprint,
    footprint_samples: settings.footprint > 0 ? settings.footprintSamples : 1,
    sampler_fraction: settings.samplerFraction,
    cosine_fraction: settings.cosineFraction,
    loss_epsilon: settings.lossEpsilon,
    rate: planned.rate,
    latent_rate: planned.latentRate,
    correction: planned.correction,
    latent_correction: planned.latentCorrection,
  };
}

export type StepValues = Readonly<Record<string, number | readonly number[]>>;
