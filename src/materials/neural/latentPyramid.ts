import type { Vec3 } from '../../math/vec3.ts';
import { fromHalves, halfValue, toHalves } from '../../math/float16.ts';
import { LATENT_CHANNELS } from './decoderSpec.ts';

/** Bits a channel: halves, or codes that stand for low + code·step with a range a channel and level. */
export const latentPrecisions = [16, 8, 4] as const;
export type LatentBits = (typeof latentPrecisions)[number];

/**
 * How texels are trained to be found, in one of the two levels next in size to the footprint, drawn. `stochastic`: one of the
 * four around, drawn with bilinear odds. `bilinear`: the mean of the four, but at level 0, where patterns are as sharp as they
 * come, one of them drawn.
 */
export const storedLookups = ['stochastic', 'bilinear'] as const;
export type StoredLookup = (typeof storedLookups)[number];

/** Of codes, by channel; LATENT_CHANNELS numbers each. Code c stands for low + c·step. */
export interface LatentRange {
  readonly low: readonly number[];
  readonly step: readonly number[];
}

/**
 * One level of latents, row by row from v = 0. A texel is LATENT_CHANNELS halves (16 bytes), codes of 8 bits (8 bytes) or
 * codes of 4 bits (4 bytes, channel c in bits 4c to 4c + 3, little-endian). A trainer's float32 masters have the same order
 * with two `vec4f` a texel.
 */
export interface LatentLevel {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** Absent for halves. */
  readonly range?: LatentRange;
}

/**
 * Latents over the unit square of uv, or one period of it, repeating. Level m has max(1, size >> m) texels a side and is
 * trained on the appearance filtered to its texels, not downsampled. Level 0 comes first.
 */
export interface LatentPyramid {
  readonly bits: LatentBits;
  readonly lookup: StoredLookup;
  /** How often the pyramid repeats over the unit square of uv, along both axes, 1 to `MAX_REPEATS`. */
  readonly repeats: number;
  readonly levels: readonly [LatentLevel, ...LatentLevel[]];
}

/** Most repeats along an axis. */
export const MAX_REPEATS = 64;

/** Vec4f a texel in float32. */
export const LATENT_BLOCKS = LATENT_CHANNELS / 4;

export function latentTexelBytes(bits: LatentBits): number {
  return (bits * LATENT_CHANNELS) / 8;
}

/** Texels a side of level 0 that files and programs take. */
export const MAX_RESOLUTION = 8192;

/** From MAX_RESOLUTION down to one texel; `MAX_LEVELS` of shaders/layers/latentPyramid.wgsl. */
export const MAX_LEVELS = 14;

/**
 * Packs floats for storage.
 * @param values LATENT_CHANNELS floats a texel.
 * @param range for codes; default: the best for these values.
 * @throws RangeError if one has no finite half, or is not finite.
 */
export function latentLevel(
  width: number,
  height: number,
  values: Float32Array,
  bits: LatentBits = 16,
  range = bits === 16 ? undefined : rangeOf(values, bits),
): LatentLevel {
  if (values.length !== width * height * LATENT_CHANNELS) {
    throw new RangeError(
      `a ${width}x${height} latent level takes ${width * height * LATENT_CHANNELS} numbers, got ${values.length}`,
    );
  }
  if (!range) return { width, height, data: new Uint8Array(toHalves(values).buffer) };
  const codes = new Uint8Array(values.length);
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) throw new RangeError(`latent ${i} is ${value}`);
    const c = i % LATENT_CHANNELS;
    codes[i] = Math.min(2 ** bits - 1, Math.max(0, Math.round((value - range.low[c]) / range.step[c])));
  });
  return { width, height, data: bits === 8 ? codes : packNibbles(codes), range };
}

/** Of a channel's span about its mean; what lies beyond is clipped, so that the rest has finer steps. */
const SPANS = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3];
const SPAN_VALUES = 32768;

/** The range, by channel, whose codes have the least mean error among several spans about the mean. */
export function rangeOf(values: Float32Array, bits: LatentBits): LatentRange {
  const most = 2 ** bits - 1;
  const low: number[] = [];
  const step: number[] = [];
  for (let c = 0; c < LATENT_CHANNELS; c++) {
    const channel = values.filter((_, i) => i % LATENT_CHANNELS === c);
    const mean = channel.reduce((sum, value) => sum + value, 0) / channel.length;
    const least = channel.reduce((a, b) => Math.min(a, b));
    const greatest = channel.reduce((a, b) => Math.max(a, b));
    const stride = Math.ceil(channel.length / SPAN_VALUES);
    const some = channel.filter((_, i) => i % stride === 0);
    const options = SPANS.map((share) => {
      const from = Math.fround(mean + share * (least - mean));
      const size = Math.fround(Math.max((share * (greatest - least)) / most, 1e-6));
      const coded = (x: number) => from + size * Math.min(most, Math.max(0, Math.round((x - from) / size)));
      return { from, size, error: some.reduce((sum, x) => sum + Math.abs(x - coded(x)), 0) };
    });
    const best = options.reduce((a, b) => (b.error < a.error ? b : a));
    low.push(best.from);
    step.push(best.size);
  }
  return { low, step };
}

