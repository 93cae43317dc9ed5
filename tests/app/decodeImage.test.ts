import { expect, it } from 'vitest';
import { decodeImageFile } from '../../src/app/decodeImage.ts';
import { decodeImage } from '../../src/cli/nodeImages.ts';
import { exrFile } from '../harness/exrFile.ts';

// One column of two texels; the file's rows are given from the bottom.
const stored = Float32Array.of(-0.5, 2, 0.25, 1, 1, -3, 0, 0.5);
const upright = Float32Array.of(1, -3, 0, 0.5, -0.5, 2, 0.25, 1);

it('pages and command line read images of floats as they are stored: signs kept, rows from the top', async () => {
  const exr = await exrFile(stored, 1, 2);
  const expected = { width: 1, height: 2, data: upright };
  expect(await decodeImageFile(new Blob([exr]), 'vectors.exr')).toEqual(expected);
  expect(await decodeImage(exr, 'vectors.exr')).toEqual(expected);
});

it('names an image of floats that is cut off', async () => {
  const exr = await exrFile(stored, 1, 2);
  const cut = exr.slice(0, 100);
  await expect(decodeImageFile(new Blob([cut]), 'cut.exr')).rejects.toThrow('cut.exr cannot be decoded: the header');
  await expect(decodeImage(cut, 'cut.exr')).rejects.toThrow('cut.exr cannot be decoded: the header');
});
