import { containedRect } from '../imageRect.ts';
import type { DifferenceView } from './differenceView.ts';
import { Figures } from './figures.ts';
import type { FrameLoop } from './frameLoop.ts';
import type { SideName } from './materialSides.ts';
import { SideVeil } from './sideVeil.ts';
import { SplitBar } from './splitBar.ts';
import type { Viewer } from './viewer.ts';
import { splitPosition, type ViewState } from './viewState.ts';

const NAMES: Record<SideName, string> = { neural: 'Neural', reference: 'Layered reference' };
const FIGURES_EVERY_MS = 250;

/** What lies over the image: the split with its labels, what is still awaited, the figures. */
export class Overlay {
  private readonly state: ViewState;
  private readonly viewer: Viewer;
  private readonly bar: SplitBar;
  private readonly veil = new SideVeil();
  private readonly figures = new Figures();
  private readonly root: HTMLElement;
  private difference = '';
  private lastFigures = 0;

  constructor(root: HTMLElement, state: ViewState, viewer: Viewer, difference: DifferenceView) {
    this.root = root;
    this.state = state;
    this.viewer = viewer;
    this.bar = new SplitBar((position) => {
      state.split = position;
      viewer.revision += 1;
    });
    root.append(difference.canvas, this.veil.root, this.bar.root);
    if (!document.body.classList.contains('bare')) root.append(this.figures.root);
  }

  setDifference(line: string): void {
    this.difference = line;
  }

  /** Once a frame. */
  draw(loop: FrameLoop, image: { width: number; height: number }): void {
    const rect = containedRect({ width: this.root.clientWidth, height: this.root.clientHeight }, image);
    this.bar.place(rect);
    const { state, viewer } = this;
    const { first, second, both } = viewer.sides;
    const splitting = both && state.mode === 'split';
    const comparing = both && state.mode === 'difference';
    this.bar.show({ bar: splitting, neural: true, reference: second !== undefined && state.mode !== 'neural' });
    const left = both && state.mode === 'reference' ? undefined : first;
    this.bar.label('neural', comparing ? this.difference || 'Difference' : left ? NAMES[left] : '');
    this.bar.label('reference', comparing ? '' : second ? NAMES[second] : '');
    this.drawVeil(rect);
    const now = performance.now();
    if (now - this.lastFigures < FIGURES_EVERY_MS) return;
    this.lastFigures = now;
    this.figures.show({
      samples: loop.samples,
      seconds: loop.seconds,
      samplesPerSecond: loop.seconds > 0 ? loop.samples / loop.seconds : 0,
      ...(viewer.renderer?.tracer.filmSize ?? image),
      passes: loop.passes,
      adapter: viewer.renderer?.gpu.adapterName ?? '',
    });
  }

  private drawVeil(rect: ReturnType<typeof containedRect>): void {
    const { state, viewer } = this;
    const { first, second, states } = viewer.sides;
    const opening: Partial<Record<string, string>> = { loading: 'Opening', compiling: 'Compiling' };
    if (!viewer.sceneReady) {
      const what = first
        ? `${opening[states[first]] ?? 'Preparing'} the ${NAMES[first].toLowerCase()} material…`
        : 'Preparing…';
      if (first && states[first] === 'failed') return this.veil.hide();
      this.veil.place(rect, 0);
      this.veil.show(what);
      return;
    }
    const awaited = second && opening[states[second]];
    if (!awaited || state.mode === 'neural') return this.veil.hide();
    this.veil.place(rect, state.mode === 'split' ? splitPosition(state) : 0);
    this.veil.show(`${awaited} reference…`);
  }
}
