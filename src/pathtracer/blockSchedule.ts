/**
 * Cuts a sample of the image into runs of 8x8 blocks, each as long as its time budget allows: the page stays responsive
 * and no submit alarms a watchdog. Results do not depend on the cuts.
 */
export class BlockSchedule {
  readonly #capacity: number;
  #total = 0;
  #next = 0;
  #size: number;

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

  /** A run of `count` blocks took `ms`: sizes the next. At most doubled, so one lucky run cannot stall the page. */
  took(count: number, ms: number, budgetMs: number): void {
    // The last run of a sample is short and says little.
    if (count < this.#size && ms < budgetMs) return;
    const factor = Math.min(Math.max(budgetMs / Math.max(ms, 1e-3), 0.25), 2);
    this.#size = Math.min(Math.max(Math.round(count * factor), 1), this.#capacity);
  }
}
