import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { PNG } from 'pngjs';
import pixelmatch from 'pixelmatch';
import type { Browser, Page, Response } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { titleOf } from '../../src/app/assetMaterials.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { writeNeuralMaterial } from '../../src/materials/neural/neuralFile.ts';
import { launchChromium, servedSite, type Site, watchPage } from '../harness/browser.ts';
import { BUNDLE_RADIANCE, documentBundle } from '../harness/documentBundle.ts';
import { dropFiles } from '../harness/dropFiles.ts';
import { hdrFile } from '../harness/hdrFile.ts';
import { randomMaterial } from '../materials/neural/randomMaterial.ts';
import { crowdOfLights, HAIR_DOCUMENT, PLAIN_DOCUMENT, pyramidGltf, tornTexture, WAX_DOCUMENT } from './smallScenes.ts';

const MATERIALS = ['glazedStoneware', 'lacqueredCopper', 'anodisedAluminium', 'pearlescentCarPaint'];
/** Small and short, for software adapters; what is tested does not depend on size. */
const SMALL = 'resolution=64x48&seed=3';
const SLOW = 240_000;

let browser: Browser;
let site: Site;
let page: Page;
let complaints: string[] = [];
/** Of a test that is about something that goes wrong. */
let expectedComplaints: RegExp[] = [];

beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(), servedSite()]);
}, SLOW);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
afterEach(async () => {
  await page?.close();
  const unexpected = complaints.filter((text) => !expectedComplaints.some((known) => known.test(text)));
  expectedComplaints = [];
  expect(unexpected).toEqual([]);
});

