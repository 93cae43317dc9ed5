import { MAX_LEVELS } from '../materials/neural/latentPyramid.ts';
import { lossNames } from './loss.ts';
import type { TrainingSettings } from './settings.ts';

/** Rows of a batch that lie in one level (`LevelRows` of shaders/training/trainingStep.wgsl says what they are). */
export interface LevelRows {
  readonly level: number;
  readonly rows: number;
  /** Index of the first in the epoch's permutation of the level's texels or blocks, and that permutation's key. */
  readonly first: number;
  readonly epochKey: number;
  /** Side of a row's block in log2, 1 where it is a point between four texels, and where the epoch's blocks begin. */
  readonly blockLog2: 0 | 1;
  readonly shift: readonly [number, number];
  /** 1 − β^t of Adam for the level's latents; t counts the visits of a texel. */
  readonly correction: readonly [number, number];
}

/** Levels of a square pyramid: index of a level's first texel, and all texels together. */
export function pyramidOffsets(size: number, levels: number): { offsets: number[]; texels: number } {
  const offsets: number[] = [];
  let texels = 0;
  for (let m = 0; m < levels; m++) {
    offsets.push(texels);
    texels += (size >> m) ** 2;
  }
  return { offsets, texels };
}

/** Levels that a bake trains: all down to one texel, or as many as the settings say. */
export function levelCount({ size, levels }: Pick<TrainingSettings, 'size' | 'levels'>): number {
  return Math.min(levels, Math.log2(size) + 1);
}

/**
 * Deals a batch's rows to the levels: level m + 1 gets `levelRatio` of what level m gets, never more rows than it has
 * texels, so that every row has a texel of its own; levels whose share is below one row take turns in one.
 */
export class LevelSchedule {
  readonly #settings: TrainingSettings;
  readonly #visited: number[];
  #turn = 0;

  constructor(settings: TrainingSettings) {
    this.#settings = settings;
    this.#visited = Array.from({ length: MAX_LEVELS }, () => 0);
  }

  /** The next visits of `rows` texels at most, of levels from `finest` on. Rows are a multiple of 4 together. */
  next(rows: number, finest: number): LevelRows[] {
    const counts = this.#counts(rows, finest);
    return counts.flatMap((count, level) => (count > 0 ? [this.#visit(level, count)] : []));
  }

  #counts(rows: number, finest: number): number[] {
    const { levelRatio } = this.#settings;
    const levels = levelCount(this.#settings);
    const texels = (m: number) => this.#places(m);
    const counts = Array.from({ length: levels }, () => 0);
    const small: number[] = [];
    for (let m = finest + 1; m < levels; m++) {
      const share = Math.floor(rows * (1 - levelRatio) * levelRatio ** (m - finest));
      if (share >= 1) counts[m] = Math.min(share, texels(m));
      else small.push(m);
    }
    if (small.length > 0) counts[small[this.#turn++ % small.length]] = 1;
    const coarse = counts.reduce((sum, count) => sum + count, 0);
    counts[finest] = Math.min(rows - coarse, texels(finest));
    counts[finest] -= (coarse + counts[finest]) % 4;
    return counts;
  }

  /** Texels of a level, or blocks of four: what an epoch visits once. */
  #places(level: number): number {
    return ((this.#settings.size >> level) >> blockLog2(this.#settings, level)) ** 2;
  }

  #visit(level: number, rows: number): LevelRows {
    const texels = this.#places(level);
    // A batch does not reach over the end of an epoch: the next one's first texels may be this one's last.
    if ((this.#visited[level] % texels) + rows > texels)
      this.#visited[level] = Math.ceil(this.#visited[level] / texels) * texels;
    const visited = this.#visited[level];
    const epoch = Math.floor(visited / texels);
    this.#visited[level] += rows;
    const { seed } = this.#settings;
    const epochKey =
      (Math.imul(epoch + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca77) ^ Math.imul(level, 0xc2b2ae3d)) >>> 0;
    return {
      level,
      rows,
      first: visited % texels,
      epochKey,
      blockLog2: blockLog2(this.#settings, level),
      // All four ways to tile a level, one an epoch: every texel is visited once an epoch.
      shift: blockLog2(this.#settings, level) ? [epoch & 1, (epoch >> 1) & 1] : [0, 0],
      correction: [1 - 0.9 ** (epoch + 1), 1 - 0.999 ** (epoch + 1)],
    };
  }
}

/** A row is a point between four texels where four are mixed; a level of one texel has no four. */
function blockLog2({ lookup, size }: TrainingSettings, level: number): 0 | 1 {
  return lookup === 'bilinear' && level > 0 && size >> level > 1 ? 1 : 0;
}

/**
 * Deviation of a level's Gaussian in texels. A drawn texel: Zeltner et al. 2024, section 5.1, σ = .65 · half a texel. Four
 * texels mixed: what drawing one of them is in the mean, that Gaussian after the tent of the odds, of variance 1/6.
 */
const DEVIATIONS = { stochastic: 0.65 * 0.5, bilinear: Math.hypot(0.65 * 0.5, Math.sqrt(1 / 6)) };

/** What a planned step says of its targets: coarse levels learn the mean; all are means over a cone. */
export interface TargetKind {
  readonly meanLoss: boolean;
  readonly late: boolean;
  readonly walksMeanLoss: boolean;
  readonly cone: number;
}

/** What a target of a level is: its Gaussian in uv, points, and the loss that is right for it (index into `lossNames`). */
export function levelTarget(
  settings: TrainingSettings,
  level: number,
  { meanLoss, walksMeanLoss, late, cone }: TargetKind,
) {
  const { size, footprint, footprintSamples, loss, levelLoss, walksLoss, levelSamples, lookup } = settings;
  const walks = late && settings.lateWalks > 0 ? settings.lateWalks : settings.walks;
  if (level > 0) {
    const deviation = Math.max((DEVIATIONS[lookup] * 2 ** level) / size, footprint / size);
    return {
      footprint: deviation,
      footprint_samples: levelSamples,
      loss: lossNames.indexOf(meanLoss || cone > 0 ? levelLoss : loss),
    };
  }
  const ownLoss = walks > 1 && walksMeanLoss ? walksLoss : loss;
  return {
    footprint: footprint / size,
    footprint_samples: footprint > 0 ? Math.max(footprintSamples, walks) : walks,
    loss: lossNames.indexOf(cone > 0 ? levelLoss : ownLoss),
  };
}
