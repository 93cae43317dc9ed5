import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeImage, imagesIn } from '../../src/cli/nodeImages.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patina-images-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads a PNG, rows from the top, as stored', async () => {
  const png = new PNG({ width: 1, height: 2 });
  png.data.set([255, 0, 0, 255, 1, 2, 3, 128]);
  await writeFile(join(folder, 'two.png'), PNG.sync.write(png));
  expect(await imagesIn(folder)('two.png')).toEqual({
    width: 1,
    height: 2,
    data: Uint8Array.of(255, 0, 0, 255, 1, 2, 3, 128),
  });
});

it('reads a JPEG whatever it is called', async () => {
  const data = Buffer.from(Array.from({ length: 64 }, () => [200, 100, 50, 255]).flat());
  await writeFile(join(folder, 'grey.png'), jpeg.encode({ width: 8, height: 8, data }, 100).data);
  const image = await imagesIn(folder)('grey.png');
  expect([image.width, image.height, image.data.length]).toEqual([8, 8, 256]);
  // One colour, quality 100: only the conversion to YCbCr and back rounds.
  [200, 100, 50, 255].forEach((x, i) => expect(Math.abs(image.data[i]! - x)).toBeLessThanOrEqual(2));
});

it('names the file that is missing, cut off or no image', async () => {
  await expect(imagesIn(folder)('gone.png')).rejects.toThrow(`there is no file ${join(folder, 'gone.png')}`);
  const whole = PNG.sync.write(new PNG({ width: 8, height: 8 }));
  await expect(decodeImage(whole.subarray(0, 40), 'cut.png')).rejects.toThrow(/^cut.png cannot be decoded: /);
  await expect(decodeImage(Uint8Array.of(0xff, 0xd8, 1, 2), 'bad.jpg')).rejects.toThrow(/^bad.jpg cannot be decoded: /);
  await expect(decodeImage(Uint8Array.of(1, 2, 3), 'notes.txt')).rejects.toThrow(
    'notes.txt (.txt) is not a PNG, JPEG, Radiance HDR or OpenEXR file',
  );
});
