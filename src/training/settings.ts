import {
  latentPrecisions,
  MAX_LEVELS,
  storedLookups,
  type LatentBits,
  type StoredLookup,
} from '../materials/neural/latentPyramid.ts';
import type { MaterialProgram } from '../materials/program.ts';
import { lossNames, type LossName } from './loss.ts';

/**
 * What a bake may be told. What was measured of the defaults stands in docs/training.md; `samplerEvery`, and that no cone is the
 * default, are guesses that nothing has tested yet.
 */
export interface TrainingSettings {
  /** Side of the finest latent level, a power of two, 16 to 4096. */
  size: number;
  /** Steps of the optimiser, all stages together. */
  steps: number;
  /** Samples a step; at most the number of texels of the level being trained. Multiple of 64. */
  batch: number;
  seed: number;
  /** Bakes begun side by side, with seeds from `seed` on; all but the one with the least loss are dropped early. */
  seeds: number;
  /** Adam's rate for the networks and for the latents at the start; both fall by cosine to `finalRate` of it. */
  rate: number;
  latentRate: number;
  finalRate: number;
  /**
   * Deviation in texels of the Gaussian that a target of level 0 is averaged over, 0 (the value at its centre) to 4, and points a target. Above 0 they
   * are noisy: a loss other than `relative` then learns something nearer the median.
   */
  footprint: number;
  footprintSamples: number;
  /**
   * Points a target of level 0 at one place, 1 to 256: for references whose values are random (`MaterialProgram.random`). Above
   * 1, level 0 learns by `loss` first and by `walksLoss` for the last `walksMeanShare`.
   */
  walks: number;
  walksLoss: LossName;
  walksMeanShare: number;
  /** `walks` in the last `lateShare` of the bake, where what is left to learn is finer than the noise of few; 0: as before. */
  lateWalks: number;
  lateShare: number;
  /** Share of directions drawn from the reference's own sampler (Zeltner et al. 2024 have 10 %; docs/training.md says why not). */
  samplerFraction: number;
  /** Share of pairs of which both directions are cosine-distributed; the others are uniform in half/difference angles. */
  cosineFraction: number;
  loss: LossName;
  /**
   * Half angle in degrees of the cone of `wi` that targets are averaged over at first (Zeltner et al. 2024, section 5.2): it
   * leads to lobes too narrow to be hit. 0: none. It shrinks to nothing over `coneShare` of the bake; `coneSamples` points a
   * target, learned by `levelLoss`, for they are noisy.
   */
  cone: number;
  coneShare: number;
  coneSamples: number;
  /**
   * Latent levels, from level 0 down to one texel at most (default). 1: level 0 alone, learned in half the time, for what
   * is only seen from near. Coarser ones learn means over a Gaussian (`levelSchedule.ts`).
   */
  levels: number;
  /** Rows that level m + 1 gets of a batch, over those of level m. */
  levelRatio: number;
  /**
   * Points a target of level 1 and beyond, and the loss there. A level's target is a noisy mean: `log` learns its median,
   * dark and off in hue where a pattern has rare bright spots; `relative` needs more steps and is right in the end
   * (docs/training.md).
   */
  levelSamples: number;
  levelLoss: LossName;
  /** Share of the bake, at its end, in which coarse levels learn by `levelLoss`; before it by `loss`. */
  meanShare: number;
  /** How latents will be found, and so how they are trained: one drawn texel, or four mixed from level 1 on. */
  lookup: StoredLookup;
  /** Bits a channel in which the latents are to be stored: 16, 8 or 4. */
  latentBits: LatentBits;
  /** Share of the bake, at its end, in which the networks see latents as they will be stored. */
  codedShare: number;
  /**
   * Adam's rates meanwhile, for latents and for the networks; both fall by cosine to nothing over that share, so that codes
   * come to rest. 0: the rates go on falling as they did, too small by then for latents to change a code of few bits.
   */
  codedRate: number;
  codedNetworkRate: number;
  /** ε of the loss. */
  lossEpsilon: number;
  /**
   * Share of the bake in which an encoder makes the latents from the reference's pattern values; then they are stored
   * and trained by themselves. 0: never. A reference without features (`MaterialProgram.features`) has no encoder.
   */
  encoderShare: number;
  /** Width of the encoder's four hidden layers. */
  encoderWidth: number;
  encoderRate: number;
  /** Directions a texel in a batch while the encoder makes the latents; divides the batch. */
  directionsPerTexel: number;
  /** Adam's rate for latents that an encoder made, in place of `latentRate`. */
  fineTuneRate: number;
  /** Without an encoder, latents grow from `size >> (stages − 1)`, doubled at equal parts of the first half of the bake. */
  stages: number;
  /** The sampler network is trained on every n-th batch. */
  samplerEvery: number;
}

export const DEFAULT_TRAINING: TrainingSettings = {
  size: 512,
  steps: 24000,
  batch: 1024,
  seed: 1,
  seeds: 1,
  rate: 8e-3,
  latentRate: 3e-2,
  finalRate: 0.05,
  footprint: 0,
  footprintSamples: 4,
  walks: 1,
  walksLoss: 'relative',
  walksMeanShare: 0.3,
  lateWalks: 0,
  lateShare: 0.3,
  samplerFraction: 0.4,
  cosineFraction: 0.8,
  loss: 'log',
  cone: 0,
  coneShare: 0.07,
  coneSamples: 4,
  levels: MAX_LEVELS,
  levelRatio: 0.7,
  levelSamples: 64,
  levelLoss: 'relative',
  meanShare: 0.3,
  lookup: 'bilinear',
  latentBits: 8,
  codedShare: 0.1,
  codedRate: 0,
  codedNetworkRate: 0,
  lossEpsilon: 0.01,
  encoderShare: 0.7,
  encoderWidth: 64,
  encoderRate: 2e-3,
  directionsPerTexel: 8,
  fineTuneRate: 2e-3,
  stages: 4,
  samplerEvery: 3,
};

