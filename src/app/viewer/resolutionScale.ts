/** Film pixels per screen pixel, along one side, that the page chooses from. */
export const SCALES = [1, 0.75, 0.5, 0.375, 0.25, 0.1875, 0.125] as const;

/** A sample of the whole image while nothing moves may take this long: slower looks stuck. */
const STILL_MS = 400;
/** And while the camera moves: slower is no longer a movement. */
const MOVING_MS = 70;
/** Coarser than these nobody sees what it is. */
const COARSEST = { still: 0.25, moving: 0.125 } as const;

/**
 * Chooses the film's resolution from how long samples take here: whole on a fast GPU, coarse on a software adapter,
 * coarser while the camera moves.
 */
export class ResolutionScale {
  /** 'auto', or a scale that holds while nothing moves. */
  chosen: number | 'auto' = 'auto';
  private nsPerPixel: number | undefined;

  /** Tells how long one sample of so many film pixels took. */
  measured(milliseconds: number, pixels: number): void {
    const now = (milliseconds * 1e6) / Math.max(1, pixels);
    // A moving mean: one slow sample (another tab, a compile) must not change the resolution for good.
    this.nsPerPixel = this.nsPerPixel === undefined ? now : 0.7 * this.nsPerPixel + 0.3 * now;
  }

  /** The scale for a full-size image of `pixels`; before any measurement the coarsest: a first look, soon. */
  scale(pixels: number, moving: boolean): number {
    if (this.chosen === 'auto' && this.nsPerPixel === undefined) return COARSEST.moving;
    const still = this.chosen === 'auto' ? Math.max(COARSEST.still, this.affordable(pixels, STILL_MS)) : this.chosen;
    return moving ? Math.min(still, this.affordable(pixels, MOVING_MS)) : still;
  }

  private affordable(pixels: number, milliseconds: number): number {
    if (this.nsPerPixel === undefined) return COARSEST.moving;
    const share = (milliseconds * 1e6) / (this.nsPerPixel * Math.max(1, pixels));
    return SCALES.find((scale) => scale * scale <= share) ?? COARSEST.moving;
  }
}
