import { describe, expect, it } from 'vitest';
import { mean, median, medianEstimate } from '../../bench/statistics.ts';

describe('statistics', () => {
  it('takes medians of odd and even counts', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(() => median([])).toThrow(/no values/);
  });

  it('gives the binomial interval of a median: for 10 values the 2nd and the 9th', () => {
    // P(X < 2) = 11/1024 = .0107, P(X < 3) = .0547: k = 2 is the widest that 95 % allows.
    const values = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    expect(medianEstimate(values)).toEqual({ value: 5.5, low: 2, high: 9, n: 10 });
  });

  it('gives no interval of a median below six values', () => {
    expect(medianEstimate([1, 2, 3, 4, 5])).toEqual({ value: 3, n: 5 });
    expect(medianEstimate([1, 2, 3, 4, 5, 6])).toEqual({ value: 3.5, low: 1, high: 6, n: 6 });
  });

  it('gives the mean', () => {
    expect(mean([1, 2, 6])).toBe(3);
  });
});
