import { labFromLinear, linearFromYcxcz } from './colour.ts';
import type { Triple } from './colour.ts';
import { filterColumns, filterRows, tapsOf } from './separableFilter.ts';
import type { Plane, Taps } from './separableFilter.ts';

// The colour half of FLIP: what the eye cannot resolve is blurred away, then colours are compared in a uniform space.
// Andersson et al., "FLIP: A Difference Evaluator for Alternating Images", HPG 2020, section 4.1.

// Contrast sensitivity as sums of Gaussians a·√(π/b)·exp(-π²x²/b), x in degrees (table 1 of the paper).
const SENSITIVITY_Y = [{ a: 1, b: 0.0047 }];
const SENSITIVITY_CX = [{ a: 1, b: 0.0053 }];
const SENSITIVITY_CZ = [
  { a: 34.1, b: 0.04 },
  { a: 13.5, b: 0.025 },
];
const WIDEST_B = 0.04;

const COLOUR_EXPONENT = 0.7;
// Differences up to this share of the largest one take up to this share of the range (section 4.1.3).
const KNEE_IN = 0.4;
const KNEE_OUT = 0.95;

/**
 * Colour difference in [0, 1] per pixel.
 * @param reference, test  Y, Cx and Cz planes
 * @param pixelsPerDegree  of visual angle
 */
export function flipColourDifference(
  reference: Plane[],
  test: Plane[],
  width: number,
  height: number,
  pixelsPerDegree: number,
): Float32Array {
  const a = perceivedColour(reference, width, height, pixelsPerDegree);
  const b = perceivedColour(test, width, height, pixelsPerDegree);
  const largest = largestDifference() ** COLOUR_EXPONENT;
  const knee = KNEE_IN * largest;
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) {
    const distance = hyab(a[0][i] - b[0][i], a[1][i] - b[1][i], a[2][i] - b[2][i]) ** COLOUR_EXPONENT;
    out[i] =
      distance < knee
        ? (KNEE_OUT / knee) * distance
        : KNEE_OUT + ((distance - knee) / (largest - knee)) * (1 - KNEE_OUT);
  }
  return out;
}

/** The distance of Abasi et al. 2020: city block in lightness, Euclidean in chroma. */
function hyab(dl: number, da: number, db: number): number {
  return Math.abs(dl) + Math.sqrt(da * da + db * db);
}

// The colours of the RGB cube that lie farthest apart: green and blue (section 4.1.3).
function largestDifference(): number {
  const green: Triple = [0, 0, 0];
  const blue: Triple = [0, 0, 0];
  huntLab(0, 1, 0, green);
  huntLab(0, 0, 1, blue);
  return hyab(green[0] - blue[0], green[1] - blue[1], green[2] - blue[2]);
}

// CIELab whose chroma shrinks with lightness: colourfulness falls in the dark (Hunt effect).
function huntLab(r: number, g: number, b: number, out: Triple): void {
  labFromLinear(r, g, b, out);
  out[1] *= 0.01 * out[0];
  out[2] *= 0.01 * out[0];
}

// Opponent planes, blurred by contrast sensitivity, back to displayable RGB, on to Hunt-adjusted Lab planes.
function perceivedColour(planes: Plane[], width: number, height: number, pixelsPerDegree: number): Plane[] {
  const y = blur(planes[0], width, height, SENSITIVITY_Y, pixelsPerDegree);
  const cx = blur(planes[1], width, height, SENSITIVITY_CX, pixelsPerDegree);
  const cz = blur(planes[2], width, height, SENSITIVITY_CZ, pixelsPerDegree);
  const rgb: Triple = [0, 0, 0];
  for (let i = 0; i < y.length; i++) {
    linearFromYcxcz(y[i], cx[i], cz[i], rgb);
    huntLab(clamp01(rgb[0]), clamp01(rgb[1]), clamp01(rgb[2]), rgb);
    y[i] = rgb[0];
    cx[i] = rgb[1];
    cz[i] = rgb[2];
  }
  return [y, cx, cz];
}

// A sum of isotropic Gaussians is not separable, each of its terms is: filter by every term and add. Weights of the
// terms share one normalisation, such that the two-dimensional sum of all is 1.
function blur(plane: Plane, width: number, height: number, terms: { a: number; b: number }[], ppd: number): Plane {
  const widest = Math.ceil(3 * sigmaOf(WIDEST_B) * ppd);
  const filters: { share: number; taps: Taps }[] = terms.map(({ a, b }) => ({
    share: a * Math.sqrt(Math.PI / b),
    // The original gives all terms the widest radius; past five sigma a narrow one adds less than 4e-6.
    taps: tapsOf(Math.min(widest, Math.ceil(5 * sigmaOf(b) * ppd)), (i) =>
      Math.exp((-Math.PI * Math.PI * (i / ppd) ** 2) / b),
    ),
  }));
  const total = filters.reduce((sum, { share, taps }) => sum + share * taps.weights.reduce((s, w) => s + w, 0) ** 2, 0);
  const out = new Float32Array(plane.length);
  for (const { share, taps } of filters) {
    const filtered = filterColumns(filterRows(plane, width, height, taps), width, height, taps);
    for (let i = 0; i < out.length; i++) out[i] += (share / total) * filtered[i];
  }
  return out;
}

// Standard deviation in degrees of exp(-π²x²/b).
function sigmaOf(b: number): number {
  return Math.sqrt(b / (2 * Math.PI * Math.PI));
}

function clamp01(x: number): number {
  return Math.min(1, Math.max(0, x));
}
