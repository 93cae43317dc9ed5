import { mkdirSync, writeFileSync } from 'node:fs';
import { PNG } from 'pngjs';

/** Writes histogram, density and difference (each with the pole on top) side by side to test-results/ and returns the path. */
export function writeChiSquarePicture(
  name: string,
  columns: number,
  rows: number,
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
): string {
  const zoom = 8;
  const gap = zoom;
  const width = 3 * columns * zoom + 2 * gap;
  const png = new PNG({ width, height: rows * zoom });
  const peak = Math.max(1, ...Array.from({ length: columns * rows }, (_, i) => Math.max(observed[i], expected[i])));
  const panels: ((i: number) => [number, number, number])[] = [
    (i) => grey(observed[i] / peak),
    (i) => grey(expected[i] / peak),
    (i) => signed((observed[i] - expected[i]) / Math.sqrt(Math.max(expected[i], 1)) / 5),
  ];
  panels.forEach((colour, panel) => {
    for (let y = 0; y < rows * zoom; y++)
      for (let x = 0; x < columns * zoom; x++) {
        const cell = Math.floor(y / zoom) * columns + Math.floor(x / zoom);
        const at = (y * width + panel * (columns * zoom + gap) + x) * 4;
        png.data.set([...colour(cell), 255], at);
      }
  });
  mkdirSync('test-results', { recursive: true });
  const path = `test-results/${name.replace(/[^\w.-]+/g, '_')}.png`;
  writeFileSync(path, PNG.sync.write(png));
  return path;
}

function grey(x: number): [number, number, number] {
  const level = Math.round(255 * Math.min(1, Math.max(0, x)) ** (1 / 2.2));
  return [level, level, level];
}

/** Red where there are too many hits, blue where too few; full at five standard deviations. */
function signed(x: number): [number, number, number] {
  const level = Math.round(255 * Math.min(1, Math.abs(x)));
  return x > 0 ? [255, 255 - level, 255 - level] : [255 - level, 255 - level, 255];
}
