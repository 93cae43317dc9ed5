import type { Gpu } from '../engine/device.ts';
import type { DecoderSpec } from '../materials/neural/decoderSpec.ts';
import type { Material } from '../materials/program.ts';
import { chooseSeed } from './chooseSeed.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Keeper } from './keeper.ts';
import { leavesStoring, planSteps } from './schedule.ts';
import { trainingSettings, type TrainingSettings } from './settings.ts';
import { createTrainer, type Losses, type SamplerOf, type TrainedNetworks, type Trainer } from './trainer.ts';

export interface BakeProgress extends Losses {
  /** Steps done, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Seconds of training so far and, at the present pace, to go. */
  readonly seconds: number;
  readonly secondsLeft: number;
  /** Side of the finest latent level in training. */
  readonly size: number;
}

/** While one of several seeds is chosen. */
export interface ChoosingProgress {
  /** Steps done, of all that the choice takes. */
  readonly step: number;
  readonly steps: number;
  /** Seeds that are left. */
  readonly seeds: number;
}

export interface BakeOptions {
  gpu: Gpu;
  /** What is learned: any material behind the BSDF contract that lets no light through; its values may be random estimates. */
  reference: Material;
  spec: DecoderSpec;
  settings?: Partial<TrainingSettings>;
  /**
   * Fits the number of steps to this many seconds of training on this adapter, measured on a few steps that are thrown
   * away. The number found is in the result: a run with it as `settings.steps` gives the same bytes.
   */
  seconds?: number;
  /**
   * Trains the sampler decoder alone, from the seed, for a material that is baked: frames, evaluation decoder and latents stay
   * as they are here.
   */
  samplerOf?: SamplerOf;
  /** What the reference was made from, by hash (document, images, mesh): a checkpoint of something else is refused. */
  source?: string;
  /** Keeps what a bake has reached, about every `everyMs` and when it is aborted: `step` of it is done, 0 while a seed is chosen. */
  checkpoint?: { everyMs: number; save: (bytes: Uint8Array<ArrayBuffer>, step: number) => void | Promise<void> };
  /**
   * Goes on from a checkpoint's bytes, to the same bytes in the end as without the stop. `seconds` is not looked at then.
   */
  resume?: Uint8Array;
  /** About every `progressMs` (default 500). */
  onProgress?: (progress: BakeProgress, trainer: Trainer) => void | Promise<void>;
  progressMs?: number;
  /** As `onProgress`, before the bake begins, where `settings.seeds` asks for a choice. */
  onChoosing?: (progress: ChoosingProgress) => void;
  /** Aborting rejects with the signal's reason; nothing is returned. */
  signal?: AbortSignal;
  /** Awaited between steps: a pause is a promise that takes its time. */
  whilePaused?: () => Promise<void> | undefined;
}

export interface BakeResult {
  readonly networks: TrainedNetworks;
  readonly settings: TrainingSettings;
  readonly losses: Losses;
  /** Loss of the evaluation decoder at each progress report. */
  readonly history: readonly { step: number; evaluation: number; sampler: number | undefined }[];
  readonly seconds: number;
  readonly compileMs: number;
}

/** Steps in flight at once: enough to hide the host's work, few enough that an abort is felt. */
const IN_FLIGHT = 4;
const CALIBRATION_STEPS = 12;
const NONE_JUDGED = { sum: 0, count: 0 };

/**
 * Trains latents, frames, evaluation decoder and sampler decoder against the reference (Zeltner et al. 2024, section 5).
 * A function of settings, reference and adapter: the same seed gives the same bytes.
 * @throws RangeError for a setting out of range; the signal's reason when aborted; Error when the reference lets light
 * through, a checkpoint is of something else (naming what differs), the device is lost or the loss is no longer a number
 * (naming the step).
 */
export async function bake(options: BakeOptions): Promise<BakeResult> {
  const { gpu, reference } = options;
  if (reference.program.transmits || reference.program.seeThrough)
    throw new Error(`'${reference.name}' lets light through; a network learns what a surface reflects`);
  const keeper = new Keeper(options);
  // First, so that a loss is told as one whatever is under way.
  const lost = new Promise<never>((_, reject) => {
    void gpu.lost.then((info) =>
      reject(new Error(`the graphics device was lost during the bake: ${info.message}${keeper.left}`)),
    );
  });
  return await Promise.race([begin(options, keeper), lost]);
}

