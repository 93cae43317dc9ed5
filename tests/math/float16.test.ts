import { expect, test } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { halfBits, halfValue, isFiniteHalf, toClampedHalves } from '../../src/math/float16.ts';

test('every finite half goes to a number and back', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    if (isFiniteHalf(bits)) expect(halfBits(halfValue(bits))).toBe(bits);
  }
});

test('numbers go to the nearest half, ties to even (seed 2)', () => {
  const rng = new Pcg(2);
  for (let i = 0; i < 20_000; i++) {
    const value = Math.fround((rng.nextFloat() - 0.5) * 2 ** (40 * rng.nextFloat() - 26));
    const bits = halfBits(value);
    const error = Math.abs(halfValue(bits) - value);
    for (const other of [bits - 1, bits + 1]) {
      if (!isFiniteHalf(other & 0xffff) || ((other ^ bits) & 0x8000) !== 0) continue;
      const otherError = Math.abs(halfValue(other) - value);
      expect(error < otherError || (error === otherError && (bits & 1) === 0)).toBe(true);
    }
  }
});

test('known values; what has no finite half is refused', () => {
  expect([1, -2, 65504, 2 ** -24, 0, 1 + 2 ** -11].map(halfBits)).toEqual([0x3c00, 0xc000, 0x7bff, 1, 0, 0x3c00]);
  expect(halfBits(65519)).toBe(0x7bff);
  for (const value of [65520, -1e9, NaN, Infinity]) expect(() => halfBits(value)).toThrow('no finite 16-bit float');
});

test('what is beyond them becomes the largest', () => {
  const cases: [number, number][] = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [1e6, 0x7bff],
    [-Infinity, 0xfbff],
    [2 ** -24, 0x0001], // the smallest subnormal
    [2 ** -25, 0x0000], // half of it: to even
    [3 * 2 ** -25, 0x0002], // one and a half: to even
    [2 ** -14, 0x0400],
    [2 ** -14 - 2 ** -25, 0x0400], // rounds up out of the subnormals
    [1 + 2 ** -11, 0x3c00], // half a unit: to even
    [1 + 3 * 2 ** -11, 0x3c02],
    [1 / 3, 0x3555],
  ];
  expect([...toClampedHalves(Float32Array.from(cases, ([value]) => value))]).toEqual(cases.map(([, half]) => half));
  expect(toClampedHalves(Float32Array.of(NaN))[0] & 0x7fff).toBeGreaterThan(0x7c00);
});
