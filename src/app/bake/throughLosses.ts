import { lostWithin, type Gpu } from '../../engine/device.ts';
import type { BakeOptions } from '../../training/bake.ts';
import type { Notices } from '../notices.ts';
import type { Viewer } from '../viewer/viewer.ts';

/** The loss may be told a moment after what it broke. */
const LOSS_NEWS_MS = 200;

/** How long the viewer may take to open the device again. */
const REOPEN_MS = 60_000;

/**
 * Runs a bake that a lost graphics device does not end: it goes on from the last checkpoint, which is kept in memory about
 * every `everyMs`, on the device that the viewer opens next.
 * @throws what the bake throws, and when no device comes.
 */
export async function throughLosses<T>(
  viewer: Pick<Viewer, 'renderer'>,
  notices: Pick<Notices, 'add'>,
  everyMs: number,
  bake: (gpu: Gpu, more: Pick<BakeOptions, 'checkpoint' | 'resume'>) => Promise<T>,
): Promise<T> {
  let kept: Uint8Array | undefined;
  let step = 0;
  let before: Gpu | undefined;
  for (;;) {
    const gpu = await nextDevice(viewer, before);
    try {
      const save = (bytes: Uint8Array, done: number) => {
        kept = bytes;
        step = done;
      };
      const checkpoint = { everyMs, save };
      return await bake(gpu, { checkpoint, ...(kept && { resume: kept }) });
    } catch (cause) {
      if (!(await lostWithin(gpu, LOSS_NEWS_MS))) throw cause;
      notices.add('warning', `The graphics device was lost during the bake; it goes on from step ${step}.`);
      before = gpu;
    }
  }
}

async function nextDevice(viewer: Pick<Viewer, 'renderer'>, before: Gpu | undefined): Promise<Gpu> {
  const deadline = performance.now() + REOPEN_MS;
  while (performance.now() < deadline) {
    const gpu = viewer.renderer?.gpu;
    if (gpu && gpu !== before) return gpu;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the graphics device was lost and could not be opened again');
}
