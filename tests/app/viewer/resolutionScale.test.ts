import { expect, it } from 'vitest';
import { ResolutionScale } from '../../../src/app/viewer/resolutionScale.ts';

const PIXELS = 1_000_000;

it('looks coarsely before anything is known', () => {
  expect(new ResolutionScale().scale(PIXELS, false)).toBe(0.125);
});

it('is whole on a fast adapter, at rest and in motion', () => {
  const scale = new ResolutionScale();
  scale.measured(5, PIXELS);
  expect(scale.scale(PIXELS, false)).toBe(1);
  expect(scale.scale(PIXELS, true)).toBe(1);
});

it('is coarse on a slow one and coarser in motion', () => {
  const scale = new ResolutionScale();
  scale.measured(4000, PIXELS); // 4 µs a pixel: a quarter of the pixels take a second
  expect(scale.scale(PIXELS, false)).toBe(0.25);
  expect(scale.scale(PIXELS, true)).toBe(0.125);
});

it('keeps a chosen scale at rest, whatever it costs', () => {
  const scale = new ResolutionScale();
  scale.measured(4000, PIXELS);
  scale.chosen = 1;
  expect(scale.scale(PIXELS, false)).toBe(1);
  expect(scale.scale(PIXELS, true)).toBe(0.125);
});

it('does not change for one slow sample', () => {
  const scale = new ResolutionScale();
  for (let i = 0; i < 8; i += 1) scale.measured(100, PIXELS);
  scale.measured(900, PIXELS);
  expect(scale.scale(PIXELS, false)).toBe(1);
});
