import type { Gpu } from '../engine/device.ts';
import { decoderLabel, type DecoderSpec } from '../materials/neural/decoderSpec.ts';
import type { Material } from '../materials/program.ts';
import { chooseSeed } from './chooseSeed.ts';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.ts';
import { planSteps } from './schedule.ts';
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
  /** Keeps what a bake has reached, about every `everyMs` and when it is aborted. */
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
/** Points a target where the reference's values are random and nothing else is asked for. */
const WALKS = 8;

/**
 * Trains latents, frames, evaluation decoder and sampler decoder against the reference (Zeltner et al. 2024, section 5).
 * A function of settings, reference and adapter: the same seed gives the same bytes.
 * @throws RangeError for a setting out of range; the signal's reason when aborted; Error when the reference lets light
 * through, a checkpoint is of something else (naming what differs), the device is lost or the loss is no longer a number
 * (naming the step).
 */
export async function bake(options: BakeOptions): Promise<BakeResult> {
  const { gpu, reference, spec } = options;
  if (reference.program.transmits || reference.program.seeThrough)
    throw new Error(`'${reference.name}' lets light through; a network learns what a surface reflects`);
  const from = options.resume && resumable(decodeCheckpoint(options.resume), options);
  let settings = from?.settings ?? trainingSettings(options.settings);
  if (reference.program.random && settings.walks === 1) settings = { ...settings, walks: WALKS };
  if (options.samplerOf)
    settings = {
      ...settings,
      stages: 1,
      samplerEvery: 1,
      levels: options.samplerOf.latents.levels.length,
      codedShare: 0,
    };
  if (options.seconds !== undefined && !from) settings = { ...settings, steps: await stepsFor(options, settings) };
  if (settings.seeds > 1 && !from && !options.samplerOf)
    settings = { ...settings, seed: await chooseSeed(options, settings) };
  const trainer = await createTrainer(gpu, reference, spec, settings, options.samplerOf);
  const kept = { step: from?.step ?? 0 };
  const lost = new Promise<never>((_, reject) => {
    void gpu.lost.then((info) => {
      const last = options.checkpoint ? `; the last checkpoint is of step ${kept.step}` : '';
      reject(new Error(`the graphics device was lost during the bake: ${info.message}${last}`));
    });
  });
  try {
    return await Promise.race([train(trainer, settings, options, from, kept), lost]);
  } finally {
    trainer.dispose();
  }
}

async function train(
  trainer: Trainer,
  settings: TrainingSettings,
  options: BakeOptions,
  from: Checkpoint | undefined,
  kept: { step: number },
): Promise<BakeResult> {
  const { checkpoint, signal } = options;
  const { queue } = options.gpu.device;
  const progressMs = options.progressMs ?? 500;
  const history: { step: number; evaluation: number; sampler: number | undefined }[] = [];
  const start = performance.now();
  let paused = 0;
  let reported = start;
  let losses: Losses = { evaluation: Number.NaN, sampler: undefined };
  const seconds = () => (from?.seconds ?? 0) + (performance.now() - start - paused) / 1000;
  let saved = start;
  const save = async (step: number) => {
    const state = await trainer.save();
    const bytes = encodeCheckpoint({ identity: identityOf(options), settings, step, seconds: seconds(), state });
    await checkpoint?.save(bytes, step);
    kept.step = step;
    saved = performance.now();
  };
  if (from) trainer.restore(from.state);
  else await trainer.prepare();
  for (const planned of planSteps(settings, trainer.encoder !== undefined)) {
    if (planned.step < (from?.step ?? 0)) continue;
    if (signal?.aborted && checkpoint) await save(planned.step);
    signal?.throwIfAborted();
    if (checkpoint && performance.now() - saved >= checkpoint.everyMs) await save(planned.step);
    const pause = options.whilePaused?.();
    if (pause) {
      const since = performance.now();
      await pause;
      paused += performance.now() - since;
    }
    if (planned.quantises) await trainer.startCoding();
    trainer.step(planned);
    const done = planned.step + 1;
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

/** What decides the bytes of a bake beside its settings. */
function identityOf({ gpu, reference, spec, samplerOf, source = '' }: BakeOptions): Record<string, string> {
  return {
    decoder: decoderLabel(spec),
    // Its text; images and positions are part of the source.
    reference: reference.program.key,
    source,
    repeats: String((samplerOf?.latents ?? reference.program).repeats ?? 1),
    adapter: gpu.adapterName,
  };
}

/** @throws Error naming what differs: the bake would not come to the bytes that it began with. */
function resumable(checkpoint: Checkpoint, options: BakeOptions): Checkpoint {
  const identity = identityOf(options);
  for (const [name, value] of Object.entries(identity))
    if (checkpoint.identity[name] !== value)
      throw new Error(`this checkpoint is of another ${name}; bake anew without it`);
  const settings = options.settings ?? {};
  // Of several seeds a checkpoint has the one that was left.
  const asked = (settings.seeds ?? 1) > 1 ? { ...settings, seed: checkpoint.settings.seed } : settings;
  for (const [name, value] of Object.entries(asked))
    if (checkpoint.settings[name as keyof TrainingSettings] !== value)
      throw new Error(`this checkpoint has another setting ${name}; bake anew without it`);
  return checkpoint;
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
  const trial = { ...settings, stages: 1, codedShare: 0, steps: CALIBRATION_STEPS };
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