describe('the viewer', () => {
  it('shows neural pixels first, within the first-load budget', { timeout: SLOW }, async () => {
    page = await openPage();
    const loaded: Response[] = [];
    page.on('response', (response) => loaded.push(response));
    await page.goto(`${site.url}?material=${MATERIALS[0]}&${SMALL}`);
    await page.waitForFunction(() => window.__patina?.firstPixelMs !== undefined);
    const fetchedFirst = [...loaded];
    const marks = await readMarks();
    expect(marks.firstPixelMs).toBeGreaterThan(0);
    expect(marks.firstReferencePixelMs).toBeUndefined();
    // Everything fetched so far but the assets: environment, neural material, pictures, documents.
    const isCode = (url: string) => /\.(js|css|html)$|\/$/.test(new URL(url).pathname) && !url.includes('.exr-');
    const code = fetchedFirst.filter((response) => isCode(response.url()));
    expect(code.length).toBeGreaterThan(2);
    expect(code.some((response) => response.url().includes('MaterialX'))).toBe(false);
    const sizes = await Promise.all(code.map(async (response) => gzipSync(await response.body()).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
  });

  it.each(MATERIALS)('shows %s neural and layered, side by side', { timeout: SLOW }, async (material) => {
    page = await openPage();
    await page.goto(`${site.url}?material=${material}&${SMALL}&hud=0`);
    await bothSides();
    await samples(2);
    const { data, width, height } = await screenshot();
    expect(await readMarks()).toMatchObject({ errors: [] });
    expect(meanOf(data, width, height, 0.3, 0.5)).toBeGreaterThan(12);
    expect(meanOf(data, width, height, 0.5, 0.7)).toBeGreaterThan(12);
  });

  it('orbits by drag and keyboard, switches material, moves the split', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?material=${MATERIALS[0]}&${SMALL}`);
    await bothSides();
    await samples(2);
    const before = await screenshot();
    await page.mouse.move(160, 300);
    await page.mouse.down();
    await page.mouse.move(250, 260, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => differs(before, await screenshot()), { timeout: 60_000 }).toBe(true);

    const turned = await screenshot();
    await page.focus('#view');
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => differs(turned, await screenshot()), { timeout: 60_000 }).toBe(true);

    // Beside the split's bar; two clicks in one place would be a double one.
    const distance = async (x: number) => Number.parseFloat((await probed(x, 0.5))['Distance'] ?? '');
    const zoomed = async (key: string, x: number) => {
      await page.focus('#view');
      for (let i = 0; i < 5; i++) await page.keyboard.press(key);
      await page.waitForTimeout(1000); // a frame with the new camera
      return distance(x);
    };
    const far = await distance(0.4);
    const near = await zoomed('+', 0.37);
    expect(near).toBeLessThan(0.8 * far);
    expect(await zoomed('-', 0.43)).toBeGreaterThan(1.2 * near);

    await page.click(`[data-material=${MATERIALS[1]}]`);
    await expect
      .poll(async () => Object.keys((await readMarks()).compileMs).join(), { timeout: 120_000 })
      .toMatch(/copper/i);
    await bothSides();
    const bar = page.locator('[role=slider].split-bar');
    // It is drawn with the frame after the one that has both sides, and takes no key while it is hidden.
    await bar.waitFor({ state: 'visible' });
    await bar.focus();
    await page.keyboard.press('ArrowRight');
    expect(await bar.getAttribute('aria-valuenow')).toBe('52');
    expect((await readMarks()).errors).toEqual([]);
  });

  it('shows the camera of now when it was turned while a material compiled', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?material=${MATERIALS[0]}&${SMALL}&spp=4&view=neural&env=uniform`);
    await finished();
    const before = await screenshot();
    await page.click(`[data-material=${MATERIALS[1]}]`);
    await page.focus('#view');
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowLeft');
    await page.waitForSelector('html[data-neural=ready][data-state=rendering]', { state: 'attached' });
    await inputTaken();
    await finished();
    const turned = await screenshot();
    expect(differs(before, turned)).toBe(true);
    // There and back again: a camera that the path tracer had not heard of would come with it.
    await page.focus('#view');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await inputTaken();
    await finished();
    expect(differs(turned, await screenshot())).toBe(false);
  });

  it('opens a dropped glTF with its side file and names what it ignores', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?${SMALL}&env=uniform`);
    await firstImage();
    await dropFiles(page, pyramidGltf());
    await expect.poll(() => page.locator('.notices').textContent()).toContain('KHR_materials_made_up is ignored');
    await page.waitForSelector('html[data-neural=none][data-state=rendering]');
    await samples(4);
    const { data, width, height } = await screenshot();
    // The middle of the image is the pyramid: red, under white light.
    const middle = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 4;
    expect(data[middle]).toBeGreaterThan(2 * (data[middle + 1] ?? 255));
    const probe = await probed(0.5, 0.5);
    expect(probe['Material']).toBe('red');
    const [red = 0, green = 0] = (probe['Radiance'] ?? '').split(', ').map(Number);
    // White light of radiance 1 on albedo 0.8, with 4 % of it reflected before: not more, and not much less.
    expect(red).toBeGreaterThan(0.5);
    expect(red).toBeLessThan(1);
    expect(green).toBeLessThan(red / 4);
    expect(await probed(0.05, 0.3)).toMatchObject({ Material: 'none: the environment', Radiance: '1.00, 1.00, 1.00' });
    // By keyboard: the answer goes, and the one of the middle comes.
    await page.focus('#view');
    await page.keyboard.press('Escape');
    await page.locator('.probe').waitFor({ state: 'hidden' });
    await page.keyboard.press('p');
    expect(await probeAnswer()).toMatchObject({ Material: 'red', Distance: probe['Distance'] });
    expect((await readMarks()).errors).toEqual([]);
  });

  it('opens a dropped neural material and a dropped document', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?${SMALL}`);
    await firstImage();
    const glb = writeNeuralMaterial(randomMaterial(decoderSpec('2x16'), 5));
    await dropFiles(page, [
      ['mine.glb', glb],
      ['mine.mtlx', PLAIN_DOCUMENT],
    ]);
    await page.waitForSelector('[data-material="mine.glb"][aria-pressed=true]');
    await bothSides();
    expect((await readMarks()).errors).toEqual([]);
  });

  it('opens an old document with an include and images of every kind', { timeout: SLOW }, async () => {
    expectedComplaints = [/^error: Error: /];
    page = await openPage();
    await page.goto(`${site.url}?object=sphere&${SMALL}&spp=2&view=reference`);
    await firstImage();
    const bundle = Object.entries(await documentBundle());
    // A hand drops files without their folders.
    await dropFiles(
      page,
      bundle.map(([path, content]) => [path.split('/').at(-1)!, content]),
    );
    await page.waitForSelector('[data-material="collage.mtlx"][aria-pressed=true]');
    await finished();
    const radiance = (await probed(0.5, 0.5))['Radiance']?.split(', ').map(Number) ?? [];
    // The probe tells two decimals.
    BUNDLE_RADIANCE.forEach((x, c) => expect(Math.abs(radiance[c] - x)).toBeLessThan(0.006));
    // Cut short, each is refused by its name, and what is there stays.
    for (const [path, content] of bundle.slice(2)) {
      const name = path.split('/').at(-1)!;
      const torn = bundle.map(([other, whole]): [string, string | Uint8Array] => [
        other.split('/').at(-1)!,
        other === path ? content.slice(0, 0.7 * content.length) : whole,
      ]);
      await dropFiles(page, torn);
      await expect.poll(() => page.locator('.notices').textContent(), { timeout: 60_000 }).toContain(name);
    }
    // The scene's own grey until the good one is compiled again.
    await expect
      .poll(async () => (await probed(0.5, 0.5))['Material'], { timeout: 60_000 })
      .toBe('collage.mtlx (reference)');
  });

  it('says what is wrong with a file, by its name, and goes on', { timeout: SLOW }, async () => {
    expectedComplaints = [/^error: /];
    page = await openPage();
    await page.goto(`${site.url}?${SMALL}`);
    await firstImage();
    await dropFiles(page, [['torn.glb', 'glTF']]);
    await expect.poll(() => page.locator('.notices').textContent()).toContain('torn.glb: not a GLB file');
    await dropFiles(page, [['scene.gltf', pyramidGltf()[0]?.[1] ?? '']]);
    await expect
      .poll(() => page.locator('.notices').textContent())
      .toContain('pyramid.bin, which did not come with it');
    const pressed = page.locator('[data-material][aria-pressed=true]');
    const chosen = await pressed.getAttribute('data-material');
    await dropFiles(page, [['hair.mtlx', HAIR_DOCUMENT]]);
    await expect
      .poll(() => page.locator('.notices').textContent(), { timeout: 60_000 })
      .toMatch(/strands.*hair\.mtlx.*hair is not supported/s);
    // The material before is shown again, and what nothing came of is not in the list.
    await expect.poll(() => pressed.getAttribute('data-material')).toBe(chosen);
    expect(await page.locator('[data-material="hair.mtlx"]').count()).toBe(0);
    // A scene that opens but is malformed: the one before stays, and is rendered on.
    const [scene, [name, buffer]] = pyramidGltf() as [[string, string], [string, Uint8Array]];
    new DataView(buffer.buffer).setUint16(buffer.length - 2, 60_000, true);
    await dropFiles(page, [scene, [name, buffer]]);
    await expect.poll(() => page.locator('.notices').textContent()).toMatch(/pyramid\.gltf cannot be shown.*60000/);
    await expect.poll(() => page.locator('.side-veil:visible').count(), { timeout: 60_000 }).toBe(0);
    expect(await pressed.getAttribute('data-material')).toBe(chosen);
    // Beside the bar between the halves.
    expect((await probed(0.4, 0.5))['Material']).not.toBe('red');
    await page.focus('#view');
    await page.keyboard.press('ArrowLeft');
    await samples(1);
    await dropFiles(page, tornTexture());
    await expect
      .poll(() => page.locator('.notices').textContent())
      .toContain('torn.png cannot be read: it is left out');
  });

  it('keeps what it shows when the device cannot hold a scene or an environment', { timeout: SLOW }, async () => {
    expectedComplaints = [/^error: /];
    page = await openPage();
    await page.goto(`${site.url}?material=${MATERIALS[0]}&${SMALL}&view=neural`);
    await firstImage();
    await dropFiles(page, crowdOfLights());
    await expect
      .poll(() => page.locator('.notices').textContent(), { timeout: 60_000 })
      .toMatch(/pyramid\.gltf cannot be shown.*65 lights/);
    await expect.poll(() => page.locator('.side-veil:visible').count(), { timeout: 60_000 }).toBe(0);
    await samples(2);
    expect(await page.locator('[data-material][aria-pressed=true]').getAttribute('data-material')).toBe(MATERIALS[0]);
    expect((await probed(0.5, 0.5))['Material']).toBe(`${titleOf(MATERIALS[0])} (neural)`);
    // An answer goes with the material that it speaks of.
    await page.click(`[data-material=${MATERIALS[1]}]`);
    await page.locator('.probe').waitFor({ state: 'hidden' });
    // Wider than a texture may be.
    await dropFiles(page, [['wide.hdr', hdrFile(20_000, 1)]]);
    await expect
      .poll(() => page.locator('.notices').textContent(), { timeout: 60_000 })
      .toContain('environment of 20000 x 1 texels');
    await samples(2);
    const environment = page
      .locator('#panel .lil-controller', { hasText: /^Environment/ })
      .locator('select')
      .first();
    expect(await environment.inputValue()).toBe('studio');
  });

  it('shows the default object where an address names one that the device cannot hold', { timeout: SLOW }, async () => {
    expectedComplaints = [/^error: /];
    page = await openPage();
    const [[, gltf], [, buffer]] = crowdOfLights() as [[string, string], [string, Uint8Array]];
    await page.route('**/crowd.gltf', (route) => route.fulfill({ body: gltf }));
    await page.route('**/pyramid.bin', (route) => route.fulfill({ body: Buffer.from(buffer) }));
    await page.goto(`${site.url}?material=${MATERIALS[0]}&${SMALL}&view=neural&object=crowd.gltf`);
    await firstImage();
    expect(await page.locator('.notices').textContent()).toMatch(/shaderBall is shown instead.*65 lights/);
  });

  it('opens the device again when it is lost, with camera and material as they were', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?material=${MATERIALS[0]}&${SMALL}`);
    await bothSides();
    // In the middle of a readback, the worst moment: the read breaks before the page hears of the loss.
    await page.evaluate(() => {
      const { mapAsync } = GPUBuffer.prototype;
      GPUBuffer.prototype.mapAsync = function (...ask) {
        GPUBuffer.prototype.mapAsync = mapAsync;
        const mapped = mapAsync.apply(this, ask);
        window.__patina?.loseDevice?.();
        return mapped;
      };
    });
    await expect.poll(async () => (await readMarks()).recoveries, { timeout: 120_000 }).toBe(1);
    await bothSides();
    await samples(2);
    expect(await page.locator('.notices').textContent()).toContain('was lost');
    expect((await readMarks()).errors).toEqual([]);
  });

  it('opens the device again when it is lost before there was an image', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.addInitScript(() => {
      const { createBuffer } = GPUDevice.prototype;
      GPUDevice.prototype.createBuffer = function (...ask) {
        GPUDevice.prototype.createBuffer = createBuffer;
        this.destroy();
        return createBuffer.apply(this, ask);
      };
    });
    await page.goto(`${site.url}?material=${MATERIALS[0]}&${SMALL}&view=neural`);
    await expect.poll(async () => (await readMarks()).recoveries, { timeout: 120_000 }).toBe(1);
    await samples(1);
    expect(await page.locator('.explain[role=alert]').allTextContents()).toEqual([]);
    expect((await readMarks()).errors).toEqual([]);
  });

  it('says so when the device is lost again and again', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?material=${MATERIALS[0]}&${SMALL}&view=neural&env=uniform`);
    for (let loss = 0; loss < 4; loss++) {
      await expect.poll(async () => (await readMarks()).recoveries, { timeout: 120_000 }).toBe(loss);
      await samples(1);
      await page.evaluate(() => window.__patina?.loseDevice?.());
    }
    const explain = page.locator('section.explain');
    await explain.waitFor({ state: 'visible' });
    expect(await explain.textContent()).toContain('The graphics device was lost again and again');
    expect(await page.locator('html').getAttribute('data-state')).toBe('unavailable');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForFunction(() => (window.__patina?.samples ?? 0) >= 1);
  });

  it('shows on the canvas what it saves as PNG, and saves radiance as EXR', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?material=${MATERIALS[0]}&${SMALL}&spp=2&view=neural`);
    await finished();
    const png = PNG.sync.read(await save('Save PNG', 'png'));
    expect([png.width, png.height]).toEqual([64, 48]);
    // One pixel of the screen for each of the film, and nothing over them.
    await page.addStyleTag({ content: '#view { width: 64px; height: 48px } #overlay { display: none }' });
    const shown = await screenshot();
    expect([shown.width, shown.height]).toEqual([64, 48]);
    expect(pixelmatch(png.data, shown.data, undefined, 64, 48, { threshold: 0.02 })).toBe(0);
    const exr = await save('Save EXR', 'exr');
    expect(exr.readUInt32LE(0)).toBe(20000630); // OpenEXR's magic number
  });

  it('opens the reference only for a view that shows it, left of the network', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?${SMALL}&spp=2&view=neural`);
    await firstImage();
    await dropFiles(page, [
      ['grey.glb', writeNeuralMaterial(randomMaterial(decoderSpec('2x16'), 5))],
      ['green.mtlx', PLAIN_DOCUMENT],
    ]);
    await page.waitForSelector('html[data-neural=ready][data-state=rendering]', { state: 'attached' });
    await finished();
    expect(await page.locator('html').getAttribute('data-reference')).toBe('waiting');
    expect(await labels()).toEqual(['Neural']);
    await page.addStyleTag({ content: '#overlay { opacity: 0 }' });
    const neural = await screenshot();
    await chooseView('split');
    await finished();
    expect(await page.locator('html').getAttribute('data-reference')).toBe('ready');
    expect(await labels()).toEqual(['Layered reference', 'Neural']);
    const split = await screenshot();
    await chooseView('reference');
    await finished();
    expect(await labels()).toEqual(['Layered reference']);
    const reference = await screenshot();
    // The halves of the split are the halves of the whole images: the same seed, the same samples.
    const halves = besides(reference, neural);
    expect(differs(neural, reference)).toBe(true);
    expect(differingPixels(split, halves)).toBe(0);
    expect((await readMarks()).errors).toEqual([]);
  });

  it('lets light walk below the surface of a document where that is asked', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?object=sphere&${SMALL}&spp=16&subsurface=walk`);
    await firstImage();
    await dropFiles(page, [['wax.mtlx', WAX_DOCUMENT]]);
    await page.waitForSelector('[data-material="wax.mtlx"][aria-pressed=true]');
    await finished();
    const subsurface = page.locator('#panel .lil-controller', { hasText: /^Subsurface/ }).locator('select');
    expect(await subsurface.locator('option:checked').textContent()).toMatch(/^Walks/);
    const walked = await screenshot();
    await subsurface.selectOption('Diffuse');
    // Another program, stripes before it: then the diffuse ball, darker where no light falls on it.
    await expect.poll(async () => differs(walked, await screenshot()), { timeout: 60_000 }).toBe(true);
    await page.waitForSelector('html[data-state=rendering]', { state: 'attached' });
    await finished();
    expect(differs(walked, await screenshot())).toBe(true);
    expect((await readMarks()).errors).toEqual([]);
  });

  it('compares both sides sample for sample', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?${SMALL}&spp=4&view=neural`);
    await firstImage();
    await dropFiles(page, [
      ['grey.glb', writeNeuralMaterial(randomMaterial(decoderSpec('2x16'), 5))],
      ['green.mtlx', PLAIN_DOCUMENT],
    ]);
    await chooseView('reference');
    await finished();
    const view = page.locator('#panel .lil-controller', { hasText: /^View/ }).locator('select');
    await view.selectOption('difference');
    // The first look, before the film has grown to what it was.
    const look = await page.waitForFunction(() => {
      const label = document.querySelector('.side-label:not([hidden])')?.textContent ?? '';
      if (!label.endsWith(' 1 sample a side')) return undefined;
      const canvas = document.querySelector('canvas.difference') as HTMLCanvasElement;
      const { width, height } = canvas;
      return [...(canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [])];
    });
    const data = Uint8Array.from((await look.jsonValue()) ?? []);
    // Both halves of what is no material of the two are the same but for the light that the ball throws.
    expect(meanOf(data, 64, 48, 0.9, 1, [0.8, 1])).toBeLessThan(20); // other samples of the same table: 130
    expect(meanOf(data, 64, 48, 0.4, 0.6)).toBeGreaterThan(20);
    await expect.poll(labels, { timeout: 60_000 }).toEqual([expect.stringMatching(/ 4 samples a side$/)]);
    expect((await readMarks()).errors).toEqual([]);
  });

  it('is sharp when it stops, also when it had its samples while it moved', { timeout: SLOW }, async () => {
    page = await openPage();
    await page.goto(`${site.url}?material=${MATERIALS[0]}&resolution=256x192&seed=3&spp=1&view=neural`);
    await finished();
    const before = await screenshot();
    await page.mouse.move(160, 300);
    await page.mouse.down();
    await page.mouse.move(250, 260, { steps: 4 });
    await page.mouse.up();
    // Not that `finished` falls and rises again: on a fast machine nobody sees it fall.
    await expect.poll(async () => differs(before, await screenshot()), { timeout: 60_000 }).toBe(true);
    await expect
      .poll(readMarks, { timeout: 60_000 })
      .toMatchObject({ finished: true, width: 256, height: 192, samples: 1 });
  });

  it('shows nothing but the image with hud=0, and says what is wrong with an address', { timeout: SLOW }, async () => {
    expectedComplaints = [/^error: Error: There is no environment "mars"/];
    page = await openPage();
    await page.goto(`${site.url}?${SMALL}&hud=0&env=mars`);
    await firstImage();
    expect(await page.locator('#panel').isVisible()).toBe(false);
    expect(await page.locator('.notices').textContent()).toContain('There is no environment "mars"');
  });

  it('says what it opens while the image of before is shown, and when that fails', { timeout: SLOW }, async () => {
    expectedComplaints = [/sunset\.exr/, /net::ERR_FAILED/];
    page = await openPage();
    await page.goto(`${site.url}?${SMALL}&spp=1&view=neural&env=uniform`);
    await finished();
    let fail: () => void = () => undefined;
    const failing = new Promise<void>((resolve) => (fail = resolve));
    await page.route(/sunset/, async (route) => {
      await failing;
      await route.abort();
    });
    const environment = page.locator('#panel .lil-controller', { hasText: /^Environment/ }).locator('select');
    await environment.selectOption('sunset');
    await page.locator('.side-veil:visible', { hasText: 'Opening sunset…' }).waitFor();
    fail();
    await page.locator('.side-veil').waitFor({ state: 'hidden' });
    await expect.poll(() => page.locator('.notices').textContent()).toContain('The environment');
    expect(await environment.inputValue()).toBe('uniform');
  });

  it('is lit evenly where no environment can be fetched', { timeout: SLOW }, async () => {
    expectedComplaints = [/studio\.exr/, /net::ERR_FAILED/];
    page = await openPage();
    await page.route(/studio/, (route) => route.abort());
    await page.goto(`${site.url}?${SMALL}&spp=1&view=neural`);
    await finished();
    expect(await page.locator('.notices').textContent()).toContain('uniform is shown instead');
    const { data, width, height } = await screenshot();
    expect(meanOf(data, width, height, 0, 1)).toBeGreaterThan(60);
  });

  it.each([
    ['no WebGPU', 'undefined', 'This page needs WebGPU'],
    ['no adapter', '{ requestAdapter: async () => null }', 'WebGPU found no graphics adapter'],
  ])('explains %s and what to do', { timeout: SLOW }, async (_name, gpu, title) => {
    page = await openPage();
    await page.addInitScript(`Object.defineProperty(Navigator.prototype, 'gpu', { get: () => (${gpu}) })`);
    await page.goto(site.url);
    await page.waitForSelector('html[data-state=unavailable]');
    expect(await page.locator('.explain h1').textContent()).toBe(title);
    expect(await page.locator('.explain li').count()).toBeGreaterThan(1);
  });
});

