import { expect, it } from 'vitest';
import { logTicks, thin } from '../../../src/app/bake/chartScale.ts';

it('puts ticks on round values within the bounds', () => {
  expect(logTicks(0.01, 1).map((tick) => Number(tick.toPrecision(2)))).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]);
  expect(
    logTicks(1e-6, 10)
      .map((tick) => Math.log10(tick))
      .every((power) => Math.abs(power % 1) < 1e-9),
  ).toBe(true);
});

it('marks the ends of a range without round values', () => {
  expect(logTicks(0.31, 0.36)).toEqual([0.31, 0.36]);
});

it('thins long series and keeps their ends', () => {
  const points = Array.from({ length: 1000 }, (_, i) => i);
  const few = thin(points, 10);
  expect(few).toHaveLength(10);
  expect([few[0], few.at(-1)]).toEqual([0, 999]);
  expect(thin([1, 2], 10)).toEqual([1, 2]);
});