/** For codes of 4 bits: steps so wide that latents have to find their code again, and the networks theirs (docs/training.md). */
const FOUR_BITS: Partial<TrainingSettings> = { codedShare: 0.3, codedRate: 3e-3, codedNetworkRate: 4e-3 };

/**
 * For references whose values are random: the mean of many is hardly noisy any more, so that `log`, which is the more exact
 * loss, is nearly right in the mean as well, and a short end sets it right (docs/training.md).
 */
const RANDOM_VALUES: Partial<TrainingSettings> = { walks: 8, lateWalks: 64, walksLoss: 'huber', walksMeanShare: 0.05 };

/**
 * What is asked for, completed by the defaults.
 * @param reference  what is to be learned; default: values that are not random
 * @throws as `checkTraining`
 */
export function trainingSettings(
  asked: Partial<TrainingSettings> = {},
  { random }: Pick<MaterialProgram, 'random'> = {},
): TrainingSettings {
  const own = { ...(random && asked.walks === undefined && RANDOM_VALUES), ...(asked.latentBits === 4 && FOUR_BITS) };
  return checkTraining({ ...DEFAULT_TRAINING, ...own, ...asked });
}

/** For patterns finer than the texel grid: means are noisy targets, so the loss must be unbiased in the mean. */
export const AVERAGED_TRAINING: Partial<TrainingSettings> = { footprint: 0.5, loss: 'relative' };

type NumberSetting = Exclude<keyof TrainingSettings, 'loss' | 'levelLoss' | 'walksLoss' | 'lookup'>;

/** @throws RangeError naming the setting, its value and what it takes. */
export function checkTraining(settings: TrainingSettings): TrainingSettings {
  const whole = (name: NumberSetting, low: number, high: number) => {
    const value = settings[name];
    if (!Number.isInteger(value) || value < low || value > high)
      throw new RangeError(`training setting ${name} is ${value}; it takes a whole number from ${low} to ${high}`);
  };
  const real = (name: NumberSetting, low: number, high: number) => {
    const value = settings[name];
    if (!(typeof value === 'number' && value >= low && value <= high))
      throw new RangeError(`training setting ${name} is ${value}; it takes a number from ${low} to ${high}`);
  };
  whole('size', 16, 4096);
  if (Math.log2(settings.size) % 1 !== 0)
    throw new RangeError(`training setting size is ${settings.size}; it takes a power of two`);
  whole('steps', 1, 10_000_000);
  whole('batch', 64, 65536);
  if (settings.batch % 64 !== 0)
    throw new RangeError(`training setting batch is ${settings.batch}; it takes a multiple of 64`);
  whole('seed', 0, 0xffffffff);
  whole('seeds', 1, 16);
  whole('stages', 1, 9);
  whole('samplerEvery', 1, 1000);
  real('rate', 1e-6, 1);
  real('latentRate', 1e-6, 1);
  real('finalRate', 0, 1);
  real('footprint', 0, 4);
  whole('footprintSamples', 1, 64);
  whole('walks', 1, 256);
  whole('lateWalks', 0, 256);
  real('walksMeanShare', 0, 1);
  real('lateShare', 0, 1);
  real('encoderShare', 0, 1);
  real('encoderRate', 1e-6, 1);
  real('fineTuneRate', 0, 1);
  whole('encoderWidth', 4, 64);
  whole('directionsPerTexel', 1, 64);
  if (settings.encoderWidth % 4 !== 0)
    throw new RangeError(`training setting encoderWidth is ${settings.encoderWidth}; it takes a multiple of 4`);
  if (settings.batch % (4 * settings.directionsPerTexel) !== 0)
    throw new RangeError(
      `training setting directionsPerTexel is ${settings.directionsPerTexel}; it takes a divisor of a quarter of the batch`,
    );
  for (const name of ['loss', 'levelLoss', 'walksLoss'] as const)
    if (!lossNames.includes(settings[name]))
      throw new RangeError(`training setting ${name} is '${settings[name]}'; it takes ${lossNames.join(', ')}`);
  if (!latentPrecisions.includes(settings.latentBits))
    throw new RangeError(
      `training setting latentBits is ${settings.latentBits}; it takes ${latentPrecisions.join(', ')}`,
    );
  if (!storedLookups.includes(settings.lookup))
    throw new RangeError(`training setting lookup is '${settings.lookup}'; it takes ${storedLookups.join(', ')}`);
  whole('levels', 1, MAX_LEVELS);
  whole('levelSamples', 1, 256);
  real('levelRatio', 0.05, 0.95);
  real('codedShare', 0, 1);
  real('codedRate', 0, 1);
  real('codedNetworkRate', 0, 1);
  real('meanShare', 0, 1);
  real('cone', 0, 45);
  real('coneShare', 0, 1);
  whole('coneSamples', 1, 64);
  real('samplerFraction', 0, 1);
  real('cosineFraction', 0, 1);
  real('lossEpsilon', 1e-6, 1);
  return settings;
}
