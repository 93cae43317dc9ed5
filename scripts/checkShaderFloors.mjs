// The shader floors: which folder of shaders/ may import which, where entry points and bindings may stand.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Folder to the folders it may import from, besides itself. */
const FLOORS = {
  math: [],
  scene: ['math'],
  layers: ['math'],
  bsdf: ['math', 'scene', 'layers'],
  path: ['math', 'scene', 'layers', 'bsdf'],
  training: ['math', 'scene', 'layers', 'bsdf'],
  kernels: ['math', 'scene', 'layers', 'bsdf', 'path', 'training'],
};

/**
 * @param {Record<string, string>} files WGSL text by path under shaders/, with `/`
 * @returns {string[]} one line for each breach
 */
export function shaderFloorErrors(files) {
  return [...Object.entries(files).flatMap(([path, text]) => fileErrors(path, stripComments(text))), ...cycles(files)];
}

/** @param {string} path @param {string} text @returns {string[]} */
function fileErrors(path, text) {
  const folder = path.split('/')[0];
  if (!Object.hasOwn(FLOORS, folder)) return [`${path}: shaders/${folder}/ is no floor known here`];
  const below = FLOORS[/** @type {keyof typeof FLOORS} */ (folder)];
  const errors = importedModules(text).flatMap((module) => {
    const target = module.split('::')[0];
    // One segment is a generated module (`program`, `trace_bindings`).
    if (!module.includes('::'))
      return mayImportGenerated(folder, module) ? [] : [`${path}: ${folder} may not import the generated '${module}'`];
    if (target === folder && folder !== 'kernels') return [];
    return /** @type {string[]} */ (below).includes(target)
      ? []
      : [`${path}: ${folder} may not import package::${module}`];
  });
  if (/@group\s*\(/.test(text)) errors.push(`${path}: declares @group; only generated modules do`);
  if (folder !== 'kernels' && /@(compute|vertex|fragment)\b/.test(text))
    errors.push(`${path}: has an entry point; only kernels/ do`);
  return errors;
}

/** What a walk through a stack asks of its lobes: WGSL has no functions as parameters. */
const STACK_LOBES = 'stack_lobes';

/**
 * Only kernels know what they are built with. Bindings alone go deeper, into the floors that walk buffers: WGSL has no
 * portable way to hand a storage array to a function. math, bsdf and layers stay pure; bsdf may ask a stack for its lobes.
 * @param {string} folder @param {string} module
 */
function mayImportGenerated(folder, module) {
  if (folder === 'kernels') return true;
  if (module === STACK_LOBES) return folder === 'bsdf';
  return module.endsWith('_bindings') && ['scene', 'path', 'training'].includes(folder);
}

/**
 * Modules that `import package::a::b::name;` and `import package::a::b::{name, ...};` reach, without the last segment.
 * @param {string} text @returns {string[]}
 */
export function importedModules(text) {
  return [...text.matchAll(/\bimport\s+package::([\w:]+?)::(?:\{[^}]*\}|\w+)(?:\s+as\s+\w+)?\s*;/g)].map(
    ([, path]) => path,
  );
}

/** @param {string} text */
function stripComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/[^\n]*/g, '');
}

/** @param {Record<string, string>} files @returns {string[]} */
function cycles(files) {
  const done = new Set();
  /** @type {string[]} */
  const found = [];
  /** @param {string} path @param {string[]} trail */
  const visit = (path, trail) => {
    if (trail.includes(path)) found.push(`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`);
    if (done.has(path) || trail.includes(path) || !(path in files)) return;
    for (const module of importedModules(stripComments(files[path])))
      visit(`${module.replaceAll('::', '/')}.wgsl`, [...trail, path]);
    done.add(path);
  };
  for (const path of Object.keys(files)) visit(path, []);
  return found;
}

/** @returns {Record<string, string>} every file under shaders/ */
export function readShaders() {
  const root = fileURLToPath(new URL('../shaders', import.meta.url));
  const entries = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wgsl'));
  return Object.fromEntries(
    entries.toSorted().map((name) => {
      const path = relative(root, join(root, name)).split(sep).join('/');
      return [path, readFileSync(join(root, name), 'utf8')];
    }),
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const files = readShaders();
  const count = Object.keys(files).length;
  const imports = Object.values(files).reduce((sum, text) => sum + importedModules(text).length, 0);
  const errors = shaderFloorErrors(files);
  for (const error of errors) console.error(`shaders/${error}`);
  console.log(`shader floors: ${count} modules, ${imports} imports, ${errors.length} breaches`);
  // A check that saw nothing proved nothing.
  if (errors.length > 0 || count === 0) process.exitCode = 1;
}
