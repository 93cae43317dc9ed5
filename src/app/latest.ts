/** Runs tasks of which only the last one asked for may still have an effect: a person clicks faster than files load. */
export class Latest {
  private generation = 0;

  /** `isCurrent()` turns false once another task was begun; check it after every await. */
  async run(task: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    this.generation += 1;
    await this.join(task);
  }

  /** Runs a task beside the one that was begun last, current as long as that one. */
  async join(task: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const mine = this.generation;
    await task(() => this.generation === mine);
  }

  /** What `open` gives or throws, unless another was begun meanwhile: then nothing. */
  async open<T>(open: () => Promise<T>): Promise<T | undefined> {
    this.generation += 1;
    const mine = this.generation;
    try {
      const opened = await open();
      return this.generation === mine ? opened : undefined;
    } catch (cause) {
      if (this.generation === mine) throw cause;
      return undefined;
    }
  }

  /** No task that runs now is current any more. */
  cancel(): void {
    this.generation += 1;
  }
}
