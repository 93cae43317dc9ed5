import { linearFromSrgb } from '../math/srgb.ts';
import { ycxczFromLinear } from './colour.ts';
import type { Triple } from './colour.ts';
import { flipColourDifference } from './flipColour.ts';
import { flipFeatureDifference } from './flipFeature.ts';
import { assertSameSize } from './image.ts';
import type { RgbImage, ScalarImage } from './image.ts';
import type { Plane } from './separableFilter.ts';

/** A 24-inch 4K display (.7 m away, 3840 pixels over .7 m of width): the default of the original implementation. */
export const DEFAULT_PIXELS_PER_DEGREE = 67.0206451;

/**
 * LDR-FLIP: how visible the difference of two images is when they alternate in place, per pixel, in [0, 1].
 * Andersson et al., "FLIP: A Difference Evaluator for Alternating Images", HPG 2020.
 * @param reference, test  sRGB-encoded values in [0, 1]; values outside are clamped
 * @throws when the sizes differ or a value is not a number
 */
export function flip(
  reference: RgbImage,
  test: RgbImage,
  pixelsPerDegree: number = DEFAULT_PIXELS_PER_DEGREE,
): ScalarImage {
  assertSameSize(reference, test, 'flip');
  const { width, height } = reference;
  const a = opponentPlanes(reference);
  const b = opponentPlanes(test);
  const colour = flipColourDifference(a, b, width, height, pixelsPerDegree);
  const feature = flipFeatureDifference(a[0], b[0], width, height, pixelsPerDegree);
  return { width, height, data: colour.map((c, i) => c ** (1 - feature[i])) };
}

function opponentPlanes(image: RgbImage): Plane[] {
  const count = image.width * image.height;
  const planes = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  const triple: Triple = [0, 0, 0];
  const linear = (value: number): number => {
    if (Number.isNaN(value)) throw new Error('flip: an image holds a value that is not a number');
    return linearFromSrgb(Math.min(1, Math.max(0, value)));
  };
  for (let i = 0; i < count; i++) {
    ycxczFromLinear(linear(image.data[3 * i]), linear(image.data[3 * i + 1]), linear(image.data[3 * i + 2]), triple);
    for (let c = 0; c < 3; c++) planes[c][i] = triple[c];
  }
  return planes;
}
