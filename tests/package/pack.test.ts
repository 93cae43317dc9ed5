import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

// Packs what `npm publish` would, installs it as a stranger would, and imports every entry point there.
const root = join(import.meta.dirname, '../..');
const place = mkdtempSync(join(tmpdir(), 'patina-pack-'));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  exports: Record<string, unknown>;
  devDependencies: Record<string, string>;
};
const entries = Object.keys(manifest.exports)
  .filter((name) => name !== './package.json')
  .map((name) => name.replace(/^\./, 'patina'));
let tarball = '';

// Three builds, two installs from the registry and a type check: half a minute by itself, much more beside other work.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

beforeAll(() => {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', place], { cwd: root, stdio: 'pipe' });
  tarball = join(place, readdirSync(place).find((name) => name.endsWith('.tgz')) ?? '');
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** An empty project with the tarball installed, and `extra` packages at the versions used here. */
function project(name: string, extra: string[]): string {
  const folder = join(place, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  const versions = extra.map((other) => `${other}@${manifest.devDependencies[other]}`);
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--silent'];
  execFileSync('npm', ['install', ...quiet, tarball, ...versions], { cwd: folder, stdio: 'pipe' });
  return folder;
}

/** Runs `node` in `folder` and gives what it prints. */
function run(folder: string, ...argv: string[]): string {
  return execFileSync(process.execPath, argv, { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_ENV: '' } });
}

/** What README.md shows, with what it takes as given. */
function readmeExample(): string {
  const code = /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1];
  if (code === undefined) throw new Error('README.md has no example');
  const given = ['scene: Scene', 'camera: Camera', 'glb: ArrayBuffer', 'chosen: string'];
  const types = "import type { Camera, Scene } from 'three';\n";
  return `${types}${given.map((one) => `declare const ${one};\n`).join('')}${code}`;
}

describe('in plain Node', () => {
  let folder = '';
  beforeAll(() => {
    folder = project('plain-node', ['three']);
  });

  test('every entry point imports and exports something', () => {
    const script = `for (const name of ${JSON.stringify(entries)}) {
      const entry = await import(name);
      console.log(name, Object.keys(entry).length);
    }`;
    writeFileSync(join(folder, 'entries.mjs'), script);
    const lines = run(folder, 'entries.mjs').trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(entries);
    for (const line of lines) expect(Number(line.split(' ')[1]), line).toBeGreaterThan(0);
  });

  test('the command runs', () => {
    const command = join(folder, 'node_modules/patina/bin/patina.mjs');
    expect(run(folder, command, '--version').trim()).toBe(manifest.version);
    expect(run(folder, command, '--help')).toContain('bake');
  });

  test('MaterialX comes with its licence', () => {
    const carried = join(folder, 'node_modules/patina/dist/lib/licences');
    expect(existsSync(join(carried, 'MaterialX-NOTICE.txt'))).toBe(true);
    expect(existsSync(join(carried, 'Apache-2.0.txt'))).toBe(true);
  });

  test('no tests, sources of the pages or downloads are in the package', () => {
    const files = readdirSync(join(folder, 'node_modules/patina'));
    expect(files.toSorted()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json'].toSorted(),
    );
  });
});

describe('in an empty Vite project', () => {
  test('it builds with every entry point, and its types hold', () => {
    const folder = project('vite-project', ['vite', 'three', '@types/three', 'typescript']);
    const forBrowsers = entries.filter((name) => name !== 'patina/node');
    const imports = forBrowsers.map((name, index) => `import * as entry${index} from '${name}';`);
    const uses = forBrowsers.map((_, index) => `entry${index}`).join(', ');
    writeFileSync(join(folder, 'main.ts'), `${imports.join('\n')}\nconsole.log([${uses}].map(Object.keys));\n`);
    writeFileSync(join(folder, 'readme.ts'), readmeExample());
    writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="/main.ts"></script>');
    const vite = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const told = vite.stdout + vite.stderr;
    expect(vite.status, told).toBe(0);
    // A stub in place of one of Node's modules would mean that the library reaches for Node in a browser.
    expect(told).not.toContain('externalized for browser');
    const built = readdirSync(join(folder, 'dist/assets'));
    for (const extension of ['.js', '.wasm', '.data.txt'])
      expect(
        built.some((name) => name.replace(/-[\w-]{8}\./, '.').endsWith(extension)),
        extension,
      ).toBe(true);
    const options = { strict: true, noEmit: true, module: 'ESNext', moduleResolution: 'bundler', target: 'ES2023' };
    const lib = ['ES2023', 'DOM', 'DOM.Iterable'];
    const config = {
      compilerOptions: { ...options, lib, skipLibCheck: false, types: [] },
      files: ['main.ts', 'readme.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const complaints = tsc.stdout.split('\n').filter((line) => line.includes('error'));
    // Other packages' declarations are theirs to keep right.
    expect(complaints.filter((line) => /^(main\.ts|readme\.ts|node_modules\/patina\/)/.test(line))).toEqual([]);
  });
});
