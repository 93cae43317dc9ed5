import { type Gpu, LOSS_NEWS_MS, lostWithin, openGpu } from '../../engine/device.ts';
import { Deferred } from '../deferred.ts';
import type { Notices } from '../notices.ts';
import { DeviceGoneError, Losses } from './losses.ts';
import { marks, setPageState } from './marks.ts';
import { Renderer } from './renderer.ts';
import type { ResolutionScale } from './resolutionScale.ts';

export interface DevicesParts {
  canvas: HTMLCanvasElement;
  scale: ResolutionScale;
  notices: Notices;
  /** There is no device, and there will be none. */
  onGone: (cause: unknown) => void;
  /** Puts all that is chosen on the device of this renderer. */
  show: (renderer: Renderer) => Promise<void>;
  /** The device is lost; another is opened, if that is worth it. */
  onLost: () => void;
  /** Runs a change that goes wrong with a message. */
  attempt: (what: string, change: () => Promise<void>) => Promise<void>;
}

/** The graphics device in use: opened, and opened again when it is lost. */
export class Devices {
  renderer: Renderer | undefined;
  /** Why there will be no other renderer. */
  gone: DeviceGoneError | undefined;
  private readonly parts: DevicesParts;
  /** The device that is in use or being taken into use. */
  private device: Gpu | undefined;
  private opening = new Deferred();
  private readonly losses = new Losses();

  constructor(parts: DevicesParts) {
    this.parts = parts;
  }

  /** Takes the first device into use, or the one after it where that is lost meanwhile. @throws when there is none */
  async begin(first: Promise<Gpu>): Promise<void> {
    try {
      if (!(await this.use(await first))) await this.whenOpen();
    } catch (cause) {
      this.opening.reject(cause);
      throw cause;
    }
  }

  /** Resolves when there is a device with the scene on it: at once, or when it is opened (again). @throws when there will be none */
  whenOpen(): Promise<void> {
    return this.opening.promise;
  }

  /** Whether a failure was that of a renderer whose device is lost, or about to be told so. */
  async isGone(renderer: Renderer): Promise<boolean> {
    return renderer !== this.renderer || (await lostWithin(renderer.gpu, LOSS_NEWS_MS));
  }

  /** @returns false if the device was lost meanwhile: the next is being opened then, or there is none, which is told elsewhere */
  private async use(gpu: Gpu): Promise<boolean> {
    const { canvas, scale, notices, show } = this.parts;
    marks.adapter = gpu.adapterName;
    marks.loseDevice = () => gpu.device.destroy();
    gpu.onError = (message) => notices.add('error', `The graphics device reports: ${message}`);
    this.device = gpu;
    void gpu.lost.then((info) => {
      if (this.device === gpu) void this.recover(info.message);
    });
    try {
      const renderer = await Renderer.open(gpu, canvas, scale);
      if (this.device !== gpu) return false;
      this.renderer = renderer;
      await show(renderer);
    } catch (cause) {
      if (this.device === gpu && !(await lostWithin(gpu, LOSS_NEWS_MS))) throw cause;
      return false;
    }
    if (this.device !== gpu) return false;
    this.opening.resolve();
    return true;
  }

  private async recover(message: string): Promise<void> {
    const { notices, attempt, onLost } = this.parts;
    this.device = undefined;
    this.renderer = undefined;
    const before = this.opening;
    this.opening = new Deferred();
    // Who waits for the device that is gone waits for the next.
    void this.opening.promise.then(before.resolve, before.reject);
    onLost();
    setPageState('lost');
    const why = message ? ` (${message})` : '';
    if (!this.losses.add())
      return this.giveUp(new DeviceGoneError(`The graphics device was lost again and again${why}.`));
    notices.add('warning', `The graphics device was lost${why}; it is opened again.`);
    let gpu: Gpu;
    try {
      gpu = await openGpu({ label: 'patina' });
    } catch (cause) {
      return this.giveUp(
        new DeviceGoneError(`The graphics device was lost${why} and cannot be opened again.`, { cause }),
      );
    }
    await attempt('The graphics device', async () => {
      if (await this.use(gpu)) marks.recoveries += 1;
    });
  }

  private giveUp(cause: DeviceGoneError): void {
    this.gone = cause;
    this.opening.reject(cause);
    this.parts.onGone(cause);
  }
}
