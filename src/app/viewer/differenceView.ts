import type { PathTracer } from '../../pathtracer/pathTracer.ts';
import { element } from '../element.ts';
import type { ReadBack } from '../saveImage.ts';

const GAIN = 4;

/**
 * The difference of both sides over the whole image. One tracer renders one side to N samples, then the other, and the
 * two are compared; N doubles from look to look, so that the time spent on coarser looks is at most that of the last.
 */
export class DifferenceView {
  readonly canvas = element('canvas', { class: 'difference', hidden: true });
  private target = 1;
  private first: Uint8ClampedArray | undefined;
  private drawn: ReadBack<Uint8ClampedArray> | undefined;
  private revision = -1;

  hide(): void {
    this.canvas.hidden = true;
    this.revision = -1;
  }

  /** The difference, if that is what is seen. */
  get shown(): ReadBack<Uint8ClampedArray> | undefined {
    return this.canvas.hidden ? undefined : this.drawn;
  }

  /** Which side the next frames must render: the split's position. */
  get position(): number {
    return this.first ? 0 : 1;
  }

  /**
   * Begins anew if anything that is seen has changed since: `revision` counts the changes. Returns whether it did: then
   * the film, too, must begin anew, or it would bring the samples of another view along.
   */
  follow(revision: number): boolean {
    if (revision === this.revision) return false;
    this.revision = revision;
    this.target = 1;
    this.first = undefined;
    this.canvas.hidden = true; // the old difference is of another image; until the new one, one side is seen
    return true;
  }

  get targetSamples(): number {
    return this.target;
  }

  /** After a frame: takes what is finished. Returns a line about the difference when there is a new one. */
  async collect(tracer: PathTracer): Promise<string | undefined> {
    if (tracer.samples < this.target) return undefined;
    const { revision, target } = this;
    const pixels = await tracer.readPixels();
    if (revision !== this.revision) return undefined;
    if (!this.first) {
      this.first = pixels;
      return undefined;
    }
    const { width, height } = tracer.filmSize;
    if (this.first.length !== pixels.length || pixels.length !== width * height * 4) {
      this.revision = -1; // the film's size changed between the two
      return undefined;
    }
    const { image, mean } = differenceImage(this.first, pixels, GAIN);
    this.draw(image, width, height);
    this.first = undefined;
    this.target = target * 2;
    return `Difference × ${GAIN}, mean ${mean.toFixed(4)} of 1, ${target} ${target === 1 ? 'sample' : 'samples'} a side`;
  }

  private draw(image: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): void {
    this.canvas.width = width;
    this.canvas.height = height;
    this.canvas.getContext('2d')?.putImageData(new ImageData(image, width, height), 0, 0);
    this.canvas.hidden = false;
    this.drawn = { width, height, data: image };
  }
}

/** |a − b| of two sRGB images, largest channel, through a ramp from black over violet and orange to white. */
export function differenceImage(a: Uint8ClampedArray, b: Uint8ClampedArray, gain: number) {
  const image = new Uint8ClampedArray(a.length);
  let sum = 0;
  for (let i = 0; i < a.length; i += 4) {
    let largest = 0;
    for (let c = 0; c < 3; c += 1) {
      const difference = Math.abs((a[i + c] as number) - (b[i + c] as number));
      sum += difference;
      largest = Math.max(largest, difference);
    }
    image.set(ramp(Math.min(1, (largest / 255) * gain)), i);
  }
  return { image, mean: sum / 255 / ((a.length / 4) * 3) };
}

const STOPS = [
  [0, 0, 0],
  [78, 26, 110],
  [202, 62, 74],
  [249, 158, 62],
  [255, 250, 222],
] as const;

/** 0 to 1 -> RGBA. */
function ramp(value: number): number[] {
  const at = value * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(at));
  const t = at - index;
  const low = STOPS[index] ?? STOPS[0];
  const high = STOPS[index + 1] ?? STOPS[0];
  return [...low.map((value0, c) => value0 + (high[c as 0 | 1 | 2] - value0) * t), 255];
}
