// Distribution functions for statistical tests, from their classical series (Abramowitz and Stegun, chapters 6, 7 and 26).

/** ln Γ(x), x > 0: recurrence up to 12, then Stirling's series; error below 1e-12. */
export function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 12) shift -= Math.log(y++);
  const r = 1 / (y * y);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / y;
  return shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series;
}

/** Q(a, x) = Γ(a, x)/Γ(a), the upper regularised incomplete gamma function. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && term > sum * 1e-15; n++) sum += term *= x / (a + n);
    return 1 - scale * sum;
  }
  // Lentz's continued fraction.
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return scale * h;
}

/** Probability that a chi-square variable of `freedom` degrees exceeds `statistic`. */
export function chiSquareTail(statistic: number, freedom: number): number {
  return upperGamma(freedom / 2, statistic / 2);
}

/** Two-sided tail of the standard normal beyond |z|. */
export function normalTail(z: number): number {
  return upperGamma(0.5, (z * z) / 2);
}

/** Level of each of `count` independent tests so that all together reject a true hypothesis with odds `level` (Šidák). */
export function sidak(level: number, count: number): number {
  return 1 - (1 - level) ** (1 / count);
}
