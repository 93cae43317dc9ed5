import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstLoad } from '../../scripts/firstLoad.mjs';

const folder = mkdtempSync(join(tmpdir(), 'patina-first-load-'));
let output: Rolldown.RolldownOutput;

beforeAll(async () => {
  const built = await build({ logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  if (Array.isArray(built) || !('output' in built)) throw new Error('the site builds in one piece');
  output = built;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// 1.5 MB is what the viewer promises before assets; decimal, as networks count.
const BUDGET = 1_500_000;

describe.each(['index.html', 'bake.html'])('first load of %s', (page) => {
  test('stays under 1.5 MB compressed', () => {
    const { compressed, files } = firstLoad(output, page);
    console.info(`${page}: ${(compressed / 1000).toFixed(0)} kB compressed in ${files.length} files`);
    expect(compressed).toBeLessThan(BUDGET);
  });
});

test('MaterialX and the training code are not in the viewer’s first load', () => {
  const { modules } = firstLoad(output, 'index.html');
  expect(modules.length).toBeGreaterThan(20);
  expect(modules.filter((id) => /materialx-bin|JsMaterialX|\/src\/training\//i.test(id))).toEqual([]);
});

test('MaterialX is in the site, with its notice and licence', () => {
  const names = output.output.map((file) => file.fileName);
  for (const name of [/JsMaterialXGenShader.*\.wasm$/, /JsMaterialXGenShader.*\.txt$/])
    expect(names.filter((file) => name.test(file)).length, String(name)).toBe(1);
  expect(
    output.output.some((file) => file.type === 'chunk' && /JsMaterialX/.test(Object.keys(file.modules).join())),
  ).toBe(true);
  for (const name of ['MaterialX-NOTICE.txt', 'Apache-2.0.txt'])
    expect(existsSync(join(folder, 'licences', name)), name).toBe(true);
});
