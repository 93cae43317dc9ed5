/**
 * Cuts a sample of the image into runs of 8x8 blocks, each as long as its time budget allows: the page stays responsive
 * and no submit alarms a watchdog. Results do not depend on the cuts.
 */
export class BlockSchedule {
  readonly #capacity: number;
  #total = 0;
  #next = 0;
  #size: number;
  #runs: readonly { count: number; ms: number }[] = [];

  /** `capacity`: most blocks in a run. `first`: blocks in the first run, before any time is known. */
  constructor(capacity: number, first = 16) {
    this.#capacity = capacity;
    this.#size = Math.min(first, capacity);
  }

  /** Starts a sample of `total` blocks from the first one. */
  start(total: number): void {
    this.#total = total;
    this.#next = 0;
  }

  get finished(): boolean {
    return this.#next >= this.#total;
  }

  /** Share of the sample that was handed out, 0..1. */
  get progress(): number {
    return this.#total === 0 ? 0 : this.#next / this.#total;
  }

  next(): { first: number; count: number } {
    const first = this.#next;
    const count = Math.min(this.#size, this.#total - first);
    this.#next += count;
    return { first, count };
  }

  /**
   * A run of `count` blocks took `ms`: sizes the next. Time is taken as a + b·count, by least squares over the last runs:
   * where the cost of a submit alone, a, eats the budget, smaller runs would not help, and each then does work worth a.
   * At most doubled, so one lucky run cannot stall the page.
   */
  took(count: number, ms: number, budgetMs: number): void {
    this.#runs = [...this.#runs, { count, ms }].slice(-MEMORY);
    const { fixed, perBlock } = fit(this.#runs);
    const wanted = Math.max((budgetMs - fixed) / perBlock, fixed / perBlock);
    this.#size = Math.min(Math.max(Math.round(Math.min(wanted, 2 * this.#size)), 1), this.#capacity);
  }
}

const MEMORY = 12;

/** Milliseconds of a submit and of a block in it, neither negative; all on the blocks while all runs are alike. */
function fit(runs: readonly { count: number; ms: number }[]): { fixed: number; perBlock: number } {
  const mean = (value: (run: { count: number; ms: number }) => number) =>
    runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  const [count, ms] = [mean((run) => run.count), mean((run) => run.ms)];
  const spread = mean((run) => (run.count - count) ** 2);
  const slope = spread > 0 ? mean((run) => (run.count - count) * (run.ms - ms)) / spread : ms / count;
  // Noise may make longer runs look cheaper; a tenth of the plain mean is as cheap as is believed.
  const perBlock = Math.max(Math.min(slope, ms / count), (0.1 * ms) / count, 1e-6);
  return { fixed: Math.max(0, ms - perBlock * count), perBlock };
}
