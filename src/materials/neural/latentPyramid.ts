import { LATENT_CHANNELS } from './decoderSpec.ts';
import { fromHalves, halfValue, toHalves } from './float16.ts';
import type { Vec3 } from './vector.ts';

/**
 * One level of latents, row by row from v = 0, LATENT_CHANNELS halves a texel: 16 bytes, one `vec4u` on the GPU.
 * A trainer's float32 masters have the same order with two `vec4f` a texel.
 */
export interface LatentLevel {
  readonly width: number;
  readonly height: number;
  /** Bits of halves. */
  readonly data: Uint16Array;
}

/**
 * Latents over the unit square of uv, repeating. Level m has max(1, size >> m) texels a side and is trained on the
 * appearance filtered to its texels, not downsampled. Level 0 comes first.
 */
export interface LatentPyramid {
  readonly levels: readonly [LatentLevel, ...LatentLevel[]];
}

/** Vec4f a texel in float32. */
export const LATENT_BLOCKS = LATENT_CHANNELS / 4;

export const LATENT_TEXEL_BYTES = 2 * LATENT_CHANNELS;

/** Texels a side of level 0 that files and programs take. */
export const MAX_RESOLUTION = 8192;

/** From MAX_RESOLUTION down to one texel. */
export const MAX_LEVELS = 14;

/** @param values LATENT_CHANNELS floats a texel. @throws RangeError if one has no finite half. */
export function latentLevel(width: number, height: number, values: Float32Array): LatentLevel {
  if (values.length !== width * height * LATENT_CHANNELS) {
    throw new RangeError(
      `a ${width}x${height} latent level takes ${width * height * LATENT_CHANNELS} numbers, got ${values.length}`,
    );
  }
  return { width, height, data: toHalves(values) };
}

export function latentFloats(level: LatentLevel): Float32Array {
  return fromHalves(level.data);
}

/** All levels one behind the other, as the GPU holds them. */
export function packPyramid(pyramid: LatentPyramid): Uint16Array {
  const packed = new Uint16Array(pyramid.levels.reduce((sum, level) => sum + level.data.length, 0));
  let at = 0;
  for (const { data } of pyramid.levels) {
    packed.set(data, at);
    at += data.length;
  }
  return packed;
}

/**
 * The texel that `shaders/layers/latentPyramid.wgsl` draws: one of the four around uv with bilinear odds.
 * @param u uniform in [0, 1); two of its numbers are used.
 */
export function drawTexel(level: LatentLevel, uv: readonly [number, number], u: Vec3): number {
  const along = (k: 0 | 1, size: number) => {
    const place = (uv[k] - Math.floor(uv[k])) * size - 0.5;
    return (Math.floor(place + u[k]) + size) % size;
  };
  return along(1, level.height) * level.width + along(0, level.width);
}

/** LATENT_CHANNELS numbers of one texel. */
export function texelLatent(level: LatentLevel, texel: number): Float64Array {
  const at = texel * LATENT_CHANNELS;
  return Float64Array.from(level.data.subarray(at, at + LATENT_CHANNELS), halfValue);
}
