import type { StructValues } from '../engine/structLayout.ts';
import { MAX_LEVELS, MAX_REPEATS } from '../materials/neural/latentPyramid.ts';
import { pyramidOffsets } from './levelSchedule.ts';
import { DEFAULT_TRAINING } from './settings.ts';

/** How much work an analytic fit is. */
export interface FitPlanOptions {
  /** Side of the parameter textures, a power of two from 16 to 4096; default 512. */
  readonly size?: number;
  /** Queries of the reference for each texel of the finest level, coarser levels included; default 64. */
  readonly queriesPerTexel?: number;
  readonly seed?: number;
  /** As `TrainingSettings.samplerFraction` and `cosineFraction`; default as decoders are trained. */
  readonly samplerFraction?: number;
  readonly cosineFraction?: number;
  /** ε of the log-space loss; default .01. */
  readonly lossEpsilon?: number;
  /** As `TrainingSettings.footprint`; default 0. */
  readonly footprint?: number;
  /** As `MaterialProgram.repeats`: the parameters cover one period. Default 1. */
  readonly repeats?: number;
  /** Points a target where there is no footprint; default 1, for references whose values are random 16. */
  readonly walks?: number;
}

export type FitPlan = Required<FitPlanOptions> & { readonly batch: number };

/** One step: what the dataset's and the fit's uniforms hold, and whether a finer level begins. */
export interface FitStep {
  /** The level that begins, filled from the one before. */
  readonly grows: number | undefined;
  /** The fields of `TrainingStep` that the dataset reads. */
  readonly dataset: StructValues;
  /** The fields of `FitStep` in shaders/training/recursiveFit.wgsl. */
  readonly fit: { readonly [field: string]: number; readonly batch: number };
}

const COARSEST_LOG2 = 4;
const MAX_BATCH = 16384;

// Variances: where nothing is known parameters span their range; a coarser level leaves them known to about .1.
const FIRST_PRIOR = 0.1;
const NEXT_PRIOR = 0.01;
// Drift lets early, badly linearised measurements be forgotten; it is gone at the end of a level, where all are averaged.
const DRIFT = 3e-4;
// Log-space misfit of a model that fits well.
const RESIDUAL_SCALE = 0.1;
/** Points a target over a footprint. */
const FOOTPRINT_SAMPLES = 4;

/** @throws RangeError naming the option, its value and what it takes */
export function planFit(options: FitPlanOptions): FitPlan {
  const defaults = {
    size: 512,
    queriesPerTexel: 64,
    seed: 1,
    samplerFraction: DEFAULT_TRAINING.samplerFraction,
    cosineFraction: DEFAULT_TRAINING.cosineFraction,
    lossEpsilon: 0.01,
    footprint: 0,
    repeats: 1,
    walks: 1,
  };
  const plan = { ...defaults, ...options };
  const refuse = (name: keyof typeof defaults, takes: string): never => {
    throw new RangeError(`analytic fit: ${name} is ${plan[name]}; it takes ${takes}`);
  };
  if (!(plan.size >= 16 && plan.size <= 4096) || Math.log2(plan.size) % 1 !== 0)
    refuse('size', 'a power of two from 16 to 4096');
  if (!(plan.queriesPerTexel >= 1)) refuse('queriesPerTexel', 'a number from 1');
  if (!(plan.samplerFraction >= 0 && plan.samplerFraction <= 1)) refuse('samplerFraction', 'a number from 0 to 1');
  if (!(plan.cosineFraction >= 0 && plan.cosineFraction <= 1)) refuse('cosineFraction', 'a number from 0 to 1');
  if (!(Number.isInteger(plan.walks) && plan.walks >= 1 && plan.walks <= 64))
    refuse('walks', 'a whole number from 1 to 64');
  if (!(Number.isInteger(plan.repeats) && plan.repeats >= 1 && plan.repeats <= MAX_REPEATS))
    refuse('repeats', `a whole number from 1 to ${MAX_REPEATS}`);
  if (!(plan.lossEpsilon > 0)) refuse('lossEpsilon', 'a number above 0');
  return { ...plan, batch: Math.min(MAX_BATCH, plan.size * plan.size) };
}

/** Levels of the pyramid that a fit goes through, the finest last. */
export function fitLevels({ size }: Pick<FitPlan, 'size'>): number {
  return Math.log2(size) - COARSEST_LOG2 + 1;
}

/**
 * Coarse levels first, where a texel is visited often for little: level by level half as many visits, so that the finest
 * costs half of all queries.
 */
export function* fitSteps(plan: FitPlan): Generator<FitStep> {
  const finest = Math.log2(plan.size);
  const { offsets } = pyramidOffsets(plan.size, fitLevels(plan));
  let step = 0;
  for (let level = COARSEST_LOG2; level <= finest; level++) {
    const texels = 4 ** level;
    const batch = Math.min(plan.batch, texels);
    const visits = Math.ceil((plan.queriesPerTexel / 2) * 2 ** (finest - level));
    const stepsPerVisit = texels / batch;
    for (let i = 0; i < visits * stepsPerVisit; i++) {
      const visit = Math.floor(i / stepsPerVisit);
      yield {
        grows: i === 0 && level > COARSEST_LOG2 ? finest - level : undefined,
        dataset: {
          period: 1 / plan.repeats,
          seed: plan.seed,
          step: step++,
          batch,
          texels: batch,
          levels: Array.from({ length: MAX_LEVELS }, (_, m): StructValues =>
            m === finest - level
              ? {
                  rows: batch,
                  first: (i % stepsPerVisit) * batch,
                  epoch_key: (Math.imul(visit + 1, 0x9e3779b1) ^ Math.imul(plan.seed + 1, 0x85ebca77) ^ level) >>> 0,
                  offset: offsets[m],
                  size_log2: level,
                  footprint: plan.footprint / 2 ** level,
                  footprint_samples: Math.max(plan.walks, plan.footprint > 0 ? FOOTPRINT_SAMPLES : 1),
                }
              : { rows: 0 },
          ),
          sampler_fraction: plan.samplerFraction,
          cosine_fraction: plan.cosineFraction,
        },
        fit: {
          batch,
          fresh: visit === 0 ? 1 : 0,
          prior: level === COARSEST_LOG2 ? FIRST_PRIOR : NEXT_PRIOR,
          drift: DRIFT * Math.max(0, 1 - (1.5 * visit) / visits) ** 2,
          loss_epsilon: plan.lossEpsilon,
          scale: RESIDUAL_SCALE,
        },
      };
    }
  }
}