async function openPage(): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 900, height: 620 } });
  opened.setDefaultTimeout(120_000);
  complaints = watchPage(opened);
  return opened;
}

async function readMarks() {
  const marks = await page.evaluate(() => JSON.parse(JSON.stringify(window.__patina)) as Window['__patina']);
  if (!marks) throw new Error('the page publishes no marks');
  return marks;
}

async function firstImage(): Promise<void> {
  await page.waitForFunction(() => (window.__patina?.samples ?? 0) >= 1, undefined, { timeout: 120_000 });
}

async function bothSides(): Promise<void> {
  await page.waitForSelector('html[data-neural=ready][data-reference=ready][data-state=rendering]', {
    state: 'attached',
  });
}

/** Of an image that has all input so far, drawn now. */
async function samples(count: number): Promise<void> {
  await inputTaken();
  await page.waitForFunction((least) => (window.__patina?.samples ?? 0) >= least, count, { timeout: 120_000 });
}

/** What a click with Alt at these shares of the view says. */
async function probed(x: number, y: number): Promise<Partial<Record<string, string>>> {
  const box = await page.locator('#view').boundingBox();
  if (!box) throw new Error('the view is not there');
  await page.keyboard.down('Alt');
  await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  await page.keyboard.up('Alt');
  return await probeAnswer();
}

