/**
 * A picture as numbers: three interleaved channels, row-major, top row first. What the numbers mean (linear radiance,
 * sRGB in [0, 1], ...) is said by each function that takes one.
 */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** One number a pixel, row-major, top row first. */
export interface ScalarImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Throws unless the two images have one size and as many numbers as that size asks. */
export function assertSameSize(a: RgbImage, b: RgbImage, what: string): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`${what}: images differ in size, ${a.width}x${a.height} and ${b.width}x${b.height}`);
  }
  for (const image of [a, b]) {
    const expected = image.width * image.height * 3;
    if (image.data.length !== expected) {
      throw new Error(
        `${what}: an image of ${image.width}x${image.height} needs ${expected} numbers, not ${image.data.length}`,
      );
    }
  }
}
