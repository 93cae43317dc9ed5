import { levelCount, LevelSchedule, type LevelRows } from './levelSchedule.ts';
import type { TrainingSettings } from './settings.ts';

/** One step of the plan: a pure function of the settings and the step's number. */
export interface PlannedStep {
  readonly step: number;
  /** Finest latent level trained now; levels from it to the coarsest are. */
  readonly finest: number;
  /** True on the first step of a finer level but the very first: latents are copied up. */
  readonly grow: boolean;
  /** An encoder makes the latents. */
  readonly encodes: boolean;
  /** The encoder's latents of all texels are stored before this step. */
  readonly store: boolean;
  /** Latents are seen as they will be stored; the ranges of their codes are fixed before the first such step. */
  readonly quantises: boolean;
  /** Coarse levels learn by the loss that is least at the mean. */
  readonly meanLoss: boolean;
  /** Targets of level 0 are means of `lateWalks` random values. */
  readonly late: boolean;
  /** Level 0 learns random values by the loss that is least at their mean. */
  readonly walksMeanLoss: boolean;
  /** Half angle in radians that targets are averaged over; 0: none. */
  readonly cone: number;
  readonly batch: number;
  /** Rows of the batch, each a texel, all levels together. */
  readonly texels: number;
  readonly levels: readonly LevelRows[];
  readonly rate: number;
  readonly encoderRate: number;
  readonly latentRate: number;
  /** 1 − β^t of Adam for the networks, t = steps. */
  readonly correction: readonly [number, number];
  readonly trainsSampler: boolean;
  /** Adam's corrections for the sampler network, which steps less often. */
  readonly samplerCorrection: readonly [number, number];
}

/** Without an encoder, the share of the bake that is spent on coarser latents, equally among them. */
const COARSE_SHARE = 0.4;
/** Side of the coarsest level that such a bake begins with. */
const LEAST_SIZE_LOG2 = 4;

/** An encoder that makes the latents to the end leaves the last step, before which they are stored. */
export function leavesStoring(settings: TrainingSettings): TrainingSettings {
  const { steps, encoderShare } = settings;
  return Math.round(encoderShare * steps) < steps ? settings : { ...settings, encoderShare: (steps - 1) / steps };
}

/** Every step of a bake in order. `hasEncoder`: the reference has features to encode. */
export function* planSteps(settings: TrainingSettings, hasEncoder: boolean): Generator<PlannedStep> {
  const encoded = hasEncoder ? Math.round(settings.encoderShare * settings.steps) : 0;
  const possible = Math.min(settings.stages, levelCount(settings), Math.log2(settings.size) - LEAST_SIZE_LOG2 + 1);
  const stages = encoded > 0 ? 1 : Math.max(1, possible);
  const coded = settings.latentBits < 16 ? Math.round(settings.codedShare * settings.steps) : 0;
  // Codes stand for what is stored, so it has to be there: from the step after.
  const firstCoded = Math.max(encoded > 0 ? encoded + 1 : 0, settings.steps - coded);
  let schedule = new LevelSchedule(settings);
  let level = stages - 1;
  let encoding = encoded > 0;
  let samplerSteps = 0;
  for (let step = 0; step < settings.steps; step++) {
    const stage = Math.min(stages - 1, Math.floor(((step / settings.steps) * (stages - 1)) / COARSE_SHARE));
    const finest = stages - 1 - stage;
    const encodes = step < encoded;
    const store = encoding && !encodes;
    // Latents that an encoder made have no visits behind them.
    if (store) schedule = new LevelSchedule(settings);
    const grow = finest !== level;
    level = finest;
    encoding = encodes;
    const levels = schedule.next(encodes ? settings.batch / settings.directionsPerTexel : settings.batch, finest);
    const texels = levels.reduce((sum, { rows }) => sum + rows, 0);
    const decay = cosineDecay(step / settings.steps, settings.finalRate);
    const cone = settings.cone * Math.max(0, 1 - step / (settings.coneShare * settings.steps)) || 0;
    const quantises = coded > 0 && step >= firstCoded;
    const codedDecay = cosineDecay((step - firstCoded) / Math.max(1, settings.steps - firstCoded), 0);
    const whileCoded = (own: number, before: number) => (quantises && own > 0 ? own * codedDecay : before * decay);
    const trainsSampler = step % settings.samplerEvery === 0;
    if (trainsSampler) samplerSteps++;
    yield {
      step,
      finest,
      grow,
      encodes,
      store,
      quantises,
      late: lasts(settings.lateShare, step, settings.steps),
      walksMeanLoss: lasts(settings.walksMeanShare, step, settings.steps),
      meanLoss: lasts(settings.meanShare, step, settings.steps),
      batch: encodes ? settings.batch : texels,
      texels,
      levels,
      cone: (cone * Math.PI) / 180,
      rate: whileCoded(settings.codedNetworkRate, settings.rate),
      encoderRate: settings.encoderRate * decay,
      latentRate: whileCoded(settings.codedRate, encoded > 0 ? settings.fineTuneRate : settings.latentRate),
      correction: corrections(step + 1),
      trainsSampler,
      samplerCorrection: corrections(samplerSteps),
    };
  }
}

/** Whether a step is among the last ones, by their share. */
function lasts(share: number, step: number, steps: number): boolean {
  return step >= steps - Math.round(share * steps);
}

function cosineDecay(progress: number, final: number): number {
  return final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * progress));
}

function corrections(t: number): [number, number] {
  return [1 - 0.9 ** t, 1 - 0.999 ** t];
}
