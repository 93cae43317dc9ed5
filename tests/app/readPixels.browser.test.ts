import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { transformWithOxc } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright';
import { launchChromium } from '../harness/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);
afterAll(() => browser?.close());

it('reads colours under low alpha as they are stored, in images larger than a piece', { timeout: 60_000 }, async () => {
  const [width, height] = [2100, 3];
  const png = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) png.data.set([i % 251, (i * 7) % 256, (i >> 8) % 256, i % 5], 4 * i);
  const source = new URL('../../src/app/readPixels.ts', import.meta.url).pathname;
  const { code } = await transformWithOxc(await readFile(source, 'utf8'), source);
  const page = await browser.newPage();
  await page.addScriptTag({ type: 'module', content: `${code}\nglobalThis.storedPixels = storedPixels;` });
  await page.waitForFunction(() => 'storedPixels' in globalThis);
  const read = await page.evaluate(async (file) => {
    const { storedPixels } = globalThis as unknown as Pick<
      typeof import('../../src/app/readPixels.ts'),
      'storedPixels'
    >;
    const blob = await (await fetch(`data:image/png;base64,${file}`)).blob();
    const options = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' } as const;
    const { data, ...size } = storedPixels(await createImageBitmap(blob, options));
    return { ...size, data: [...data] };
  }, PNG.sync.write(png).toString('base64'));
  expect([read.width, read.height]).toEqual([width, height]);
  expect(Buffer.compare(Buffer.from(read.data), png.data)).toBe(0);
  await page.close();
});
