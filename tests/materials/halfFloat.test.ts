import { expect, it } from 'vitest';
import { toHalfFloats } from '../../src/materials/halfFloat.ts';

it('rounds to 16-bit floats', () => {
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
  expect([...toHalfFloats(Float32Array.from(cases, ([value]) => value))]).toEqual(cases.map(([, half]) => half));
  expect(toHalfFloats(Float32Array.of(NaN))[0] & 0x7fff).toBeGreaterThan(0x7c00);
});
