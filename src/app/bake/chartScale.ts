/** Round values (1, 2 or 5 times a power of ten) between two positive bounds, ascending, at most about six. */
export function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high) - Math.log10(low);
  const steps = decades > 5 ? [1] : decades > 2 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  if (ticks.length > 1) return ticks;
  return [low, high]; // less than half a decade: the ends say it best
}

/** At most about `most` of the points, evenly chosen, the first and the last among them. */
export function thin<Point>(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  const stride = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => points[Math.round(i * stride)] as Point);
}
