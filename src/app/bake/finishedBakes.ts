import type { BakedMaterial } from '../../training/bakedMaterial.ts';
import type { ShownMaterial } from '../materialSource.ts';
import type { BakeChoice } from './bakeSettings.ts';

/** What Download gives, and how it came about. */
export interface FinishedBake extends BakedMaterial {
  readonly source: ShownMaterial;
  readonly fileName: string;
  readonly choice: BakeChoice;
  readonly adapter: string;
}

/** Bakes that are done: the one that is shown, and those of before that nobody has downloaded yet. */
export class FinishedBakes {
  /** Of the material that is open. */
  current: FinishedBake | undefined;
  private unsaved: FinishedBake[] = [];

  /** The next is done; one of the same material before it stays, unless it is saved. */
  add(bake: FinishedBake): void {
    this.current = bake;
    this.unsaved.push(bake);
  }

  /** Something else is open now. */
  leave(): void {
    this.current = undefined;
  }

  saved(bake: FinishedBake): void {
    this.unsaved = this.unsaved.filter((other) => other !== bake);
  }

  /** Without the one that is shown; the oldest first. */
  get earlier(): readonly FinishedBake[] {
    return this.unsaved.filter((bake) => bake !== this.current);
  }

  get holdsWork(): boolean {
    return this.unsaved.length > 0;
  }

  /** `plain.glb`, or `plain-2.glb` where an earlier one of that name waits to be saved. */
  nameFor({ name }: ShownMaterial): string {
    const stem = (name.split('/').at(-1) ?? '').replace(/\.mtlx$/i, '').replaceAll('#', '-') || 'material';
    const taken = new Set(this.unsaved.map(({ fileName }) => fileName));
    for (let i = 1; ; i++) {
      const fileName = i === 1 ? `${stem}.glb` : `${stem}-${i}.glb`;
      if (!taken.has(fileName)) return fileName;
    }
  }
}

/** Name and value, to be shown beside it. */
export function resultRows({ asset, result, adapter }: FinishedBake): [string, string][] {
  const { settings, losses, seconds } = result;
  return [
    ['Steps', String(settings.steps)],
    ['Training time', `${seconds.toFixed(1)} s`],
    ['Loss, decoder', losses.evaluation.toPrecision(4)],
    ['Loss, sampler', losses.sampler === undefined ? 'none' : losses.sampler.toPrecision(4)],
    ['Adapter', adapter],
    ...asset.provenance.notes.map((note): [string, string] => ['Note', note]),
  ];
}
