/** sRGB decoding of one value in [0, 1] (IEC 61966-2-1). */
export function linearFromSrgb(x: number): number {
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
}

/** sRGB encoding of one linear value in [0, 1]. */
export function srgbFromLinear(x: number): number {
  return x <= 0.0031308 ? x * 12.92 : 1.055 * x ** (1 / 2.4) - 0.055;
}

/** Relative luminance of linear Rec.709. */
export function luminance(r: number, g: number, b: number): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
