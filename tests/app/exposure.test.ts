import { expect, it } from 'vitest';
import { exposureFor } from '../../src/app/exposure.ts';

function sky(top: number, bottom: number) {
  const [width, height] = [16, 64];
  const data = new Float32Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    data.fill(i < (width * height) / 2 ? top : bottom, i * 4, i * 4 + 3);
  }
  return { width, height, data };
}

it('is 0 under a uniform sky of radiance 1, whose white floor has luminance 1', () => {
  expect(exposureFor(sky(1, 1))).toBe(0);
});

it('knows where the horizon is in a panorama of one row', () => {
  expect(exposureFor({ width: 2, height: 1, data: new Float32Array(8).fill(1) })).toBe(0);
});

it('is a stop less for twice the light', () => {
  expect(exposureFor(sky(2, 2))).toBe(-1);
  expect(exposureFor(sky(0.25, 0.25))).toBe(2);
});

it('counts what comes from above', () => {
  expect(exposureFor(sky(4, 0))).toBe(-2);
  expect(exposureFor(sky(4, 1000))).toBe(-2);
});

it('leaves the dark dark', () => {
  expect(exposureFor(sky(0, 5))).toBe(0);
  expect(exposureFor(sky(1e-9, 0))).toBe(6);
});
