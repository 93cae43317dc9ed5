import type { BenchCell, BenchContext, Measurement } from '../benchmark.ts';
import { medianEstimate } from '../statistics.ts';

/** What the viewer page tells of itself (src/app/viewer/marks.ts). */
interface Marks {
  readonly adapter: string;
  readonly firstPixelMs?: number;
  readonly compileMs: Readonly<Record<string, number>>;
}

// Programs by the beginning of their label.
const PROGRAMS = ['neural', 'layered', 'metallicRoughness'] as const;
const PATIENCE = 120_000;

/**
 * The viewer as a visitor meets it: a fresh Chromium on SwiftShader, nothing cached, the built site from this machine. Times
 * to the first neural pixel, and of each kind of program, whatever adapter the rest of the benchmark runs on.
 */
export function viewerCells({ options }: BenchContext): BenchCell[] {
  const launches = options.quick ? 2 : 5;
  return [
    {
      id: 'viewer',
      rows: [
        { name: 'viewer', metric: 'firstPixelMs', unit: 'ms' },
        { name: 'viewer', metric: 'compileMs', unit: 'ms' },
        ...PROGRAMS.map((program) => ({ name: `viewer/${program}`, metric: 'compileMs', unit: 'ms' })),
      ],
      async run({ signal, progress }) {
        // Only this cell needs a browser, and only a checkout has its tools.
        const { launchChromium, servedSite } = await import('../../tests/harness/browser.ts');
        const site = await servedSite();
        const seen: Marks[] = [];
        try {
          for (let i = 0; i < launches; i++) {
            signal.throwIfAborted();
            const browser = await launchChromium();
            try {
              const page = await browser.newPage();
              await page.goto(site.url);
              const ready = 'html[data-neural=ready][data-reference=ready][data-state=rendering]';
              await page.waitForSelector(ready, { state: 'attached', timeout: PATIENCE });
              seen.push(await page.evaluate(() => JSON.parse(JSON.stringify(window.__patina)) as Marks));
              progress(
                `viewer ${i + 1}/${launches}: ${seen[i].adapter}, first pixel ${seen[i].firstPixelMs?.toFixed(0)} ms`,
              );
            } finally {
              await browser.close();
            }
          }
        } finally {
          await site.close();
        }
        return [
          medianOf(seen, (marks) => marks.firstPixelMs, 'the page showed no neural pixel'),
          medianOf(seen, (marks) => sum(marks, () => true), 'no program was compiled'),
          ...PROGRAMS.map((program) =>
            medianOf(
              seen,
              (marks) => sum(marks, (label) => label.startsWith(program)),
              `no ${program} program was shown`,
            ),
          ),
        ];
      },
    },
  ];
}

function sum({ compileMs }: Marks, wanted: (label: string) => boolean): number | undefined {
  const times = Object.entries(compileMs).flatMap(([label, ms]) => (wanted(label) ? [ms] : []));
  return times.length > 0 ? times.reduce((total, ms) => total + ms, 0) : undefined;
}

function medianOf(seen: Marks[], value: (marks: Marks) => number | undefined, reason: string): Measurement {
  const values = seen.flatMap((marks) => value(marks) ?? []);
  return values.length > 0 ? medianEstimate(values) : { value: null, reason };
}
