import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { decodeImage } from '../../src/cli/nodeImages.ts';
import { Pcg } from '../../src/engine/pcg.ts';
import { exrFile } from '../harness/exrFile.ts';

const [WIDTH, HEIGHT] = [48, 32];
const noise = new Pcg(1);
const pixels = Uint8Array.from({ length: 4 * WIDTH * HEIGHT }, () => 256 * noise.nextFloat());

function png(): Uint8Array {
  const image = new PNG({ width: WIDTH, height: HEIGHT });
  image.data = Buffer.from(pixels);
  return new Uint8Array(PNG.sync.write(image));
}

const images: Readonly<Record<string, Uint8Array>> = {
  png: png(),
  jpg: new Uint8Array(jpeg.encode({ data: pixels, width: WIDTH, height: HEIGHT }, 90).data),
  hdr: Uint8Array.from([
    ...Buffer.from(`#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${HEIGHT} +X ${WIDTH}\n`),
    // Four bytes a pixel, none of which looks like the start of a compressed row.
    ...Array.from(pixels, (x) => 100 + (x & 63)),
  ]),
  exr: await exrFile(Float32Array.from(pixels), WIDTH, HEIGHT),
};

it.each(Object.entries(images))('a whole %s is read', async (name, bytes) => {
  const { width, height, data } = await decodeImage(bytes, `whole.${name}`);
  expect([width, height, data.length]).toEqual([WIDTH, HEIGHT, 4 * WIDTH * HEIGHT]);
});

const cases = Object.entries(images).flatMap(([name, bytes]) =>
  Array.from({ length: 20 }, (_, i) => [name, i, bytes] as const),
);

it.each(cases)('a truncated %s is an error that names the file (seed %i)', async (name, i, bytes) => {
  const random = new Pcg(i, name.length);
  const length = Math.floor(bytes.length * (i < 10 ? random.nextFloat() : 0.9 + 0.09 * random.nextFloat()));
  await expect(decodeImage(bytes.slice(0, length), `cut.${name}`)).rejects.toThrow(`cut.${name}`);
});

it.each(cases)(
  'a %s with wrong bytes is an error that names the file, or an image (seed %i)',
  async (name, i, bytes) => {
    const random = new Pcg(100 + i, name.length);
    const broken = Uint8Array.from(bytes);
    for (let k = 0; k <= i % 4; k++) broken[Math.floor(random.nextFloat() * broken.length)] = 256 * random.nextFloat();
    const found = await decodeImage(broken, `wrong.${name}`).catch((error: unknown) => error);
    if (found instanceof Error) expect(found.message).toContain(`wrong.${name}`);
    else {
      const { width, height, data } = found as Awaited<ReturnType<typeof decodeImage>>;
      expect(data.length).toBe(4 * width * height);
    }
  },
);
