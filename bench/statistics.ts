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

// Student's t, two-sided 95 %, for 1 ... 30 degrees of freedom; beyond, the normal quantile is within 2 %.
const STUDENT_T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Mean with Student's 95 % interval; no interval for a single value. */
export function meanEstimate(values: readonly number[]): Estimate {
  const n = values.length;
  const value = mean(values);
  if (n < 2) return { value, n };
  const variance = values.reduce((sum, v) => sum + (v - value) ** 2, 0) / (n - 1);
  const half = (STUDENT_T[n - 2] ?? 1.96) * Math.sqrt(variance / n);
  return { value, low: value - half, high: value + half, n };
}
