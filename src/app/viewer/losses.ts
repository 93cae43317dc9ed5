/** So many losses within so long are no accident: the page then stops instead of trying for ever. */
const MOST = 3;
const WITHIN_MS = 300_000;

/** The graphics devices that were lost lately. */
export class Losses {
  private times: number[] = [];

  /** @returns whether it is worth opening the next device */
  add(now = performance.now()): boolean {
    this.times = [...this.times.filter((time) => now - time < WITHIN_MS), now];
    return this.times.length <= MOST;
  }
}

/** There will be no other device. */
export class DeviceGoneError extends Error {
  override readonly name = 'DeviceGoneError';
}
