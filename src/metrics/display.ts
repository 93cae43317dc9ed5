import { srgbFromLinear } from './colour.ts';
import type { RgbImage } from './image.ts';
import type { Mask } from './imageErrors.ts';

/** Luminance of linear Rec.709. */
export function luminance(r: number, g: number, b: number): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

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

/**
 * Khronos PBR Neutral tone mapping: linear [0, ∞) to linear [0, 1], colours below .8 of the peak nearly unchanged.
 * Khronos, "PBR Neutral Tone Mapper specification", 2024.
 */
export function neutralToneMap(r: number, g: number, b: number): [number, number, number] {
  const startCompression = 0.8 - 0.04;
  const desaturation = 0.15;
  const least = Math.min(r, g, b);
  // The Fresnel reflection at normal incidence, taken away so that base colours come out as authored.
  const offset = least < 0.08 ? least - 6.25 * least * least : 0.04;
  const [r0, g0, b0] = [r - offset, g - offset, b - offset];
  const peak = Math.max(r0, g0, b0);
  if (peak < startCompression) return [r0, g0, b0];
  const d = 1 - startCompression;
  const newPeak = 1 - (d * d) / (peak + d - startCompression);
  const scale = newPeak / peak;
  const white = 1 - 1 / (desaturation * (peak - newPeak) + 1);
  const mix = (c: number): number => c * scale * (1 - white) + newPeak * white;
  return [mix(r0), mix(g0), mix(b0)];
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
