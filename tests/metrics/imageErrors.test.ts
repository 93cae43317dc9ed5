import { linearFromSrgb, srgbFromLinear } from '../../src/math/srgb.ts';
import { neutralToneMap } from '../../src/math/neutralToneMap.ts';
import { describe, expect, it } from 'vitest';
import { displayed, exposureOf } from '../../src/metrics/display.ts';
import { meanAbsoluteError, meanOverMask, relativeMeanSquaredError } from '../../src/metrics/imageErrors.ts';
import { labFromLinear, linearFromYcxcz, ycxczFromLinear } from '../../src/metrics/colour.ts';
import type { Triple } from '../../src/metrics/colour.ts';

const image = (...data: number[]) => ({ width: data.length / 3, height: 1, data: Float32Array.from(data) });

describe('image errors', () => {
  const reference = image(1, 1, 1, 2, 2, 2);
  const test = image(1.5, 1, 0.5, 2, 4, 2);

  it('averages absolute differences over pixels and channels', () => {
    expect(meanAbsoluteError(reference, test)).toBeCloseTo((0.5 + 0.5 + 2) / 6, 6);
  });

  it('counts only the pixels of a mask', () => {
    expect(meanAbsoluteError(reference, test, [0, 1])).toBeCloseTo(2 / 3, 6);
    expect(meanOverMask([3, 5, 7], [1, 0, 2])).toBe(5);
  });

  it('divides squares by the reference squared plus epsilon', () => {
    const expected = (0.25 / 1.01 + 0.25 / 1.01 + 4 / 4.01) / 6;
    expect(relativeMeanSquaredError(reference, test)).toBeCloseTo(expected, 6);
  });

  it('refuses an empty mask and one of another size', () => {
    expect(() => meanOverMask([1, 2], [0, 0])).toThrow(/holds no pixel/);
    expect(() => meanOverMask([1, 2], [1])).toThrow(/a mask of 1/);
  });
});

describe('colour spaces', () => {
  it('puts white at (100, 0, 0) in both opponent spaces', () => {
    const out: Triple = [0, 0, 0];
    ycxczFromLinear(1, 1, 1, out);
    expect(out.map((v) => Math.round(v * 1e9) / 1e9 + 0)).toEqual([100, 0, 0]);
    labFromLinear(1, 1, 1, out);
    expect(out.map((v) => Math.round(v * 1e9) / 1e9 + 0)).toEqual([100, 0, 0]);
  });

  it('goes to YCxCz and sRGB and back', () => {
    const out: Triple = [0, 0, 0];
    ycxczFromLinear(0.2, 0.7, 0.05, out);
    linearFromYcxcz(...out, out);
    [0.2, 0.7, 0.05].forEach((v, i) => expect(out[i]).toBeCloseTo(v, 12));
    for (const v of [0, 0.002, 0.18, 1]) expect(linearFromSrgb(srgbFromLinear(v))).toBeCloseTo(v, 6);
  });
});

describe('display', () => {
  it('exposes the 99th percentile of the mask to luminance 1', () => {
    const data = new Float32Array(300 * 3).map((_, i) => Math.floor(i / 3) + 1);
    // Values 1 ... 300; of the first 200, the 99th percentile is 199 (index 198).
    const mask = Array.from({ length: 300 }, (_, i) => (i < 200 ? 1 : 0));
    expect(1 / exposureOf({ width: 300, height: 1, data }, mask)).toBeCloseTo(199, 3);
    expect(() => exposureOf(image(0, 0, 0))).toThrow(/exposure/);
  });

  it('keeps dark greys less the Fresnel offset and stays below 1 for bright ones (Khronos Neutral)', () => {
    expect(neutralToneMap(0.5, 0.5, 0.5)[0]).toBeCloseTo(0.46, 6);
    // Above the knee at .76: p = 1.96 after the offset, new peak 1 - .24²/(1.96 + .24 - .76) = .96.
    expect(Math.max(...neutralToneMap(2, 2, 2))).toBeCloseTo(0.96, 6);
    expect(Math.max(...neutralToneMap(1e6, 0, 0))).toBeLessThanOrEqual(1);
    expect(Math.max(...displayed(image(1e9, 1, 0), 1).data)).toBeLessThanOrEqual(1);
  });
});
