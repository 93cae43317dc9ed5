import { element } from '../element.ts';

export interface FigureValues {
  samples: number;
  /** Since the last reset, pauses left out. */
  seconds: number;
  samplesPerSecond: number;
  width: number;
  height: number;
  /** GPU time of a pass, ms a sample, where the adapter has timestamps. */
  passes: Record<string, number>;
  adapter: string;
}

/** Samples, time and GPU time a pass, over the upper right corner. */
export class Figures {
  readonly root = element('dl', { class: 'figures', 'aria-label': 'Figures' });
  private lastText = '';

  show(values: FigureValues): void {
    const rows = figureRows(values);
    const text = JSON.stringify(rows);
    if (text === this.lastText) return;
    this.lastText = text;
    this.root.replaceChildren(...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
  }
}

/** The figures as text, in the order shown. */
export function figureRows(values: FigureValues): [name: string, value: string][] {
  const rows: [string, string][] = [
    ['Samples', String(values.samples)],
    ['Time', formatSeconds(values.seconds)],
    ['Samples/s', formatRate(values.samplesPerSecond)],
    ['Size', `${values.width} × ${values.height}`],
  ];
  for (const [name, milliseconds] of Object.entries(values.passes)) rows.push([name, `${milliseconds.toFixed(2)} ms`]);
  return rows;
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
