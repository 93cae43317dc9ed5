import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import font from '@pmndrs/assets/fonts/inter_regular.woff.js';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright';
import { PNG, type PngData } from 'pngjs';

const REFERENCES = new URL('../references/', import.meta.url);
const RESULTS = new URL('../../test-results/', import.meta.url);
/** Set by scripts/updateScreenshots.mjs alone. */
const UPDATE = process.env['PATINA_UPDATE_SCREENSHOTS'] === '1';

/** Chromium rasterises text as the machine's font settings say; with these it does not ask them. */
export const SCREENSHOT_FLAGS = ['--font-render-hinting=none', '--disable-lcd-text', '--force-device-scale-factor=1'];

/** Colour distance of pixelmatch, 0 to 1, below which two pixels are the same; its default. */
const THRESHOLD = 0.1;

/**
 * Share of the pixels that may differ. Everything in a screenshot is a function of seeds, so where the reference was
 * made nothing differs. Elsewhere a processor or a Chromium may round a float the other way, and a path that takes
 * another lobe for it changes its pixel of the film, which is 27 of the screen: there is room for some fourteen, of 64
 * samples each, of which one seldom shows. Another seed changes 0.14 %, a label that is missing 0.3 %.
 */
const TOLERANCE = 0.001;

/** Gives the page the same letters on every machine. Texts that tell times say nothing; `hide` names what else varies. */
export async function steady(page: Page, hide: readonly string[] = []): Promise<void> {
  const hidden = ['.figures details', ...hide].join(', ');
  await page.addStyleTag({
    content: `@font-face { font-family: steady; src: url('${font}') }
      :root, #panel .lil-gui { --font-family: steady; font-family: steady !important }
      ${hidden} { display: none !important }`,
  });
  await page.evaluate(async () => {
    await document.fonts.load('13px steady');
    for (const term of document.querySelectorAll('.figures dt')) {
      const value = term.nextElementSibling;
      if (value && ['Time', 'Samples/s'].includes(term.textContent)) value.textContent = '0';
      // The font has no such letter; another one's, of another width, would move the rest.
      if (value) value.textContent = value.textContent.replace('×', 'x');
    }
  });
}

/**
 * Compares the page with tests/references/NAME.png; undefined if they agree, else what is wrong. Then the picture taken
 * and the differing pixels are written to test-results/.
 */
export async function differenceFromReference(page: Page, name: string): Promise<string | undefined> {
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const file = new URL(`${name}.png`, REFERENCES);
  if (UPDATE) {
    mkdirSync(REFERENCES, { recursive: true });
    writeFileSync(file, taken);
    return undefined;
  }
  const found = existsSync(file) ? compare(PNG.sync.read(readFileSync(file)), PNG.sync.read(taken)) : MISSING;
  if (!found) return undefined;
  mkdirSync(RESULTS, { recursive: true });
  const actual = new URL(`${name}-actual.png`, RESULTS);
  writeFileSync(actual, taken);
  if (found.diff) writeFileSync(new URL(`${name}-diff.png`, RESULTS), PNG.sync.write(found.diff));
  return `${name}.png: ${found.problem}; see ${fileURLToPath(actual)}. If it is right so: node scripts/updateScreenshots.mjs`;
}

interface Difference {
  problem: string;
  diff?: PngData;
}

const MISSING: Difference = { problem: 'there is no such reference' };

function compare(reference: PngData, taken: PngData): Difference | undefined {
  const { width, height } = reference;
  if (taken.width !== width || taken.height !== height)
    return { problem: `${taken.width} x ${taken.height} pixels instead of ${width} x ${height}` };
  const diff = new PNG({ width, height });
  const differing = pixelmatch(reference.data, taken.data, diff.data, width, height, { threshold: THRESHOLD });
  if (differing <= TOLERANCE * width * height) return undefined;
  const percent = ((100 * differing) / (width * height)).toFixed(2);
  return { problem: `${differing} pixels differ, ${percent} %; ${100 * TOLERANCE} % are allowed`, diff };
}
