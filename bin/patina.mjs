#!/usr/bin/env node
// Runs the built command (dist/cli). In a checkout, where sources move, it is built anew when it is older than they are.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const built = new URL('dist/cli/main.js', root);

if (existsSync(new URL('src/cli/main.ts', root)) && isStale()) {
  const { build } = await import('vite');
  // Older chunks stay: another run may be about to load them.
  await build({ root: fileURLToPath(root), mode: 'cli', logLevel: 'warn', build: { emptyOutDir: false } });
}
if (!existsSync(built)) {
  console.error('patina: the command is not built (dist/cli is missing); reinstall the package');
  process.exit(1);
}
const { main } = await import(built.href);
process.exitCode = await main(process.argv.slice(2));

function isStale() {
  if (!existsSync(built)) return true;
  const age = statSync(built).mtimeMs;
  return ['src', 'shaders', 'bench', 'package.json', 'vite.config.ts'].some(
    (name) => newest(new URL(name, root)) > age,
  );
}

/** Latest change of a file or of anything in a folder, in milliseconds. */
function newest(url) {
  const path = fileURLToPath(url);
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs));
}
