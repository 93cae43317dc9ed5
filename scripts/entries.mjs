// The library's entry points, one per line of package.json's `exports`, and what stays outside the bundle.
import { readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/**
 * Entry name (`materials/index`) to source file (`src/materials/index.ts`), read from `exports`.
 * @returns {Record<string, string>}
 */
export function libraryEntries() {
  // Every target but the types: `default`, and `node` where Node's differs.
  const targets = Object.values(manifest.exports).flatMap((target) =>
    Object.entries(target).flatMap(([condition, file]) => (condition === 'types' ? [] : [file])),
  );
  const modules = targets.filter((file) => file.startsWith('./dist/lib/'));
  const names = modules.map((file) => file.replace('./dist/lib/', '').replace(/\.js$/, ''));
  return Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]));
}

/** Packages that the library imports by name instead of carrying them; Node's own modules likewise. */
const packages = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

/** @param {string} id */
export function externalPackages(id) {
  return id.startsWith('node:') || packages.some((name) => id === name || id.startsWith(`${name}/`));
}
