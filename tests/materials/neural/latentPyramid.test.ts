import { expect, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import {
  drawLevel,
  drawTexel,
  latentFloats,
  latentLevel,
  latentTexelBytes,
  lookUpLatent,
  rangeOf,
  texelLatent,
  type LatentPyramid,
} from '../../../src/materials/neural/latentPyramid.ts';
import { normal } from './randomMaterial.ts';

const values = (count: number, seed: number) => {
  const rng = new Pcg(seed);
  return Float32Array.from({ length: 8 * count }, (_, i) => (1 + (i % 8)) * normal(rng));
};

test.each([16, 8, 4] as const)('%s bits: texels come back as near as the format allows (seed 4)', (bits) => {
  const floats = values(64, 4);
  const level = latentLevel(8, 8, floats, bits);
  expect(level.data).toHaveLength(64 * latentTexelBytes(bits));
  const back = latentFloats(level);
  floats.forEach((value, i) => {
    const { low, step } = level.range ?? { low: [], step: [] };
    const held = level.range
      ? Math.min(Math.max(value, low[i % 8]), low[i % 8] + (2 ** bits - 1) * step[i % 8])
      : value;
    const slack = level.range ? 0.5001 * step[i % 8] : 2 ** -11 * Math.abs(value);
    expect(Math.abs(back[i] - held)).toBeLessThanOrEqual(slack + 1e-6);
    expect(texelLatent(level, i >> 3)[i % 8]).toBeCloseTo(back[i], 5);
  });
});

test('ranges of few bits leave outliers out where that makes the rest better, and codes fill them (seed 5)', () => {
  const floats = values(4096, 5);
  floats[0] = 20;
  const error = (range: ReturnType<typeof rangeOf>) => {
    const back = latentFloats(latentLevel(64, 64, floats, 4, range));
    return floats.reduce((sum, value, i) => (i % 8 === 0 && i > 0 ? sum + (value - back[i]) ** 2 : sum), 0);
  };
  const found = rangeOf(floats, 4);
  const least = floats.reduce((low, value, i) => (i % 8 === 0 ? Math.min(low, value) : low), 0);
  const first = (of: readonly number[], value: number) => of.map((old, c) => (c === 0 ? value : old));
  const whole = { low: first(found.low, least), step: first(found.step, (20 - least) / 15) };
  expect(error(found)).toBeLessThan(error(whole));
  // A channel that does not vary is kept.
  const flat = latentLevel(4, 4, new Float32Array(128).fill(0.25), 4);
  for (const value of latentFloats(flat)) expect(value).toBeCloseTo(0.25, 5);
  expect(() => latentLevel(1, 1, new Float32Array(8).fill(Number.NaN), 8, found)).toThrow('latent 0 is NaN');
});

test('the level drawn is right in the mean: log2 of the footprint in texels of level 0', () => {
  const level = (size: number) => latentLevel(size, size, new Float32Array(size * size * 8));
  const levels = [level(8), level(4), level(2), level(1)] as const;
  const pyramid: LatentPyramid = { bits: 16, lookup: 'stochastic', repeats: 1, levels };
  const mean = (footprint: number) => {
    let sum = 0;
    for (let i = 0; i < 1000; i++) sum += pyramid.levels.indexOf(drawLevel(pyramid, footprint, (i + 0.5) / 1000));
    return sum / 1000;
  };
  expect(mean(0)).toBe(0);
  expect(mean(1 / 8)).toBe(0);
  expect(mean(1 / 4)).toBeCloseTo(1, 2);
  expect(mean(2 ** 0.3 / 4)).toBeCloseTo(1.3, 2);
  expect(mean(1e9)).toBe(3);
});

test('four texels mixed are the mean over the draws of one, and level 0 draws (seed 6)', () => {
  const levels = [latentLevel(8, 8, values(64, 6)), latentLevel(4, 2, values(8, 7))] as const;
  const pyramid: LatentPyramid = { bits: 16, lookup: 'bilinear', repeats: 1, levels };
  const uv = [0.93, -0.21] as const;
  const draws = 400;
  const mean = new Float64Array(8);
  for (let i = 0; i < draws ** 2; i++) {
    const u = [((i % draws) + 0.5) / draws, (Math.floor(i / draws) + 0.5) / draws, 0] as const;
    texelLatent(levels[1], drawTexel(levels[1], uv, u)).forEach((z, c) => (mean[c] += z / draws ** 2));
  }
  // The grid knows the odds of an axis to 1/800; latents are of order 8 at most.
  lookUpLatent(pyramid, levels[1], uv, [0, 0, 0]).forEach((z, c) => expect(Math.abs(z - mean[c])).toBeLessThan(0.05));
  const drawn = drawTexel(levels[0], uv, [0.7, 0.2, 0]);
  expect(lookUpLatent(pyramid, levels[0], uv, [0.7, 0.2, 0])).toEqual(texelLatent(levels[0], drawn));
});
