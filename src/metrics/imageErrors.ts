import { assertSameSize } from './image.ts';
import type { RgbImage } from './image.ts';

/** Which pixels count: one number a pixel, counted where it is above 0. Absent: all. */
export type Mask = ArrayLike<number>;

/**
 * Mean of one number a pixel over the pixels of a mask.
 * @throws when the mask is empty or of another size
 */
export function meanOverMask(values: ArrayLike<number>, mask?: Mask): number {
  if (mask && mask.length !== values.length) {
    throw new Error(`mean over mask: ${values.length} values, but a mask of ${mask.length}`);
  }
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (mask && !(mask[i] > 0)) continue;
    sum += values[i];
    count++;
  }
  if (count === 0) throw new Error('mean over mask: the mask holds no pixel');
  return sum / count;
}

/** Mean over pixels and channels of |test − reference|, in the images' own unit. */
export function meanAbsoluteError(reference: RgbImage, test: RgbImage, mask?: Mask): number {
  assertSameSize(reference, test, 'mean absolute error');
  return meanOverMask(
    perPixel(reference, (i) => Math.abs(test.data[i] - reference.data[i])),
    mask,
  );
}

/**
 * Relative mean squared error of linear images: mean over pixels and channels of (test − reference)² / (reference² + ε).
 * Rousselle et al. 2011, "Adaptive sampling and reconstruction using greedy error minimization", ε = .01 as there.
 */
export function relativeMeanSquaredError(reference: RgbImage, test: RgbImage, mask?: Mask, epsilon = 0.01): number {
  assertSameSize(reference, test, 'relative mean squared error');
  return meanOverMask(
    perPixel(reference, (i) => (test.data[i] - reference.data[i]) ** 2 / (reference.data[i] ** 2 + epsilon)),
    mask,
  );
}

function perPixel(image: RgbImage, f: (index: number) => number): Float64Array {
  return Float64Array.from(
    { length: image.width * image.height },
    (_, p) => (f(3 * p) + f(3 * p + 1) + f(3 * p + 2)) / 3,
  );
}
