import { LOSS_NEWS_MS, lostWithin, type Gpu } from '../../engine/device.ts';
import type { BakeOptions } from '../../training/bake.ts';
import type { Notices } from '../notices.ts';
import type { Viewer } from '../viewer/viewer.ts';

/** How long the viewer may take to open the device again. */
const REOPEN_MS = 60_000;

/**
 * Runs a bake that a lost graphics device does not end: it goes on from the last checkpoint, which is kept in memory about
 * every `everyMs`, on the device that the viewer opens next.
 * @param begun  a checkpoint to go on from
 * @param onKept  hears of every checkpoint, the one of an aborted bake too
 * @throws what the bake throws, and when no device comes.
 */
export async function throughLosses<T>(
  viewer: Pick<Viewer, 'renderer' | 'gone'>,
  notices: Pick<Notices, 'add'>,
  everyMs: number,
  begun: Uint8Array | undefined,
  onKept: (bytes: Uint8Array<ArrayBuffer>) => void,
  bake: (gpu: Gpu, more: Pick<BakeOptions, 'checkpoint' | 'resume'>) => Promise<T>,
): Promise<T> {
  let kept = begun;
  let step = 0;
  let before: Gpu | undefined;
  for (;;) {
    const gpu = await nextDevice(viewer, before);
    try {
      const save = (bytes: Uint8Array<ArrayBuffer>, done: number) => {
        kept = bytes;
        step = done;
        onKept(bytes);
      };
      const checkpoint = { everyMs, save };
      return await bake(gpu, { checkpoint, ...(kept && { resume: kept }) });
    } catch (cause) {
      if (!(await lostWithin(gpu, LOSS_NEWS_MS))) throw cause;
      before = gpu;
      if (!viewer.gone)
        notices.add('warning', `The graphics device was lost during the bake; it goes on from step ${step}.`);
    }
  }
}

async function nextDevice(viewer: Pick<Viewer, 'renderer' | 'gone'>, before: Gpu | undefined): Promise<Gpu> {
  const deadline = performance.now() + REOPEN_MS;
  while (performance.now() < deadline) {
    const gpu = viewer.renderer?.gpu;
    if (gpu && gpu !== before) return gpu;
    if (viewer.gone) throw viewer.gone;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the graphics device was lost and could not be opened again');
}
