import { expect, test } from 'vitest';
import { lossNames, lossOf, type LossName } from '../../src/training/loss.ts';

/** Where the expected slope vanishes, for a target that is 0 with odds .9 and 10 with odds .1: its mean is 1, its median 0. */
function learned(name: LossName): number {
  const slope = (f: number) => 0.9 * lossOf(name, f, 0, 1e-4)[1] + 0.1 * lossOf(name, f, 10, 1e-4)[1];
  let [low, high] = [1e-9, 20];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) high = middle;
    else low = middle;
  }
  return low;
}

test('of a noisy target the relative loss learns the mean, the others the median', () => {
  // Its scale is the same for all targets: the slope vanishes at the mean itself, and the bisection finds it to a rounding.
  expect(Math.abs(learned('relative') - 1)).toBeLessThan(1e-9);
  // The median is 0: what is left is of the order of ε.
  for (const name of ['log', 'cubeRoot'] as const) expect(learned(name)).toBeLessThan(1e-3);
});

test.each(lossNames)('%s: the slope is that of the value, with the scale held where the loss stops it', (name) => {
  for (const [f, t] of [
    [0.3, 0.7],
    [2, 0.1],
    [1e-3, 0],
  ]) {
    const h = 1e-6 * f;
    const scale = name === 'relative' ? f ** 2 + 0.01 : 1;
    const value = (x: number) => (name === 'relative' ? (x - t) ** 2 / scale : lossOf(name, x, t, 0.01)[0]);
    const numeric = (value(f + h) - value(f - h)) / (2 * h);
    expect(lossOf(name, f, t, 0.01)[1] / numeric).toBeCloseTo(1, 5);
  }
});
