/** Rounds to 16-bit floats, to nearest even; beyond ±65504 becomes ±65504, NaN stays NaN. */
export function toHalfFloats(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.slice().buffer);
  return Uint16Array.from(bits, halfBits);
}

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7bff;
  const exponent = (magnitude >>> 23) - 112;
  if (exponent < -10) return sign;
  // Subnormal halves shift the mantissa, its leading one included, further right.
  const shift = exponent > 0 ? 13 : 14 - exponent;
  const mantissa = exponent > 0 ? (exponent << 23) | (magnitude & 0x7fffff) : (magnitude & 0x7fffff) | 0x800000;
  const kept = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
}
