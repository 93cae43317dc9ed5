import type { BakeOptions } from './bake.ts';
import type { KeptTrainer } from './checkpoint.ts';
import type { Keeper } from './keeper.ts';
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
  readonly plan: Iterator<PlannedStep>;
  /** Steps done. */
  step: number;
  /** Of the losses that were read in this round. */
  sum: number;
  count: number;
}

/**
 * Begins `settings.seeds` bakes side by side, with seeds from `settings.seed` on, and drops the half with the greater loss
 * round by round: the smallest networks find or lose lobes by their seed. The seed that is left is all that is kept, so a
 * bake with it alone gives the same bytes.
 * @param begun  of a choice that was stopped: the candidates that were left
 * @throws the signal's reason when aborted; Error when `begun` is of no such choice
 */
export async function chooseSeed(
  options: BakeOptions,
  settings: TrainingSettings,
  keeper: Keeper,
  begun: readonly KeptTrainer[] = [],
  secondsBefore = 0,
): Promise<number> {
  const steps = Math.max(1, Math.round(ROUND_SHARE * settings.steps));
  const rounds = roundsOf(settings.seeds);
  const from = begun.length > 0 ? begun : Array.from({ length: settings.seeds }, (_, i) => (settings.seed + i) >>> 0);
  let round = rounds.indexOf(from.length);
  checkBegun(begun, round, steps);
  const start = performance.now();
  const seconds = (): number => secondsBefore + (performance.now() - start) / 1000;
  let candidates: Candidate[] = [];
  try {
    for (const one of from) candidates.push(await beginCandidate(options, settings, one));
    const total = steps * rounds.reduce((sum, count) => sum + count, 0);
    let told = performance.now();
    const stepped = async (): Promise<void> => {
      const before = steps * rounds.slice(0, round).reduce((sum, count) => sum + count, 0);
      const done = candidates.reduce((sum, { step }) => sum + Math.max(0, step - round * steps), before);
      const now = performance.now();
      if (now - told >= (options.progressMs ?? 500) || done === total) {
        options.onChoosing?.({ step: done, steps: total, seeds: candidates.length });
        told = now;
      }
      await options.whilePaused?.();
      await keeper.betweenSteps(settings, seconds, () => keptOf(candidates));
    };
    for (; candidates.length > 1; round++) {
      for (const candidate of candidates) await train(candidate, round * steps, steps, options, stepped);
      // The earlier seed wins a tie.
      const ranked = candidates.toSorted((a, b) => a.sum / a.count - b.sum / b.count || a.seed - b.seed);
      const kept = Math.ceil(candidates.length / 2);
      ranked.slice(kept).forEach(({ trainer }) => trainer.dispose());
      candidates = ranked.slice(0, kept);
      candidates.forEach((candidate) => Object.assign(candidate, { sum: 0, count: 0 }));
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

function checkBegun(begun: readonly KeptTrainer[], round: number, steps: number): void {
  if (round < 0) throw new Error(`checkpoint: ${begun.length} candidates are of no choice among so many seeds`);
  const out = begun.find(({ step }) => step < round * steps || step > (round + 1) * steps);
  if (out) throw new Error(`checkpoint: seed ${out.seed} has done ${out.step} steps; this round has none such`);
}

async function beginCandidate(
  { gpu, reference, spec }: BakeOptions,
  settings: TrainingSettings,
  from: number | KeptTrainer,
): Promise<Candidate> {
  const begun = typeof from === 'number' ? undefined : from;
  const seed = begun?.seed ?? (from as number);
  const own = { ...settings, seed };
  const trainer = await createTrainer(gpu, reference, spec, own);
  try {
    if (begun) trainer.restore(begun.state);
    else await trainer.prepare();
  } catch (cause) {
    trainer.dispose();
    throw cause;
  }
  const plan = planSteps(own, trainer.encoder !== undefined);
  const step = begun?.step ?? 0;
  for (let i = 0; i < step; i++) plan.next();
  return { seed, trainer, plan, step, sum: begun?.judged.sum ?? 0, count: begun?.judged.count ?? 0 };
}

async function keptOf(candidates: readonly Candidate[]): Promise<KeptTrainer[]> {
  const kept: KeptTrainer[] = [];
  for (const { seed, trainer, step, sum, count } of candidates)
    kept.push({ seed, step, judged: { sum, count }, state: await trainer.save() });
  return kept;
}

/** Trains on to the end of the round that begins at step `first`, and sums up the losses of its last steps. */
async function train(
  candidate: Candidate,
  first: number,
  steps: number,
  { gpu }: BakeOptions,
  stepped: () => Promise<void>,
): Promise<void> {
  const { trainer, plan } = candidate;
  while (candidate.step < first + steps) {
    const { value, done } = plan.next();
    // A share of the bake is left to the winner, so a plan does not end here.
    if (done) break;
    if (value.quantises) await trainer.startCoding();
    trainer.step(value);
    const i = candidate.step - first;
    candidate.step++;
    if (i % READ_EVERY === 0) {
      // Few steps in flight, so that an abort is felt.
      await gpu.device.queue.onSubmittedWorkDone();
      if (i >= (1 - JUDGED_SHARE) * steps) await judge(candidate);
    }
    await stepped();
  }
  if (candidate.count === 0) await judge(candidate);
}

async function judge(candidate: Candidate): Promise<void> {
  const { evaluation } = await candidate.trainer.losses();
  candidate.sum += Number.isFinite(evaluation) ? evaluation : Infinity;
  candidate.count++;
}
