/**
 * Colour spaces that image metrics need. All functions work in float64 on single triples and write into `out`.
 * White point: D65 as the sum of the rows of the linear Rec.709 matrix (IEC 61966-2-1).
 */

export type Triple = [number, number, number];

// Rec.709 primaries with D65, exact fractions from the chromaticities (x, y) of the standard.
const XYZ_FROM_RGB = [
  [10135552 / 24577794, 8788810 / 24577794, 4435075 / 24577794],
  [2613072 / 12288897, 8788810 / 12288897, 887015 / 12288897],
  [1425312 / 73733382, 8788810 / 73733382, 70074185 / 73733382],
] as const;

const RGB_FROM_XYZ = inverse3(XYZ_FROM_RGB);

const WHITE = XYZ_FROM_RGB.map(([r, g, b]) => r + g + b) as Triple;

/** Linear RGB to the opponent space of Andersson et al. 2020, eq. 1: Y in [-16, 100], white at (100, 0, 0). */
export function ycxczFromLinear(r: number, g: number, b: number, out: Triple): void {
  const x = row(XYZ_FROM_RGB[0], r, g, b) / WHITE[0];
  const y = row(XYZ_FROM_RGB[1], r, g, b) / WHITE[1];
  const z = row(XYZ_FROM_RGB[2], r, g, b) / WHITE[2];
  out[0] = 116 * y - 16;
  out[1] = 500 * (x - y);
  out[2] = 200 * (y - z);
}

/** The inverse of `ycxczFromLinear`. */
export function linearFromYcxcz(luma: number, cx: number, cz: number, out: Triple): void {
  const y = (luma + 16) / 116;
  const x = (y + cx / 500) * WHITE[0];
  const z = (y - cz / 200) * WHITE[2];
  const yn = y * WHITE[1];
  out[0] = row(RGB_FROM_XYZ[0], x, yn, z);
  out[1] = row(RGB_FROM_XYZ[1], x, yn, z);
  out[2] = row(RGB_FROM_XYZ[2], x, yn, z);
}

/** Linear RGB to CIELab (CIE 1976). */
export function labFromLinear(r: number, g: number, b: number, out: Triple): void {
  const fx = labCurve(row(XYZ_FROM_RGB[0], r, g, b) / WHITE[0]);
  const fy = labCurve(row(XYZ_FROM_RGB[1], r, g, b) / WHITE[1]);
  const fz = labCurve(row(XYZ_FROM_RGB[2], r, g, b) / WHITE[2]);
  out[0] = 116 * fy - 16;
  out[1] = 500 * (fx - fy);
  out[2] = 200 * (fy - fz);
}

function labCurve(t: number): number {
  const delta = 6 / 29;
  return t > delta ** 3 ? Math.cbrt(t) : t / (3 * delta * delta) + 4 / 29;
}

function row(m: readonly [number, number, number], a: number, b: number, c: number): number {
  return m[0] * a + m[1] * b + m[2] * c;
}

type Matrix3 = readonly [Readonly<Triple>, Readonly<Triple>, Readonly<Triple>];

// Rows of the inverse are cross products of the columns over the determinant (Cramer).
function inverse3(m: Matrix3): [Triple, Triple, Triple] {
  const cofactor = (i: number, j: number): number => {
    const [r0, r1] = [(j + 1) % 3, (j + 2) % 3];
    const [c0, c1] = [(i + 1) % 3, (i + 2) % 3];
    return m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
  };
  const determinant = m[0][0] * cofactor(0, 0) + m[0][1] * cofactor(1, 0) + m[0][2] * cofactor(2, 0);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => cofactor(i, j) / determinant) as Triple) as [Triple, Triple, Triple];
}
