import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { element } from '../element.ts';

export interface LossPoint {
  step: number;
  loss: number;
}

const SERIES = ['decoder', 'sampler'] as const;
type Series = (typeof SERIES)[number];
const COLOURS: Record<Series, string> = { decoder: '#7cc0ac', sampler: '#d08a5c' };
const TEXT = '#9aa0a8';
const LINES = '#2f3338';

/** Losses over steps, on a logarithmic axis; the legend tells the values under the pointer. */
export class LossChart {
  readonly root = element('div', { class: 'loss-chart', role: 'img', 'aria-label': 'Loss over training steps' });
  private readonly points: Record<Series, Map<number, number>> = { decoder: new Map(), sampler: new Map() };
  private readonly plot: uPlot;
  private totalSteps = 1;

  constructor() {
    const axis = { stroke: TEXT, grid: { stroke: LINES, width: 1 }, ticks: { stroke: LINES, width: 1 } };
    this.plot = new uPlot(
      {
        width: 300,
        height: 180,
        scales: {
          x: { time: false, range: () => [0, this.totalSteps] },
          y: { distr: 3 },
        },
        axes: [axis, { ...axis, size: 52 }],
        series: [
          { label: 'step' },
          ...SERIES.map((label) => ({
            label,
            stroke: COLOURS[label],
            width: 1.5,
            spanGaps: true,
            points: { show: false },
          })),
        ],
      },
      [[], [], []],
      this.root,
    );
    new ResizeObserver(() => this.fit()).observe(this.root);
  }

  /** The horizontal axis runs from 0 to here. */
  setSteps(steps: number): void {
    this.totalSteps = Math.max(1, steps);
  }

  clear(): void {
    for (const name of SERIES) this.points[name].clear();
    this.draw();
  }

  /** Adds a point; values that are not positive have no place on the axis and are left out. */
  add(series: Series, { step, loss }: LossPoint): void {
    if (!(loss > 0) || !Number.isFinite(loss)) return;
    this.points[series].set(step, loss);
    this.totalSteps = Math.max(this.totalSteps, step);
    this.draw();
  }

  private draw(): void {
    const { decoder, sampler } = this.points;
    const steps = [...new Set([...decoder.keys(), ...sampler.keys()])].toSorted((a, b) => a - b);
    this.plot.setData([
      steps,
      ...SERIES.map((name) => steps.map((step) => this.points[name].get(step) ?? null)),
    ] as uPlot.AlignedData);
  }

  private fit(): void {
    const { clientWidth: width, clientHeight } = this.root;
    const legend = this.root.querySelector('.u-legend')?.clientHeight ?? 0;
    if (width > 0 && clientHeight > legend) this.plot.setSize({ width, height: clientHeight - legend });
  }
}
