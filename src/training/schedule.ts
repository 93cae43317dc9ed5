import type { TrainingSettings } from './settings.ts';

/** One step of the plan: a pure function of the settings and the step's number. */
export interface PlannedStep {
  readonly step: number;
  /** log2 of the side of the latent level trained now. */
  readonly sizeLog2: number;
  /** True on the first step of a finer level: latents are copied up, their moments cleared. */
  readonly grow: boolean;
  /** An encoder makes the latents. */
  readonly encodes: boolean;
  /** The encoder's latents of all texels are stored before this step. */
  readonly store: boolean;
  readonly batch: number;
  /** Distinct texels among the batch's samples. */
  readonly texels: number;
  /** First texel of the batch in the epoch's permutation of texels, and the epoch's key. */
  readonly first: number;
  readonly epochKey: number;
  readonly rate: number;
  readonly encoderRate: number;
  readonly latentRate: number;
  /** 1 − β^t of Adam, for the networks (t = steps) and for the latents (t = visits of a texel of this level). */
  readonly correction: readonly [number, number];
  readonly latentCorrection: readonly [number, number];
  readonly trainsSampler: boolean;
  /** Adam's corrections for the sampler network, which steps less often. */
  readonly samplerCorrection: readonly [number, number];
}

/** Without an encoder, the share of the bake that is spent on coarser latents, equally among them. */
const COARSE_SHARE = 0.4;

/** Every step of a bake in order. `hasEncoder`: the reference has features to encode. */
export function* planSteps(settings: TrainingSettings, hasEncoder: boolean): Generator<PlannedStep> {
  const finest = Math.log2(settings.size);
  const encoded = hasEncoder ? Math.round(settings.encoderShare * settings.steps) : 0;
  const stages = encoded > 0 ? 1 : Math.min(settings.stages, finest - 3);
  let level = -1;
  let encoding = encoded > 0;
  let seen = 0;
  let samplerSteps = 0;
  for (let step = 0; step < settings.steps; step++) {
    const stage = Math.min(stages - 1, Math.floor(((step / settings.steps) * (stages - 1)) / COARSE_SHARE));
    const sizeLog2 = finest - (stages - 1) + stage;
    const encodes = step < encoded;
    const store = encoding && !encodes;
    const grow = sizeLog2 !== level;
    if (grow || store) seen = 0;
    level = sizeLog2;
    encoding = encodes;
    const levelTexels = 4 ** sizeLog2;
    const batch = encodes ? settings.batch : Math.min(settings.batch, levelTexels);
    const texels = encodes ? Math.min(batch / settings.directionsPerTexel, levelTexels) : batch;
    const epoch = Math.floor(seen / levelTexels);
    const decay = cosineDecay(step / settings.steps, settings.finalRate);
    const trainsSampler = step % settings.samplerEvery === 0;
    if (trainsSampler) samplerSteps++;
    yield {
      step,
      sizeLog2,
      grow,
      encodes,
      store,
      batch,
      texels,
      first: seen % levelTexels,
      epochKey: (Math.imul(epoch + 1, 0x9e3779b1) ^ Math.imul(settings.seed + 1, 0x85ebca77) ^ sizeLog2) >>> 0,
      rate: settings.rate * decay,
      encoderRate: settings.encoderRate * decay,
      latentRate: (encoded > 0 ? settings.fineTuneRate : settings.latentRate) * decay,
      correction: corrections(step + 1),
      latentCorrection: corrections(epoch + 1),
      trainsSampler,
      samplerCorrection: corrections(samplerSteps),
    };
    // A batch divides the number of texels (both are powers of two, or the batch is cut at the epoch's end).
    seen += texels;
  }
}

function cosineDecay(progress: number, final: number): number {
  return final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * progress));
}

function corrections(t: number): [number, number] {
  return [1 - 0.9 ** t, 1 - 0.999 ** t];
}
