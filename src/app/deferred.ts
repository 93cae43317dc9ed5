/** A promise that is settled from outside. */
export class Deferred {
  resolve: () => void = () => undefined;
  reject: (cause: unknown) => void = () => undefined;
  readonly promise = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    // It is no fault that nobody waits for it.
    this.promise.catch(() => undefined);
  }
}
