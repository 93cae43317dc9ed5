import type { BakeOptions } from './bake.ts';
import { planSteps, type PlannedStep } from './schedule.ts';
import type { TrainingSettings } from './settings.ts';
import { createTrainer, type Trainer } from './trainer.ts';

/** Share of the bake after which half of the candidates go, again and again until one is left. */
const ROUND_SHARE = 0.05;
/** Of a round, the share at its end over which losses are averaged, and how often they are read. */
const JUDGED_SHARE = 0.5;
const READ_EVERY = 4;

interface Candidate {
  readonly seed: number;
  readonly trainer: Trainer;
  readonly plan: Generator<PlannedStep>;
  loss: number;
}

/**
 * Begins `settings.seeds` bakes side by side, with seeds from `settings.seed` on, and drops the half with the greater loss
 * round by round: the smallest networks find or lose lobes by their seed. The seed that is left is all that is kept, so a
 * bake with it alone gives the same bytes.
 */
export async function chooseSeed(options: BakeOptions, settings: TrainingSettings): Promise<number> {
  const { gpu, reference, spec, signal } = options;
  const steps = Math.max(1, Math.round(ROUND_SHARE * settings.steps));
  let candidates: Candidate[] = [];
  try {
    for (let i = 0; i < settings.seeds; i++) {
      const own = { ...settings, seed: (settings.seed + i) >>> 0 };
      const trainer = await createTrainer(gpu, reference, spec, own);
      candidates.push({ seed: own.seed, trainer, plan: planSteps(own, trainer.encoder !== undefined), loss: 0 });
      await trainer.prepare();
    }
    const total = steps * roundsOf(settings.seeds).reduce((sum, count) => sum + count, 0);
    let step = 0;
    let told = performance.now();
    const stepped = async (): Promise<void> => {
      step++;
      const now = performance.now();
      if (now - told >= (options.progressMs ?? 500) || step === total) {
        options.onChoosing?.({ step, steps: total, seeds: candidates.length });
        told = now;
      }
      await options.whilePaused?.();
    };
    while (candidates.length > 1) {
      for (const candidate of candidates) {
        signal?.throwIfAborted();
        candidate.loss = await round(candidate, steps, options, stepped);
      }
      // The earlier seed wins a tie.
      const ranked = candidates.toSorted((a, b) => a.loss - b.loss || a.seed - b.seed);
      const kept = Math.ceil(candidates.length / 2);
      ranked.slice(kept).forEach(({ trainer }) => trainer.dispose());
      candidates = ranked.slice(0, kept);
    }
    return candidates[0].seed;
  } finally {
    candidates.forEach(({ trainer }) => trainer.dispose());
  }
}

/** Candidates of each round: 5, 3, 2 of five. */
function roundsOf(seeds: number): number[] {
  return seeds > 1 ? [seeds, ...roundsOf(Math.ceil(seeds / 2))] : [];
}

/** Trains on for so many steps. @returns the mean loss of the last of them */
async function round(
  { trainer, plan }: Candidate,
  steps: number,
  { gpu, signal }: BakeOptions,
  stepped: () => Promise<void>,
): Promise<number> {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < steps; i++) {
    signal?.throwIfAborted();
    const { value, done } = plan.next();
    // A share of the bake is left to the winner, so a plan does not end here; codes come later too.
    if (done) break;
    trainer.step(value as PlannedStep);
    await stepped();
    if (i % READ_EVERY !== 0) continue;
    // Few steps in flight, so that an abort is felt.
    await gpu.device.queue.onSubmittedWorkDone();
    if (i < (1 - JUDGED_SHARE) * steps) continue;
    const { evaluation } = await trainer.losses();
    sum += Number.isFinite(evaluation) ? evaluation : Infinity;
    count++;
  }
  return count > 0 ? sum / count : (await trainer.losses()).evaluation;
}