/** What a level's texels stand for, LATENT_CHANNELS floats each. */
export function latentFloats(level: LatentLevel): Float32Array {
  const { data, range } = level;
  if (!range) return fromHalves(halvesOf(level));
  const codes = data.length === level.width * level.height * LATENT_CHANNELS ? data : unpackNibbles(data);
  return Float32Array.from(codes, (code, i) => range.low[i % LATENT_CHANNELS] + code * range.step[i % LATENT_CHANNELS]);
}

/** The bits of a level stored in halves. */
export function halvesOf({ data }: LatentLevel): Uint16Array {
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

/** All levels one behind the other, as the GPU holds them. */
export function packPyramid(pyramid: LatentPyramid): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(pyramid.levels.reduce((sum, level) => sum + level.data.length, 0));
  let at = 0;
  for (const { data } of pyramid.levels) {
    packed.set(data, at);
    at += data.length;
  }
  return packed;
}

/** Values of the WGSL struct `LatentPyramid`. */
export function pyramidValues(pyramid: LatentPyramid) {
  let offset = 0;
  const levels = pyramid.levels.map(({ width, height, range }) => {
    const level = { range: rangeValues(range), offset, width, height };
    offset += width * height;
    return level;
  });
  while (levels.length < MAX_LEVELS) levels.push({ range: rangeValues(undefined), offset: 0, width: 1, height: 1 });
  return { levels, count: pyramid.levels.length, repeats: pyramid.repeats };
}

/** Values of the WGSL struct `LatentRange`. */
export function rangeValues(range: LatentRange | undefined) {
  const { low, step } = range ?? { low: Array.from({ length: 8 }, () => 0), step: Array.from({ length: 8 }, () => 1) };
  return { low_0: low.slice(0, 4), low_1: low.slice(4), step_0: step.slice(0, 4), step_1: step.slice(4) };
}

/** The level that `drawn_level` of shaders/layers/latentPyramid.wgsl draws. @param u uniform in [0, 1). */
export function drawLevel(pyramid: LatentPyramid, footprint: number, u: number): LatentLevel {
  const { levels, repeats } = pyramid;
  const texels = repeats * Math.max(levels[0].width, levels[0].height);
  const lod = Math.min(Math.log2(Math.max(footprint * texels, 1)), levels.length - 1);
  return levels[Math.floor(lod + u)];
}

/**
 * The texel of a level that `drawn_texel` draws: one of the four around a place with bilinear odds.
 * @param uv within the pyramid: uv of the surface times its `repeats`.
 * @param u uniform in [0, 1); two of its numbers are used.
 */
export function drawTexel(level: LatentLevel, uv: readonly [number, number], u: Vec3): number {
  const along = (k: 0 | 1, size: number) => {
    const place = (uv[k] - Math.floor(uv[k])) * size - 0.5;
    return (Math.floor(place + u[k]) + size) % size;
  };
  return along(1, level.height) * level.width + along(0, level.width);
}

/**
 * The latent that a pyramid's look-up finds in a level.
 * @param point uv of the surface.
 * @param u as for `drawTexel`; no matter where four are mixed.
 */
export function lookUpLatent(
  pyramid: LatentPyramid,
  level: LatentLevel,
  point: readonly [number, number],
  u: Vec3,
): Float64Array {
  const { repeats } = pyramid;
  const uv = [repeats * point[0], repeats * point[1]] as const;
  if (pyramid.lookup === 'stochastic' || level === pyramid.levels[0])
    return texelLatent(level, drawTexel(level, uv, u));
  const sum = new Float64Array(LATENT_CHANNELS);
  const odds = ([uv[0] * level.width, uv[1] * level.height] as const).map((x) => x - 0.5 - Math.floor(x - 0.5));
  for (let i = 0; i < 4; i++) {
    const upper = [i & 1, i >> 1];
    const share = odds.reduce((product, odd, k) => product * (upper[k] ? odd : 1 - odd), 1);
    // Draws just inside the two ends of [0, 1) give the two neighbours of an axis.
    const drawn = upper.map((up) => (up ? 1 - 1e-12 : 0));
    texelLatent(level, drawTexel(level, uv, [drawn[0], drawn[1], 0])).forEach((z, c) => (sum[c] += share * z));
  }
  return sum;
}

/** LATENT_CHANNELS numbers of one texel. */
export function texelLatent(level: LatentLevel, texel: number): Float64Array {
  const at = texel * LATENT_CHANNELS;
  const { data, range } = level;
  if (!range) return Float64Array.from(halvesOf(level).subarray(at, at + LATENT_CHANNELS), halfValue);
  const code = (c: number) =>
    data.length === level.width * level.height * LATENT_CHANNELS
      ? data[at + c]
      : (data[(at + c) >> 1] >> (4 * (c & 1))) & 15;
  return Float64Array.from({ length: LATENT_CHANNELS }, (_, c) => range.low[c] + code(c) * range.step[c]);
}

function packNibbles(codes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: codes.length / 2 }, (_, i) => codes[2 * i] | (codes[2 * i + 1] << 4));
}

function unpackNibbles(data: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 2 * data.length }, (_, i) => (data[i >> 1] >> (4 * (i & 1))) & 15);
}
