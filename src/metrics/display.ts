import { neutralToneMap } from '../math/neutralToneMap.ts';
import { luminance, srgbFromLinear } from '../math/srgb.ts';
import type { RgbImage } from './image.ts';
import type { Mask } from './imageErrors.ts';

/**
 * The factor that brings a percentile of an image's luminance to 1.
 * @param image  linear radiance; only pixels of the mask count
 * @throws when that percentile is 0: an image so dark has no exposure
 */
export function exposureOf(image: RgbImage, mask?: Mask, percentile = 0.99): number {
  const values: number[] = [];
  for (let p = 0; p < image.width * image.height; p++) {
    if (mask && !(mask[p] > 0)) continue;
    values.push(luminance(image.data[3 * p], image.data[3 * p + 1], image.data[3 * p + 2]));
  }
  values.sort((a, b) => a - b);
  const value = values[Math.min(values.length - 1, Math.floor(percentile * values.length))] ?? 0;
  if (!(value > 0)) throw new Error(`exposure: the ${percentile * 100}th percentile of luminance is ${value}`);
  return 1 / value;
}

/** Linear radiance to sRGB in [0, 1]: exposure, Neutral tone map, encoding. */
export function displayed(image: RgbImage, exposure: number): RgbImage {
  const data = new Float32Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const mapped = neutralToneMap(
      Math.max(0, image.data[i] * exposure),
      Math.max(0, image.data[i + 1] * exposure),
      Math.max(0, image.data[i + 2] * exposure),
    );
    for (let c = 0; c < 3; c++) data[i + c] = srgbFromLinear(Math.min(1, Math.max(0, mapped[c])));
  }
  return { width: image.width, height: image.height, data };
}
