import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { writeNeuralMaterial } from '../../src/materials/neural/neuralFile.ts';
import { launchChromium, servedSite, type Site } from '../harness/browser.ts';
import { dropFiles } from '../harness/dropFiles.ts';
import { differenceFromReference, SCREENSHOT_FLAGS, steady } from '../harness/screenshots.ts';
import { randomMaterial } from '../materials/neural/randomMaterial.ts';
import { PLAIN_DOCUMENT } from './smallScenes.ts';

const SLOW = 300_000;
/** All that the image depends on, in the stage's shape. Materials are the test's own, so that better assets change no screenshot. */
const FIXED = 'resolution=90x100&spp=64';

let browser: Browser;
let site: Site;
let page: Page;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(SCREENSHOT_FLAGS), servedSite()]);
}, SLOW);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
afterEach(async () => {
  await page?.close();
});

it('the viewer: reference left, network right, controls and figures', { timeout: SLOW }, async () => {
  await open(`index.html?${FIXED}&seed=3&view=neural`);
  await dropFiles(page, [
    ['random.glb', writeNeuralMaterial(randomMaterial(decoderSpec('2x16'), 5))],
    ['random.mtlx', PLAIN_DOCUMENT],
  ]);
  await page.waitForSelector('[data-material="random.glb"][aria-pressed=true]');
  await page.locator('#panel .lil-controller', { hasText: /^View/ }).locator('select').selectOption('split');
  await page.waitForSelector('html[data-neural=ready][data-reference=ready][data-state=rendering]');
  await finished();
  await steady(page, ['[data-material]:not([data-material="random.glb"])']);
  expect(await differenceFromReference(page, 'viewer')).toBeUndefined();
});

it('the bake page: a document before it is baked', { timeout: SLOW }, async () => {
  await open(`bake.html?${FIXED}&size=16&decoder=2x16&seconds=15&seed=7`);
  await dropFiles(page, [['plain.mtlx', PLAIN_DOCUMENT]]);
  await page.waitForSelector('html[data-bake=ready]', { state: 'attached' });
  await finished();
  await steady(page);
  expect(await differenceFromReference(page, 'bake')).toBeUndefined();
});

async function open(path: string): Promise<void> {
  // Wide enough for the panel to stand beside the image.
  page = await browser.newPage({ viewport: { width: 760, height: 520 } });
  page.setDefaultTimeout(200_000);
  await page.goto(`${site.url}${path}`);
  await page.waitForFunction(() => (window.__patina?.samples ?? 0) >= 1);
}

/** The image is whole, and the figures, which follow it four times a second, say so. */
async function finished(): Promise<void> {
  await page.waitForFunction(() => {
    const samples = document.querySelector('.figures dd')?.textContent;
    return window.__patina?.finished && Number(samples) === window.__patina.samples;
  });
}
