import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { BenchCell, Benchmark, BenchContext } from './benchmark.ts';
import { benchMaterials, documentsIn } from './benchMaterials.ts';
import { compareDocument } from './reference/agreement.ts';
import type { EsslObject } from './reference/esslSurface.ts';
import { editedDocument, exceptions } from './reference/exceptions.ts';

const OBJECTS: readonly EsslObject[] = ['sphere', 'shaderBall'];
const METRICS = ['meanAbsRelative', 'p95AbsRelative'] as const;

/** Our compiled documents against MaterialX's own ESSL shader, in WebGL2 of a Chromium. */
export const reference: Benchmark = {
  name: 'reference',
  title: "compiled documents against MaterialX's own shader, on a sphere and on the shader ball",
  takes: {
    '--materials': 'asset names, .mtlx paths, or folders of them (default: all assets)',
    '--quick': 'small images, where heights that MaterialX differences over the screen differ more',
  },
  settings: ({ materials, quick }) => ({ materials: materials ?? 'all assets', quick }),
  cells: async (context) => documentsOf(context).flatMap((path) => cellsOf(path, context)),
};

function documentsOf({ options: { materials } }: BenchContext): string[] {
  const folders = materials?.filter((name) => existsSync(name) && statSync(name).isDirectory()) ?? [];
  const others = materials?.filter((name) => !folders.includes(name));
  const named = others?.length === 0 ? [] : benchMaterials(others).map(({ document }) => document);
  return [...folders.flatMap(documentsIn), ...named];
}

/** As the document is, and where that cannot be compared, once more as `exceptions` edits it. */
function cellsOf(path: string, { options }: BenchContext): BenchCell[] {
  const name = basename(path, '.mtlx');
  const { edit, size } = exceptions[name] ?? {};
  const whole = readFileSync(path, 'utf8');
  const texts = [
    { label: '', xml: whole, across: options.quick ? undefined : size },
    ...(edit ? [{ label: '/edited', xml: editedDocument(whole, path, edit), across: undefined }] : []),
  ];
  return texts.flatMap(({ label, xml, across }) =>
    OBJECTS.map((object): BenchCell => {
      const row = `${name}${label}${object === 'sphere' ? '' : `/${object}`}`;
      return {
        id: row,
        rows: METRICS.map((metric) => ({ name: row, metric, unit: '1' })),
        async run({ gpu, signal }) {
          signal.throwIfAborted();
          // Only this benchmark needs WebGL, and only a checkout has the tools.
          const { launchChromium } = await import('../tests/harness/browser.ts');
          const browser = await launchChromium();
          try {
            const seen = across === undefined ? {} : { size: across };
            const { mean, p95 } = await compareDocument(await gpu(), await browser.newPage(), {
              xml,
              path,
              object,
              ...seen,
            });
            return [{ value: mean }, { value: p95 }];
          } finally {
            await browser.close();
          }
        },
      };
    }),
  );
}
