import { decoderLabel } from '../materials/neural/decoderSpec.ts';
import type { BakeOptions } from './bake.ts';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint, type KeptTrainer } from './checkpoint.ts';
import type { TrainingSettings } from './settings.ts';

/** Keeps a bake's checkpoints: about every `checkpoint.everyMs`, and when the bake is aborted. */
export class Keeper {
  private readonly options: BakeOptions;
  private savedAt = performance.now();
  private kept: string | undefined;

  constructor(options: BakeOptions) {
    this.options = options;
  }

  /**
   * What `options.resume` holds.
   * @throws Error naming what differs: the bake would not come to the bytes that it began with
   */
  resumed(): Checkpoint | undefined {
    const { resume } = this.options;
    if (!resume) return undefined;
    const checkpoint = decodeCheckpoint(resume);
    checkSame(checkpoint, this.options);
    this.kept = wordsOf(checkpoint.trainers);
    return checkpoint;
  }

  /**
   * Called between two steps.
   * @param trainers  reads them back; called where a checkpoint is due
   * @throws the signal's reason when aborted
   */
  async betweenSteps(
    settings: TrainingSettings,
    seconds: () => number,
    trainers: () => Promise<readonly KeptTrainer[]>,
  ): Promise<void> {
    const { checkpoint, signal } = this.options;
    if (checkpoint && (signal?.aborted || performance.now() - this.savedAt >= checkpoint.everyMs)) {
      const begun = await trainers();
      const identity = identityOf(this.options);
      await checkpoint.save(
        encodeCheckpoint({ identity, settings, seconds: seconds(), trainers: begun }),
        reached(begun),
      );
      this.kept = wordsOf(begun);
      this.savedAt = performance.now();
    }
    signal?.throwIfAborted();
  }

  /** What is left when the device is lost, as the end of a sentence. */
  get left(): string {
    if (!this.options.checkpoint) return '';
    return this.kept === undefined ? '; no checkpoint was kept yet' : `; the last checkpoint is of ${this.kept}`;
  }
}

/** Steps done of the bake that will be; of several seeds none is that yet. */
function reached(trainers: readonly KeptTrainer[]): number {
  return trainers.length === 1 ? trainers[0].step : 0;
}

function wordsOf(trainers: readonly KeptTrainer[]): string {
  return trainers.length === 1 ? `step ${trainers[0].step}` : `a choice among ${trainers.length} seeds`;
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

function checkSame(checkpoint: Checkpoint, options: BakeOptions): void {
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
}
