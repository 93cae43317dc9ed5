import type { TrainingSettings } from './settings.ts';

/** One step of the plan: a pure function of the settings and the step's number. */
export interface PlannedStep {
  readonly step: number;
  /** log2 of the side of the latent level trained now. */
  readonly sizeLog2: number;
  /** True on the first step of a finer level: latents are copied up, their moments cleared. */
  readonly grow: boolean;
  readonly batch: number;
  /** First sample of the batch in the epoch's permutation of texels, and the epoch's key. */
  readonly first: number;
  readonly epochKey: number;
  readonly rate: number;
  readonly latentRate: number;
  /** 1 − β^t of Adam, for the networks (t = steps) and for the latents (t = visits of a texel of this level). */
  readonly correction: readonly [number, number];
  readonly latentCorrection: readonly [number, number];
  readonly trainsSampler: boolean;
  /** Adam's corrections for the sampler network, which steps less often. */
  readonly samplerCorrection: readonly [number, number];
}

/** The share of the bake that is spent on coarser latents, equally among them. */
const COARSE_SHARE = 0.4;

/** Every step of a bake in order. */
export function* planSteps(settings: TrainingSettings): Generator<PlannedStep> {
  const finest = Math.log2(settings.size);
  const stages = Math.min(settings.stages, finest - 3);
  let level = -1;
  let seen = 0;
  let samplerSteps = 0;
  for (let step = 0; step < settings.steps; step++) {
    const stage = Math.min(stages - 1, Math.floor(((step / settings.steps) * (stages - 1)) / COARSE_SHARE));
    const sizeLog2 = finest - (stages - 1) + stage;
    const grow = sizeLog2 !== level;
    if (grow) seen = 0;
    level = sizeLog2;
    const texels = 4 ** sizeLog2;
    const batch = Math.min(settings.batch, texels);
    const epoch = Math.floor(seen / texels);
    const decay = cosineDecay(step / settings.steps, settings.finalRate);
    const trainsSampler = step % settings.samplerEvery === 0;
    if (trainsSampler) samplerSteps++;
    yield {
      step,
      sizeLog2,
      grow,
      batch,
      first: seen % texels,
      epochKey: (Math.imul(epoch + 1, 0x9e3779b1) ^ Math.imul(settings.seed + 1, 0x85ebca77) ^ sizeLog2) >>> 0,
      rate: settings.rate * decay,
      latentRate: settings.latentRate * decay,
      correction: corrections(step + 1),
      latentCorrection: corrections(epoch + 1),
      trainsSampler,
      samplerCorrection: corrections(samplerSteps),
    };
    // A batch divides the number of texels (both are powers of two, or the batch is cut at the epoch's end).
    seen += batch;
  }
}

function cosineDecay(progress: number, final: number): number {
  return final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * progress));
}

function corrections(t: number): [number, number] {
  return [1 - 0.9 ** t, 1 - 0.999 ** t];
}
