import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PNG } from 'pngjs';
import type { RgbImage } from '../../src/metrics/image.ts';

/** Writes images of one height side by side as a PNG. @param images  sRGB in [0, 1] */
export function writeStrip(path: string, images: readonly RgbImage[]): void {
  const height = images[0].height;
  const width = images.reduce((sum, image) => sum + image.width, 0);
  const png = new PNG({ width, height });
  let left = 0;
  for (const image of images) {
    for (let p = 0; p < image.width * height; p++) {
      const target = 4 * (Math.floor(p / image.width) * width + left + (p % image.width));
      for (let c = 0; c < 3; c++) png.data[target + c] = Math.round(255 * image.data[3 * p + c]);
      png.data[target + 3] = 255;
    }
    left += image.width;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, PNG.sync.write(png));
}
