import { luminance } from '../math/srgb.ts';
import type { EnvironmentMap } from './environmentData.ts';

/** What the shaders read of an environment: texels with their density, and the alias table over them. */
export interface EnvironmentTable {
  /** RGB radiance as given; alpha is the density per solid angle with which the texel's directions are drawn. */
  readonly texels: Float32Array;
  /** Per texel: keep it if the choosing number is below the threshold, else take `others`. */
  readonly thresholds: Float32Array;
  readonly others: Uint32Array;
  /** Luminance of the map integrated over the sphere. */
  readonly integral: number;
}

/**
 * Sampling density proportional to luminance. The bilinear look-up reaches half a texel into the neighbours, so the
 * density is taken from the mean of the *interpolated* luminance over each texel (the tent 1/8, 6/8, 1/8 both ways): it
 * is positive wherever the radiance is. A black map gets the uniform density.
 */
export function environmentTable(map: EnvironmentMap): EnvironmentTable {
  const { width, height } = map;
  const means = texelMeans(map);
  const weights = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const solidAngle = texelSolidAngle(width, height, y);
    for (let x = 0; x < width; x++) weights[y * width + x] = means[y * width + x] * solidAngle;
  }
  const integral = weights.reduce((sum, weight) => sum + weight, 0);
  const texels = Float32Array.from(map.data);
  for (let i = 0; i < weights.length; i++) {
    texels[i * 4 + 3] = integral > 0 ? means[i] / integral : 1 / (4 * Math.PI);
    if (integral === 0) weights[i] = texelSolidAngle(width, height, Math.floor(i / width));
  }
  return { texels, ...aliasTable(weights), integral };
}

/** Solid angle of one texel of row `y`, in steradians. */
export function texelSolidAngle(width: number, height: number, y: number): number {
  const step = Math.PI / height;
  return ((2 * Math.PI) / width) * (Math.cos(y * step) - Math.cos((y + 1) * step));
}

/** Mean of the bilinearly interpolated luminance over each texel; columns wrap, rows end. */
function texelMeans({ width, height, data }: EnvironmentMap): Float64Array {
  const own = new Float64Array(width * height);
  for (let i = 0; i < own.length; i++) own[i] = luminance(data[i * 4], data[i * 4 + 1], data[i * 4 + 2]);
  const across = new Float64Array(own.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const row = y * width;
      across[row + x] = 0.75 * own[row + x] + (own[row + ((x + width - 1) % width)] + own[row + ((x + 1) % width)]) / 8;
    }
  const means = new Float64Array(own.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const above = across[Math.max(y - 1, 0) * width + x];
      const below = across[Math.min(y + 1, height - 1) * width + x];
      means[y * width + x] = 0.75 * across[y * width + x] + (above + below) / 8;
    }
  return means;
}

/** Vose, "A Linear Algorithm for Generating Random Numbers with a Given Distribution", IEEE TSE 1991. */
export function aliasTable(weights: Float64Array): { thresholds: Float32Array; others: Uint32Array } {
  const count = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scaled = weights.map((weight) => (weight * count) / total);
  const thresholds = new Float32Array(count).fill(1);
  const others = Uint32Array.from({ length: count }, (_, i) => i);
  const small: number[] = [];
  const large: number[] = [];
  scaled.forEach((value, i) => (value < 1 ? small : large).push(i));
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!;
    const high = large[large.length - 1];
    thresholds[low] = scaled[low];
    others[low] = high;
    scaled[high] -= 1 - scaled[low];
    if (scaled[high] < 1) small.push(large.pop()!);
  }
  return { thresholds, others };
}
