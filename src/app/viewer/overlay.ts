import { containedRect } from '../imageRect.ts';
import type { DifferenceView } from './differenceView.ts';
import { Figures } from './figures.ts';
import type { FrameLoop } from './frameLoop.ts';
import type { SideState } from './marks.ts';
import type { SideName } from './materialSides.ts';
import { SideVeil } from './sideVeil.ts';
import { SplitBar } from './splitBar.ts';
import type { Viewer } from './viewer.ts';
import { splitPosition, type ViewState } from './viewState.ts';

const NAMES: Record<SideName, string> = { neural: 'Neural', reference: 'Layered reference' };
const MATERIALS: Record<SideName, string> = { neural: 'neural material', reference: 'layered reference' };
const OPENING: Partial<Record<SideState, string>> = { waiting: 'Opening', loading: 'Opening', compiling: 'Compiling' };
const FIGURES_EVERY_MS = 250;

/** What lies over the image: the split with its labels, what is still awaited, the figures. */
export class Overlay {
  private readonly state: ViewState;
  private readonly viewer: Viewer;
  private readonly bar: SplitBar;
  private readonly veil = new SideVeil();
  private readonly figures = new Figures();
  private readonly root: HTMLElement;
  private readonly difference: DifferenceView;
  private differenceLine = '';
  private lastFigures = 0;

  constructor(root: HTMLElement, state: ViewState, viewer: Viewer, difference: DifferenceView) {
    this.root = root;
    this.state = state;
    this.viewer = viewer;
    this.difference = difference;
    this.bar = new SplitBar((position) => {
      state.split = position;
      viewer.revision += 1;
    });
    root.append(difference.canvas, this.veil.root, this.bar.root);
    if (!document.body.classList.contains('bare')) root.append(this.figures.root);
  }

  setDifference(line: string): void {
    this.differenceLine = line;
  }

  /** Once a frame. */
  draw(loop: FrameLoop, image: { width: number; height: number }): void {
    const rect = containedRect({ width: this.root.clientWidth, height: this.root.clientHeight }, image);
    this.bar.place(rect);
    const { state, viewer } = this;
    this.bar.show({ bar: viewer.sides.both && state.mode === 'split', ...this.labels() });
    this.drawVeil(rect);
    const now = performance.now();
    if (now - this.lastFigures < FIGURES_EVERY_MS) return;
    this.lastFigures = now;
    this.figures.show({
      samples: loop.samples,
      seconds: loop.seconds,
      samplesPerSecond: loop.seconds > 0 ? loop.samples / loop.seconds : 0,
      ...((loop.samples > 0 ? viewer.renderer?.tracer.filmSize : undefined) ?? image),
      passes: loop.passes,
    });
  }

  /** Each side is named in its own corner. */
  private labels(): { left: string; right: string } {
    const { mode } = this.state;
    const { first, second, both } = this.viewer.sides;
    if (both && mode === 'difference')
      return { left: this.difference.shown ? this.differenceLine : 'Difference', right: '' };
    const shows = (side: SideName, other: SideName): boolean =>
      second === undefined ? first === side : mode !== other;
    return {
      left: shows('reference', 'neural') ? NAMES.reference : '',
      right: shows('neural', 'reference') ? NAMES.neural : '',
    };
  }

  private drawVeil(rect: ReturnType<typeof containedRect>): void {
    const { state, viewer } = this;
    const { first, states } = viewer.sides;
    if (!viewer.sceneReady) {
      const what = first ? `${OPENING[states[first]] ?? 'Preparing'} the ${MATERIALS[first]}…` : 'Preparing…';
      if (first && states[first] === 'failed') return this.veil.hide();
      this.veil.place(rect);
      this.veil.show(what);
      return;
    }
    const opening = viewer.activity.at(performance.now());
    if (opening !== undefined) {
      this.veil.place(rect);
      this.veil.show(`Opening ${opening}…`);
      return;
    }
    const { awaited } = viewer;
    if (!awaited) return this.veil.hide();
    const split = state.mode === 'split' ? splitPosition(state) : awaited === 'reference' ? 1 : 0;
    this.veil.place(rect, ...(awaited === 'reference' ? ([0, split] as const) : ([split, 1] as const)));
    this.veil.show(`${OPENING[states[awaited]]} the ${MATERIALS[awaited]}…`);
  }
}
