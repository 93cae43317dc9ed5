import { linearFromSrgb, srgbFromLinear } from '../math/srgb.ts';
import type { MaterialTexture } from './materialTexture.ts';

/** One level: RGBA, rows from the top, in the image's own encoding. */
export interface MipLevel {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
}

type Filterable = Pick<MaterialTexture, 'width' | 'height' | 'data' | 'srgb'>;

/** Level m + 1 is half as wide and high as level m, rounded down, until both are 1. */
export function mipCount(width: number, height: number): number {
  return 1 + Math.floor(Math.log2(Math.max(width, height)));
}

/**
 * The levels below an image, largest first. A texel is the mean of the area of the level above that it covers, also where sizes
 * are odd, so that every level has the image's mean; sRGB colours are averaged in linear light.
 */
export function mipLevels(image: Filterable): MipLevel[] {
  const levels: MipLevel[] = [];
  const bytes = !(image.data instanceof Float32Array);
  let above: LinearImage = { ...image, decode: bytes && image.srgb ? DECODED : undefined };
  for (let m = 1; m < mipCount(image.width, image.height); m++) {
    const { width, height, data } = (above = halved(above));
    levels.push({ width, height, data: bytes ? encoded(data, image.srgb) : data });
  }
  return levels;
}

interface LinearImage {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
  /** What stands for linear colours where they are coded, in the units of alpha. */
  readonly decode?: Float32Array;
}

function halved({ width, height, data, decode }: LinearImage): LinearImage & { data: Float32Array } {
  const columns = taps(width);
  const rows = taps(height);
  const out = new Float32Array(columns.length * rows.length * 4);
  rows.forEach((vertical, y) => {
    columns.forEach((horizontal, x) => {
      const target = (y * columns.length + x) * 4;
      for (const { at: row, share: down } of vertical) {
        for (const { at: column, share: across } of horizontal) {
          const source = (row * width + column) * 4;
          const share = down * across;
          for (let c = 0; c < 3; c++) out[target + c] += share * (decode ? decode[data[source + c]] : data[source + c]);
          out[target + 3] += share * data[source + 3];
        }
      }
    });
  });
  return { width: columns.length, height: rows.length, data: out };
}

/** For each texel of the half-size line: which texels it covers, and by what share. */
function taps(size: number): { at: number; share: number }[][] {
  const count = Math.max(1, size >> 1);
  const step = size / count;
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i * step, (i + 1) * step];
    const covered: { at: number; share: number }[] = [];
    for (let at = Math.floor(from); at < Math.min(size, Math.ceil(to)); at++)
      covered.push({ at, share: (Math.min(to, at + 1) - Math.max(from, at)) / step });
    return covered;
  });
}

const DECODED = Float32Array.from({ length: 256 }, (_, byte) => 255 * linearFromSrgb(byte / 255));
/** Of linear light in steps of 1/4096: exact to half a byte from the fourth byte on, and below it sRGB is linear. */
const ENCODED = Uint8Array.from({ length: 4097 }, (_, step) => Math.round(255 * srgbFromLinear(step / 4096)));

function encoded(data: Float32Array, srgb: boolean): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++)
    out[i] = srgb && i % 4 !== 3 ? ENCODED[Math.round((data[i] / 255) * 4096)] : Math.round(data[i]);
  return out;
}