async function probeAnswer(): Promise<Partial<Record<string, string>>> {
  const answer = page.locator('.probe');
  await answer.waitFor();
  const texts = async (tag: string) => await answer.locator(tag).allTextContents();
  const values = await texts('dd');
  return Object.fromEntries((await texts('dt')).map((name, i) => [name, values[i]]));
}

/** All samples that the address asks for, of all that the view shows. */
async function finished(): Promise<void> {
  await page.waitForFunction(() => window.__patina?.finished, undefined, { timeout: 200_000 });
}

/** The page has acted on all input so far: before that, `finished` may speak of the image of before. */
async function inputTaken(): Promise<void> {
  const turns = await page.evaluate(() => window.__patina?.turns ?? 0);
  await page.waitForFunction((before) => (window.__patina?.turns ?? 0) >= before + 2, turns, { timeout: 60_000 });
}

async function labels(): Promise<string[]> {
  return await page.locator('.side-label:visible').allTextContents();
}

async function chooseView(mode: string): Promise<void> {
  await page.locator('#panel .lil-controller', { hasText: /^View/ }).locator('select').selectOption(mode);
  // Not that `finished` falls: a small image is done within one frame, and nobody sees it fall.
  await page.waitForFunction((wanted) => window.__patina?.view === wanted, mode);
}

