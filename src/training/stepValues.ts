import type { StructValues } from '../engine/structLayout.ts';
import { MAX_LEVELS, rangeValues, type LatentRange } from '../materials/neural/latentPyramid.ts';
import { levelCount, levelTarget, pyramidOffsets, type LevelRows, type TargetKind } from './levelSchedule.ts';
import type { PlannedStep } from './schedule.ts';
import type { TrainingSettings } from './settings.ts';

/**
 * Fields of `TrainingStep` (shaders/training/trainingStep.wgsl) for a planned step.
 * @param repeats of the latents over the unit square of uv.
 * @param ranges of codes, once there are some.
 */
export function stepValues(
  settings: TrainingSettings,
  planned: PlannedStep,
  repeats: number,
  ranges?: readonly LatentRange[],
): StructValues {
  return {
    period: 1 / repeats,
    levels: levelValues(settings, planned.levels, planned, ranges),
    seed: settings.seed,
    step: planned.step,
    batch: planned.batch,
    texels: planned.texels,
    sampler_fraction: settings.samplerFraction,
    cosine_fraction: settings.cosineFraction,
    loss_epsilon: settings.lossEpsilon,
    cone: 1 - Math.cos(planned.cone),
    cone_samples: settings.coneSamples,
    most_code: planned.quantises ? 2 ** settings.latentBits - 1 : 0,
    rate: planned.rate,
    latent_rate: planned.latentRate,
    correction: planned.correction,
  };
}

/** The array `levels` of a `TrainingStep`. */
export function levelValues(
  settings: TrainingSettings,
  levels: readonly LevelRows[],
  kind: TargetKind,
  ranges?: readonly LatentRange[],
): StructValues[] {
  const { offsets } = pyramidOffsets(settings.size, levelCount(settings));
  return Array.from({ length: MAX_LEVELS }, (_, m) => {
    const dealt = levels.find(({ level }) => level === m);
    return {
      range: rangeValues(ranges?.[m]),
      rows: dealt?.rows ?? 0,
      first: dealt?.first ?? 0,
      epoch_key: dealt?.epochKey ?? 0,
      offset: offsets[m] ?? 0,
      size_log2: Math.max(0, Math.log2(settings.size) - m),
      block_log2: dealt?.blockLog2 ?? 0,
      shift: dealt?.shift ?? [0, 0],
      ...levelTarget(settings, m, kind),
      correction: dealt?.correction ?? [1, 1],
    };
  });
}
