// What a visitor's browser loads before anything is asked for: a page, its styles, and the chunks its script imports
// statically.
import { gzipSync } from 'node:zlib';

/**
 * @typedef {object} FirstLoad
 * @property {string[]} files     names in the build's output
 * @property {string[]} modules   source files within them, absolute paths
 * @property {number} compressed  bytes, gzip
 */

/**
 * @param {import('vite').Rolldown.RolldownOutput} output of `build()`
 * @param {string} page such as `index.html`
 * @returns {FirstLoad}
 * @throws Error if the page is not in the output or names no script
 */
export function firstLoad(output, page) {
  const byName = new Map(output.output.map((file) => [file.fileName, file]));
  const html = textOf(byName.get(page), page);
  const named = [...html.matchAll(/(?:src|href)="\.?\/?([^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  if (!named.some((name) => name.endsWith('.js'))) throw new Error(`${page} names no script`);
  const files = new Set([page]);
  const waiting = [...named];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (files.has(name)) continue;
    files.add(name);
    const file = byName.get(name);
    if (file?.type === 'chunk') waiting.push(...file.imports.filter((other) => byName.has(other)));
  }
  const modules = [...files].flatMap((name) => {
    const file = byName.get(name);
    return file?.type === 'chunk' ? Object.keys(file.modules) : [];
  });
  const compressed = [...files].reduce((sum, name) => sum + gzipSync(textOf(byName.get(name), name)).length, 0);
  return { files: [...files], modules, compressed };
}

/**
 * @param {import('vite').Rolldown.OutputChunk | import('vite').Rolldown.OutputAsset | undefined} file
 * @param {string} name
 */
function textOf(file, name) {
  if (!file) throw new Error(`the build has no ${name}`);
  return file.type === 'chunk' ? file.code : Buffer.from(file.source).toString('utf8');
}
