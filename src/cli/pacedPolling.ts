/** Node's timers take no less, milliseconds. */
const PAUSE = 1;

const isNative = (f: () => void): boolean => f.name === '' && /\{\s*\[native code\]\s*\}$/.test(String(f));

let paced = false;

/**
 * Makes Dawn's bindings rest for a millisecond between two looks at the GPU. While anything is awaited they look with every turn
 * of the event loop (dawn-gpu/node-webgpu issue 17, version 0.6.2), which takes a whole core: on a software adapter that is one
 * of the GPU's. They ask the global `setImmediate` for it, with a function of no name and no source; all others are served as
 * ever.
 */
export function paceDawnPolling(): void {
  if (paced) return;
  paced = true;
  const immediate = globalThis.setImmediate;
  const polled = (callback: (...given: unknown[]) => void, ...given: unknown[]): unknown =>
    isNative(callback) ? setTimeout(callback, PAUSE, ...given) : immediate(callback, ...given);
  // Node's own `promisify` finds its form of it among the properties.
  globalThis.setImmediate = Object.defineProperties(
    polled,
    Object.getOwnPropertyDescriptors(immediate),
  ) as typeof setImmediate;
}
