import type { ViewMode } from '../parameters.ts';

/** What tests and the cost benchmark read from the page, as `window.__patina`. Times in ms since navigation began. */
export interface PageMarks {
  adapter: string;
  /** When the first path-traced pixels of the neural side were on the screen. */
  firstPixelMs?: number;
  /** The same of the reference's side. */
  firstReferencePixelMs?: number;
  /** From asking for a program to its pipeline being ready, by side and program. */
  compileMs: Record<string, number>;
  /** Samples a pixel so far, all of the image. */
  samples: number;
  width: number;
  height: number;
  /** The film has all the samples it was asked for, and nothing is awaited that would begin it anew. */
  finished: boolean;
  /** Turns of the frame loop so far. Input that came before the last two of them is in what `finished` speaks of. */
  turns: number;
  /** The view that `samples` and `finished` speak of. */
  view?: ViewMode;
  /** Every error shown so far. */
  errors: string[];
  /** Devices lost and opened again. */
  recoveries: number;
  /** Only for tests: loses the device as a driver reset would. */
  loseDevice?: () => void;
}

declare global {
  interface Window {
    __patina?: PageMarks;
  }
}

export const marks: PageMarks = {
  adapter: '',
  compileMs: {},
  samples: 0,
  width: 0,
  height: 0,
  finished: false,
  turns: 0,
  errors: [],
  recoveries: 0,
};

/** States that the page's root element carries as `data-*`, for tests and styles. */
export type PageState = 'loading' | 'compiling' | 'rendering' | 'unavailable' | 'lost';
/** `waiting`: there is one, and nothing asks for it yet. */
export type SideState = 'none' | 'waiting' | 'loading' | 'compiling' | 'ready' | 'failed';

export function publishMarks(): void {
  window.__patina = marks;
}

export function setPageState(state: PageState): void {
  document.documentElement.dataset['state'] = state;
}

export function setSideState(side: 'neural' | 'reference', state: SideState): void {
  document.documentElement.dataset[side] = state;
}
