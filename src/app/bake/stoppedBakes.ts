import type { ShownMaterial } from '../materialSource.ts';
import { isOf, type StoppedBake } from './stoppedBake.ts';

/** Bakes that were stopped: of each material the last one, and all that broke off and that nobody has saved. */
export class StoppedBakes {
  private bakes: readonly StoppedBake[] = [];

  /** The next was stopped; one of the same material before it stays if leaving the page would lose it. */
  add(bake: StoppedBake): void {
    this.bakes = [...this.bakes.filter((other) => other.unsaved || !isOf(other, bake.source)), bake];
  }

  /** It was gone on with: what came of it stands in its place. */
  remove(bake: StoppedBake | undefined): void {
    this.bakes = this.bakes.filter((other) => other !== bake);
  }

  /** The last one of this material. */
  of(source: ShownMaterial | undefined): StoppedBake | undefined {
    return this.bakes.findLast((bake) => isOf(bake, source));
  }

  get holdsWork(): boolean {
    return this.bakes.some(({ unsaved }) => unsaved);
  }
}