async function begin(options: BakeOptions, keeper: Keeper): Promise<BakeResult> {
  const { gpu, reference, spec } = options;
  const from = keeper.resumed();
  let settings = from?.settings ?? trainingSettings(options.settings, reference.program);
  if (options.samplerOf)
    settings = {
      ...settings,
      stages: 1,
      samplerEvery: 1,
      levels: options.samplerOf.latents.levels.length,
      codedShare: 0,
    };
  if (options.seconds !== undefined && !from) settings = { ...settings, steps: await stepsFor(options, settings) };
  settings = leavesStoring(settings);
  const chosen = from?.trainers.length === 1;
  if (settings.seeds > 1 && !chosen && !options.samplerOf)
    settings = { ...settings, seed: await chooseSeed(options, settings, keeper, from?.trainers, from?.seconds) };
  const trainer = await createTrainer(gpu, reference, spec, settings, options.samplerOf);
  try {
    return await train(trainer, settings, options, chosen ? from : undefined, keeper);
  } finally {
    trainer.dispose();
  }
}

async function train(
  trainer: Trainer,
  settings: TrainingSettings,
  options: BakeOptions,
  from: Checkpoint | undefined,
  keeper: Keeper,
): Promise<BakeResult> {
  const { queue } = options.gpu.device;
  const progressMs = options.progressMs ?? 500;
  const history: { step: number; evaluation: number; sampler: number | undefined }[] = [];
  const start = performance.now();
  let paused = 0;
  let reported = start;
  let losses: Losses = { evaluation: Number.NaN, sampler: undefined };
  const seconds = () => (from?.seconds ?? 0) + (performance.now() - start - paused) / 1000;
  const { seed } = settings;
  const begun = from?.trainers[0];
  if (begun) trainer.restore(begun.state);
  else await trainer.prepare();
  for (const planned of planSteps(settings, trainer.encoder !== undefined)) {
    const { step } = planned;
    if (step < (begun?.step ?? 0)) continue;
    await keeper.betweenSteps(settings, seconds, async () => [
      { seed, step, judged: NONE_JUDGED, state: await trainer.save() },
    ]);
    const pause = options.whilePaused?.();
    if (pause) {
      const since = performance.now();
      await pause;
      paused += performance.now() - since;
    }
    if (planned.quantises) await trainer.startCoding();
    trainer.step(planned);
    const done = step + 1;
    if (done % IN_FLIGHT === 0) await queue.onSubmittedWorkDone();
    if (performance.now() - reported >= progressMs || done === settings.steps) {
      losses = await trainer.losses();
      if (!Number.isFinite(losses.evaluation))
        throw new Error(`training diverged: the loss is ${losses.evaluation} at step ${done}; lower the rate`);
      history.push({ step: done, ...losses });
      const secondsLeft = (seconds() / done) * (settings.steps - done);
      await options.onProgress?.(
        {
          ...losses,
          step: done,
          steps: settings.steps,
          seconds: seconds(),
          secondsLeft,
          size: settings.size >> planned.finest,
        },
        trainer,
      );
      reported = performance.now();
    }
  }
  const networks = await trainer.read();
  return { networks, settings, losses, history, seconds: seconds(), compileMs: trainer.compileMs };
}

/** Steps that fit in `options.seconds`, from the time of a few at the finest level, where they are dearest. */
async function stepsFor(options: BakeOptions, settings: TrainingSettings): Promise<number> {
  const seconds = options.seconds!;
  if (!(seconds > 0 && seconds <= 7 * 86400))
    throw new RangeError(`a bake takes more than 0 and at most 604800 seconds, not ${seconds}`);
  const share = options.reference.program.features ? settings.encoderShare : 0;
  const encoding = share > 0 ? await millisecondsPerStep(options, { ...settings, encoderShare: 1 }) : 0;
  const direct = share < 1 ? await millisecondsPerStep(options, { ...settings, encoderShare: 0 }) : 0;
  return Math.max(1, Math.floor((seconds * 1000) / (share * encoding + (1 - share) * direct)));
}

async function millisecondsPerStep(options: BakeOptions, settings: TrainingSettings): Promise<number> {
  const { walks, lateWalks, lateShare } = settings;
  // What walks cost grows with their number: so many a target cost what few and many of a bake do together.
  const mean = lateWalks > 0 ? Math.round((1 - lateShare) * walks + lateShare * lateWalks) : walks;
  const trial = { ...settings, stages: 1, codedShare: 0, steps: CALIBRATION_STEPS, walks: mean, lateWalks: 0 };
  const trainer = await createTrainer(options.gpu, options.reference, options.spec, trial);
  try {
    await trainer.prepare();
    let warm = 0;
    for (const planned of planSteps(trial, trainer.encoder !== undefined)) {
      options.signal?.throwIfAborted();
      trainer.step(planned);
      // The first steps compile on some drivers.
      if (planned.step === 1) {
        await options.gpu.device.queue.onSubmittedWorkDone();
        warm = performance.now();
      }
    }
    await options.gpu.device.queue.onSubmittedWorkDone();
    return (performance.now() - warm) / (CALIBRATION_STEPS - 2);
  } finally {
    trainer.dispose();
  }
}
