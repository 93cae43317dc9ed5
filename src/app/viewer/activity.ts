/** What opens sooner needs no word: it would only flicker. */
const SHOWN_AFTER_MS = 200;

/** What is being opened while the image of before is still shown: a scene or an environment may take seconds. */
export class Activity {
  private readonly running = new Set<{ readonly what: string; readonly since: number }>();

  /** Runs `open`, and names it meanwhile. */
  async during<T>(what: string, open: () => Promise<T>): Promise<T> {
    const entry = { what, since: performance.now() };
    this.running.add(entry);
    try {
      return await open();
    } finally {
      this.running.delete(entry);
    }
  }

  /** Of what was begun last and is not there yet. */
  at(now: number): string | undefined {
    return [...this.running].findLast(({ since }) => now - since >= SHOWN_AFTER_MS)?.what;
  }
}
