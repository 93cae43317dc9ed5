import { expect, test } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { mipCount, mipLevels } from '../../src/materials/mipLevels.ts';

const floats = (width: number, height: number, seed: number) => {
  const rng = new Pcg(seed);
  return { width, height, srgb: false, data: Float32Array.from({ length: width * height * 4 }, () => rng.nextFloat()) };
};

const mean = ({ width, height, data }: { width: number; height: number; data: ArrayLike<number> }, channel: number) => {
  let sum = 0;
  for (let p = 0; p < width * height; p++) sum += data[4 * p + channel];
  return sum / (width * height);
};

test.each([
  [8, 8],
  [5, 3],
  [7, 1],
  [1, 12],
] as const)('every level of %i x %i texels has the mean of the image (seed 1)', (width, height) => {
  const image = floats(width, height, 1);
  const levels = mipLevels(image);
  expect(levels.length).toBe(mipCount(width, height) - 1);
  levels.forEach((level, m) => {
    expect([level.width, level.height]).toEqual([Math.max(1, width >> (m + 1)), Math.max(1, height >> (m + 1))]);
    for (let c = 0; c < 4; c++) expect(mean(level, c)).toBeCloseTo(mean(image, c), 5);
  });
  expect(levels.at(-1)).toMatchObject({ width: 1, height: 1 });
});

test('a texel is the mean of those it covers, by area where sizes are odd', () => {
  const line = { width: 3, height: 1, srgb: false, data: Float32Array.from([0, 3, 9].flatMap((x) => [x, 0, 0, 1])) };
  expect([...mipLevels(line)[0].data]).toEqual([4, 0, 0, 1]);
  const wide = {
    width: 5,
    height: 1,
    srgb: false,
    data: Float32Array.from([1, 2, 3, 4, 5].flatMap((x) => [x, 0, 0, 1])),
  };
  // Two and a half texels each: (1 + 2 + 3/2)/2.5 and (3/2 + 4 + 5)/2.5.
  const [left, , , , right] = mipLevels(wide)[0].data;
  expect(left).toBeCloseTo(1.8, 6);
  expect(right).toBeCloseTo(4.2, 6);
});

test('sRGB colours are averaged in linear light, alpha and plain bytes as they are', () => {
  const data = Uint8Array.of(0, 255, 10, 0, 255, 255, 10, 100);
  // Half of white is code 188; 10 stays 10.
  expect([...mipLevels({ width: 2, height: 1, srgb: true, data })[0].data]).toEqual([188, 255, 10, 50]);
  expect([...mipLevels({ width: 2, height: 1, srgb: false, data })[0].data]).toEqual([128, 255, 10, 50]);
  for (let code = 0; code < 256; code++) {
    const even = Uint8Array.of(code, code, code, code, code, code, code, code);
    const off = mipLevels({ width: 2, height: 1, srgb: true, data: even })[0].data[0] - code;
    expect(Math.abs(off), `code ${code}`).toBeLessThanOrEqual(1);
  }
});

test('an image of one texel has no levels below', () => {
  expect(mipLevels(floats(1, 1, 2))).toEqual([]);
});
