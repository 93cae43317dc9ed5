const view = new DataView(new ArrayBuffer(4));

/** Largest finite half. */
export const HALF_MAX = 65504;

/**
 * The bits of the nearest IEEE 754 half, ties to even.
 * @throws RangeError for NaN, infinities and magnitudes that would round to infinity.
 */
export function halfBits(value: number): number {
  if (!(Math.abs(value) < 65520)) throw new RangeError(`${value} has no finite 16-bit float`);
  return nearestHalf(value);
}

/** Of a number whose half is finite. */
function nearestHalf(value: number): number {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  if (exponent >= 1) {
    // A carry out of the mantissa rightly raises the exponent.
    return sign | roundShift((exponent << 23) | (bits & 0x7fffff), 13);
  }
  if (exponent < -10) return sign;
  return sign | roundShift((bits & 0x7fffff) | 0x800000, 14 - exponent);
}

/** The number that the 16 bits stand for; infinities and NaN included. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25));
}

export function isFiniteHalf(bits: number): boolean {
  return (bits & 0x7c00) !== 0x7c00;
}

/** @throws RangeError for values without a finite half. */
export function toHalves(values: ArrayLike<number>): Uint16Array {
  return Uint16Array.from(values, halfBits);
}

/** Beyond ±65504 they become ±65504; NaN stays NaN. */
export function toClampedHalves(values: ArrayLike<number>): Uint16Array {
  const clamped = (value: number) =>
    Number.isNaN(value) ? 0x7e00 : nearestHalf(Math.min(HALF_MAX, Math.max(-HALF_MAX, value)));
  return Uint16Array.from(values, clamped);
}

export function fromHalves(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, halfValue);
}

/** bits / 2^shift, to nearest, ties to even. */
function roundShift(bits: number, shift: number): number {
  const half = 2 ** (shift - 1);
  const rest = bits & (2 * half - 1);
  const down = bits >>> shift;
  return rest > half || (rest === half && (down & 1) === 1) ? down + 1 : down;
}
