/** One plane of numbers, row-major. */
export type Plane = Float32Array;

/** A filter of 2·radius + 1 taps, centre at index `radius`. */
export interface Taps {
  readonly radius: number;
  readonly weights: Float64Array;
}

/** Samples `f(i)` at integer offsets i = -radius ... radius. */
export function tapsOf(radius: number, f: (offset: number) => number): Taps {
  return { radius, weights: Float64Array.from({ length: 2 * radius + 1 }, (_, i) => f(i - radius)) };
}

/**
 * Correlates every row with `taps`; beyond the border the border's value repeats.
 * @returns a new plane: out(x) = Σ w(i)·in(clamp(x + i))
 */
export function filterRows(plane: Plane, width: number, height: number, taps: Taps): Plane {
  const { radius, weights } = taps;
  const out = new Float32Array(plane.length);
  // The row with its border laid out around it, so that the inner loop has no clamps.
  const padded = new Float64Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    padded.fill(plane[start], 0, radius);
    for (let x = 0; x < width; x++) padded[radius + x] = plane[start + x];
    padded.fill(plane[start + width - 1], radius + width);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i] * padded[x + i];
      out[start + x] = sum;
    }
  }
  return out;
}

/** The same along columns. Rows are added whole, which keeps memory access in order. */
export function filterColumns(plane: Plane, width: number, height: number, taps: Taps): Plane {
  const { radius, weights } = taps;
  const out = new Float32Array(plane.length);
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let i = 0; i < weights.length; i++) {
      const source = Math.min(height - 1, Math.max(0, y + i - radius)) * width;
      const weight = weights[i];
      for (let x = 0; x < width; x++) sums[x] += weight * plane[source + x];
    }
    out.set(sums, y * width);
  }
  return out;
}
