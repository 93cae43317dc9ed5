import { decoderNames } from '../../materials/neural/decoderSpec.ts';
import { decodeCheckpoint } from '../../training/checkpoint.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { BakeChoice } from './bakeSettings.ts';

/** What such a file is called. */
export const CHECKPOINT_EXTENSION = 'checkpoint';

/** A bake that was cancelled or broken off, to be gone on with. */
export interface StoppedBake {
  readonly checkpoint: Uint8Array<ArrayBuffer>;
  /** Steps done, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** What it was begun with. */
  readonly choice: BakeChoice;
  /** What it was of, as it was shown. */
  readonly source: ShownMaterial;
  /** Nobody asked for it to be stopped, and it is not saved as a file: leaving the page would lose it. */
  unsaved?: boolean;
}

/**
 * @param choice  what a checkpoint does not say is taken from here: how the coat is treated
 * @throws Error naming what is wrong with the bytes; whether they are of this material is seen when the bake goes on
 */
export function stoppedBake(bytes: Uint8Array<ArrayBuffer>, source: ShownMaterial, choice: BakeChoice): StoppedBake {
  const { settings, trainers, identity } = decodeCheckpoint(bytes);
  if (trainers.length > 1) throw new Error('checkpoint: a seed is being chosen in it; `patina bake` goes on with it');
  const decoder = decoderNames.find((name) => name === identity['decoder']);
  if (!decoder) throw new Error('checkpoint: its decoder is none of this page; `patina bake` goes on with it');
  const { size, seed, steps, levels } = settings;
  return {
    checkpoint: bytes,
    step: trainers[0].step,
    steps,
    choice: { ...choice, size, seed, decoder, levels: levels > 1 },
    source,
  };
}

/** Whether it is of what is shown now, as far as names tell. */
export function isOf({ source }: StoppedBake, shown: ShownMaterial | undefined): boolean {
  return source.name === shown?.name && source.layering === shown.layering;
}
