// `npm run build`: the site to dist/site, the library with its types to dist/lib, the command to dist/cli.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../', import.meta.url));
/** @type {Record<string, () => Promise<void>>} */
const parts = {
  site: async () => void (await build({ root })),
  lib: buildLibrary,
  cli: async () => void (await build({ root, mode: 'cli' })),
};
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown) throw new Error(`build: no part '${unknown}'; there are ${Object.keys(parts).join(', ')}`);
for (const name of asked.length > 0 ? asked : Object.keys(parts)) await parts[name]();

async function buildLibrary() {
  await build({ root, mode: 'lib' });
  const types = join(root, 'dist/lib/types');
  rmSync(types, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.lib.json'], { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) throw new Error('build: the declarations have errors');
  for (const name of readdirSync(types, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.d.ts')) finishDeclaration(join(types, name));
}

/** Imports end in `.js` for users' compilers, and the WebGPU types are named where they are used. */
function finishDeclaration(/** @type {string} */ file) {
  const text = readFileSync(file, 'utf8').replace(/(from|import\()\s*(['"])(\.[^'"]+)\.ts\2/g, '$1 $2$3.js$2');
  const reference = /\bGPU[A-Z]\w*/.test(text) ? '/// <reference types="@webgpu/types" />\n' : '';
  writeFileSync(file, reference + text);
}
