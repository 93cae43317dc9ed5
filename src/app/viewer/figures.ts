import { element } from '../element.ts';

export interface FigureValues {
  samples: number;
  /** Since the last reset, pauses left out. */
  seconds: number;
  samplesPerSecond: number;
  width: number;
  height: number;
  /** GPU time of a pass, ms in a frame, where the adapter has timestamps. */
  passes: Record<string, number>;
}

/** Samples, time and GPU time a pass, over the upper right corner. */
export class Figures {
  readonly root = element('div', { class: 'figures', 'aria-label': 'Figures' });
  private readonly main = element('dl');
  private readonly passes = element('dl');
  private readonly total = element('summary');
  private readonly details = element('details', { hidden: true }, this.total, this.passes);
  private lastText = '';

  constructor() {
    this.root.append(this.main, this.details);
  }

  show(values: FigureValues): void {
    const rows = figureRows(values);
    const passes = passRows(values.passes);
    const text = JSON.stringify([rows, passes]);
    if (text === this.lastText) return;
    this.lastText = text;
    this.main.replaceChildren(...terms(rows));
    this.passes.replaceChildren(...terms(passes));
    const total = Object.values(values.passes).reduce((sum, milliseconds) => sum + milliseconds, 0);
    this.total.textContent = `GPU ${total.toFixed(1)} ms a frame`;
    this.details.hidden = passes.length === 0;
  }
}

/** The figures as text, in the order shown. */
export function figureRows(values: FigureValues): [name: string, value: string][] {
  return [
    ['Samples', String(values.samples)],
    ['Time', formatSeconds(values.seconds)],
    ['Samples/s', formatRate(values.samplesPerSecond)],
    ['Size', `${values.width} × ${values.height}`],
  ];
}

/** GPU times by pass: in a split image `shade/a/Copper` is the left side's material, `shade/b/Copper` the right side's. */
export function passRows(passes: Record<string, number>): [name: string, value: string][] {
  const split = Object.keys(passes).some((name) => name.startsWith('shade/b/'));
  const sides: Partial<Record<string, string>> = split ? { a: 'left: ', b: 'right: ' } : { a: '' };
  return Object.entries(passes).map(([name, milliseconds]) => {
    const [, side, material] = /^shade\/([ab])\/(.*)$/.exec(name) ?? [];
    const shown = side === undefined ? name : `${sides[side]}${material}`;
    return [shown, `${milliseconds.toFixed(2)} ms`];
  });
}

function terms(rows: [string, string][]): HTMLElement[] {
  return rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]);
}

/** `75.2` -> `1:15`, `4.04` -> `4.0 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  const rest = String(whole % 60).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}:${rest}`;
  return `${Math.floor(whole / 3600)}:${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}:${rest}`;
}

function formatRate(rate: number): string {
  return rate >= 10 ? rate.toFixed(0) : rate.toFixed(2);
}
