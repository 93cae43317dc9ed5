import { chiSquareTail } from './statistics.ts';

export interface ChiSquareResult {
  statistic: number;
  freedom: number;
  pValue: number;
  /** Why the hypothesis is rejected outright, whatever the statistic. */
  impossible?: string;
}

/**
 * Pearson's test of counts against expectations. Bins expected below 5 are pooled, smallest first, as the statistic's
 * distribution asks; hits where (almost) none can be are impossible, not improbable.
 */
export function chiSquare(observed: ArrayLike<number>, expected: ArrayLike<number>): ChiSquareResult {
  const order = Array.from(expected, (_, i) => i).toSorted((a, b) => expected[a] - expected[b]);
  let statistic = 0;
  let bins = 0;
  let pooledObserved = 0;
  let pooledExpected = 0;
  for (const i of order) {
    pooledObserved += observed[i];
    pooledExpected += expected[i];
    if (pooledExpected < 5) continue;
    statistic += (pooledObserved - pooledExpected) ** 2 / pooledExpected;
    bins++;
    pooledObserved = 0;
    pooledExpected = 0;
  }
  // Poisson odds of that many hits where so few are expected are below 1e-9.
  if (bins === 0 && pooledObserved > pooledExpected + 12 + 8 * Math.sqrt(pooledExpected))
    return {
      statistic,
      freedom: 0,
      pValue: 0,
      impossible: `${pooledObserved} hits where ${pooledExpected} are expected`,
    };
  const freedom = bins - 1;
  if (freedom < 1) return { statistic, freedom, pValue: 1 };
  return { statistic, freedom, pValue: chiSquareTail(statistic, freedom) };
}
