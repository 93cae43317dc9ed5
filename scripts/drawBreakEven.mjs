// Draws docs/images/break-even.png from the saved run of the `speed` benchmark: how much faster than each document a decoder is.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright';
import { findChromium } from './chromium.mjs';

const require = createRequire(import.meta.url);
/** @param {string} file */
const plot = (file) => readFileSync(require.resolve(`uplot/dist/${file}`), 'utf8');
const { rows, adapter, commit } = JSON.parse(
  readFileSync(new URL('../docs/benchmarks/speed.json', import.meta.url), 'utf8'),
);

/** @typedef {{ x: number, fetches: number, shadingSpeedup: number, shadingSpeedupLocked: number }} Point */
const documents = new Map();
for (const { name, metric, value } of rows) {
  const [kind, document] = name.split('/');
  if (kind !== 'breakEven' || value === null) continue;
  documents.set(document, { ...documents.get(document), [metric]: value });
}
/** @type {Point[]} */
const points = [...documents.values()]
  // A logarithmic axis has no place for a constant colour's none.
  .map(({ scalarOps, fetches, ...speed }) => ({ ...speed, x: Math.max(1, scalarOps + fetches), fetches }))
  .toSorted((a, b) => a.x - b.x);
/**
 * @param {'shadingSpeedup' | 'shadingSpeedupLocked'} metric
 * @param {(point: Point) => boolean} keep
 */
const series = (metric, keep) => points.map((point) => (keep(point) ? point[metric] : null));
/** @type {import('uplot').AlignedData} */
const data = [
  points.map(({ x }) => x),
  series('shadingSpeedup', ({ fetches }) => fetches === 0),
  series('shadingSpeedup', ({ fetches }) => fetches > 0),
  series('shadingSpeedupLocked', ({ fetches }) => fetches === 0),
  series('shadingSpeedupLocked', ({ fetches }) => fetches > 0),
  points.map(() => 1),
];

const browser = await chromium.launch({ executablePath: findChromium(() => undefined), args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 760, height: 520 } });
  await page.setContent(
    `<style>${plot('uPlot.min.css')} body { margin: 0; font: 14px sans-serif; background: white }</style><div id="plot"></div>`,
  );
  await page.addScriptTag({ content: plot('uPlot.iife.min.js') });
  await page.evaluate(
    ({ values, title }) => {
      /** @param {string} label @param {string} stroke @param {string} fill */
      const dots = (label, stroke, fill) => ({
        label,
        stroke,
        paths: () => null,
        points: { show: true, size: 9, stroke, fill },
      });
      /** @param {string} label */
      const axis = (label) => ({ label, grid: { stroke: '#ddd' } });
      const UPlot = /** @type {typeof import('uplot')} */ (Reflect.get(window, 'uPlot'));
      const drawn = new UPlot(
        {
          title,
          width: 740,
          height: 420,
          scales: { x: { distr: 3, time: false }, y: { distr: 3, range: [1e-3, 2] } },
          axes: [axis('scalar operations and texture look-ups of the document'), axis('times as fast as the document')],
          legend: { live: false },
          series: [
            {},
            dots('2x32, no textures', '#06c', '#06c'),
            dots('2x32, textures', '#c40', '#c40'),
            dots('locked, no textures', '#06c', '#fff'),
            dots('locked, textures', '#c40', '#fff'),
            { label: 'break-even', stroke: '#555', dash: [6, 4], points: { show: false } },
          ],
        },
        values,
        /** @type {HTMLElement} */ (document.querySelector('#plot')),
      );
      return drawn.status;
    },
    {
      values: data,
      title: `2x32 against its documents, ${adapter.includes('llvmpipe') ? 'lavapipe' : adapter}, ${commit}`,
    },
  );
  writeFileSync(new URL('../docs/images/break-even.png', import.meta.url), await page.locator('#plot').screenshot());
} finally {
  await browser.close();
}
