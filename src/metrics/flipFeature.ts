import { filterColumns, filterRows, tapsOf } from './separableFilter.ts';
import type { Plane, Taps } from './separableFilter.ts';

// The feature half of FLIP: edges and points that one image has and the other lacks.
// Andersson et al. 2020, section 4.2.

// Width in degrees of the features that the eye detects best.
const FEATURE_WIDTH = 0.082;
const FEATURE_EXPONENT = 0.5;

/**
 * Feature difference in [0, 1] per pixel.
 * @param reference, test  achromatic planes, Y of YCxCz (normalised here to [0, 1])
 * @param pixelsPerDegree  of visual angle
 */
export function flipFeatureDifference(
  reference: Plane,
  test: Plane,
  width: number,
  height: number,
  pixelsPerDegree: number,
): Float32Array {
  const a = featureStrengths(normalised(reference), width, height, pixelsPerDegree);
  const b = featureStrengths(normalised(test), width, height, pixelsPerDegree);
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) {
    const difference = Math.max(Math.abs(a.edges[i] - b.edges[i]), Math.abs(a.points[i] - b.points[i]));
    out[i] = (difference / Math.SQRT2) ** FEATURE_EXPONENT;
  }
  return out;
}

function normalised(luma: Plane): Plane {
  return luma.map((y) => (y + 16) / 116);
}

// Gradient and second-derivative magnitudes at the scale of the eye's best-seen features.
function featureStrengths(plane: Plane, width: number, height: number, ppd: number): { edges: Plane; points: Plane } {
  const sigma = 0.5 * FEATURE_WIDTH * ppd;
  const radius = Math.ceil(3 * sigma);
  const gaussian = (i: number): number => Math.exp(-(i * i) / (2 * sigma * sigma));
  const smooth = signNormalised(tapsOf(radius, gaussian));
  const edge = signNormalised(tapsOf(radius, (i) => -i * gaussian(i)));
  const point = signNormalised(tapsOf(radius, (i) => ((i * i) / (sigma * sigma) - 1) * gaussian(i)));

  const smoothRows = filterRows(plane, width, height, smooth);
  const along = (taps: Taps): Plane =>
    magnitude(
      filterColumns(filterRows(plane, width, height, taps), width, height, smooth),
      filterColumns(smoothRows, width, height, taps),
    );
  return { edges: along(edge), points: along(point) };
}

// Positive weights sum to 1, negative ones to -1.
function signNormalised(taps: Taps): Taps {
  let positive = 0;
  let negative = 0;
  for (const w of taps.weights) {
    if (w > 0) positive += w;
    else negative -= w;
  }
  return { radius: taps.radius, weights: taps.weights.map((w) => (w > 0 ? w / positive : w < 0 ? w / negative : 0)) };
}

function magnitude(x: Plane, y: Plane): Plane {
  return x.map((value, i) => Math.sqrt(value * value + y[i] * y[i]));
}