async function screenshot(): Promise<PNG> {
  return PNG.sync.read(await page.locator('#view').screenshot());
}

async function save(name: string, kind: string): Promise<Buffer> {
  const files = page.locator('#panel .lil-title', { hasText: 'Files' });
  if ((await files.getAttribute('aria-expanded')) === 'false') await files.click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('#panel').getByRole('button', { name }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${kind}$`));
  return await readFile(await download.path());
}

/** The left half of one image beside the right half of another of the same size. */
function besides(left: PNG, right: PNG): PNG {
  const { width, height } = left;
  const image = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    const [from, middle, to] = [y * width, y * width + Math.floor(width / 2), (y + 1) * width].map((x) => 4 * x);
    image.data.set(left.data.subarray(from, middle), from);
    image.data.set(right.data.subarray(middle, to), middle);
  }
  return image;
}

function differs(a: PNG, b: PNG): boolean {
  return differingPixels(a, b) > 0.02 * a.width * a.height;
}

function differingPixels(a: PNG, b: PNG): number {
  return pixelmatch(a.data, b.data, undefined, a.width, a.height, { threshold: 0.1 });
}

/** Mean of RGB, 0 to 255, over a band of columns and of rows: the middle half, unless told. */
function meanOf(
  data: Uint8Array,
  width: number,
  height: number,
  from: number,
  to: number,
  rows = [0.25, 0.75],
): number {
  const [top, bottom] = rows as [number, number];
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(height * top); y < height * bottom; y++)
    for (let x = Math.floor(width * from); x < width * to; x++)
      for (let c = 0; c < 3; c++, count++) sum += data[(y * width + x) * 4 + c] as number;
  return sum / count;
}
