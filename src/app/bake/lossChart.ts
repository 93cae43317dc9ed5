import { element } from '../element.ts';
import { logTicks, thin } from './chartScale.ts';

export interface LossPoint {
  step: number;
  loss: number;
}

const COLOURS = { decoder: '#7cc0ac', sampler: '#d08a5c' } as const;
type Series = keyof typeof COLOURS;
const MARGIN = { left: 46, right: 10, top: 10, bottom: 20 };

/** Losses over steps, on a logarithmic axis, drawn on a canvas that follows its own size. */
export class LossChart {
  readonly root = element('canvas', { class: 'loss-chart', role: 'img', 'aria-label': 'Loss over training steps' });
  private readonly series: Record<Series, LossPoint[]> = { decoder: [], sampler: [] };
  private totalSteps = 1;

  constructor() {
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  /** The horizontal axis runs from 0 to here. */
  setSteps(steps: number): void {
    this.totalSteps = Math.max(1, steps);
  }

  clear(): void {
    this.series.decoder = [];
    this.series.sampler = [];
    this.draw();
  }

  /** Adds a point; values that are not positive have no place on the axis and are left out. */
  add(series: Series, point: LossPoint): void {
    if (!(point.loss > 0) || !Number.isFinite(point.loss)) return;
    this.series[series].push(point);
    this.totalSteps = Math.max(this.totalSteps, point.step);
    this.draw();
  }

  get length(): number {
    return this.series.decoder.length + this.series.sampler.length;
  }

  private draw(): void {
    const context = this.root.getContext('2d');
    if (!context) return;
    const ratio = window.devicePixelRatio;
    const { clientWidth, clientHeight } = this.root;
    this.root.width = Math.round(clientWidth * ratio);
    this.root.height = Math.round(clientHeight * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = '11px system-ui, sans-serif';
    const losses = Object.values(this.series).flatMap((points) => points.map((point) => point.loss));
    if (losses.length === 0) return;
    const low = Math.log10(losses.reduce((a, b) => Math.min(a, b)));
    const high = Math.max(Math.log10(losses.reduce((a, b) => Math.max(a, b))), low + 0.05);
    const width = clientWidth - MARGIN.left - MARGIN.right;
    const height = clientHeight - MARGIN.top - MARGIN.bottom;
    const x = (step: number): number => MARGIN.left + (step / this.totalSteps) * width;
    const y = (loss: number): number => MARGIN.top + ((high - Math.log10(loss)) / (high - low)) * height;
    this.drawAxes(context, logTicks(10 ** low, 10 ** high), x, y, clientHeight);
    for (const name of Object.keys(COLOURS) as Series[]) {
      context.strokeStyle = COLOURS[name];
      context.lineWidth = 1.5;
      context.beginPath();
      for (const { step, loss } of thin(this.series[name], Math.max(2, Math.round(width)))) {
        context.lineTo(x(step), y(loss));
      }
      context.stroke();
    }
    this.drawLegend(context, clientWidth);
  }

  private drawAxes(
    context: CanvasRenderingContext2D,
    ticks: number[],
    x: (step: number) => number,
    y: (loss: number) => number,
    clientHeight: number,
  ): void {
    context.fillStyle = '#9aa0a8';
    context.strokeStyle = '#2f3338';
    context.lineWidth = 1;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const tick of ticks) {
      context.fillText(String(Number(tick.toPrecision(2))), MARGIN.left - 6, y(tick));
      context.beginPath();
      context.moveTo(MARGIN.left, y(tick));
      context.lineTo(x(this.totalSteps), y(tick));
      context.stroke();
    }
    context.textBaseline = 'alphabetic';
    context.fillText(`${this.totalSteps} steps`, x(this.totalSteps), clientHeight - 6);
    context.textAlign = 'left';
    context.fillText('0', x(0), clientHeight - 6);
  }

  private drawLegend(context: CanvasRenderingContext2D, clientWidth: number): void {
    const names = (Object.keys(COLOURS) as Series[]).filter((name) => this.series[name].length > 0);
    context.textAlign = 'right';
    for (const [row, name] of names.entries()) {
      context.fillStyle = COLOURS[name];
      context.fillText(name, clientWidth - MARGIN.right - 4, MARGIN.top + 12 + row * 14);
    }
  }
}
