/** A pause that work waits for between its steps. */
export class PauseGate {
  private waiting: Promise<void> | undefined;
  private release: () => void = () => undefined;

  get paused(): boolean {
    return this.waiting !== undefined;
  }

  pause(): void {
    this.waiting ??= new Promise((resolve) => (this.release = resolve));
  }

  resume(): void {
    this.waiting = undefined;
    this.release();
  }

  /** What to wait for now; undefined when nothing is paused. */
  whilePaused(): Promise<void> | undefined {
    return this.waiting;
  }
}
