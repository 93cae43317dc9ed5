/** Middle value; of an even count the mean of the two in the middle. @throws on an empty list */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new Error('mean of no values');
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

export interface Estimate {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly n: number;
}

/**
 * Median with a 95 % interval that assumes no distribution: order statistics by the binomial law of how many of n
 * values lie below the true median. Below six values no such interval exists, and none is given.
 */
export function medianEstimate(values: readonly number[]): Estimate {
  const n = values.length;
  const sorted = values.toSorted((a, b) => a - b);
  const value = median(values);
  // The largest k with 2·P(X < k) <= .05, X ~ Binomial(n, 1/2); the interval is from the k-th smallest to the k-th largest.
  let probability = 0.5 ** n;
  let below = 0;
  let k = 0;
  while (2 * (below + probability) <= 0.05) {
    below += probability;
    k++;
    probability *= (n - k + 1) / k;
  }
  return k === 0 ? { value, n } : { value, low: sorted[k - 1], high: sorted[n - k], n };
}
