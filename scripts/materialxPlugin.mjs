// MaterialX's WebAssembly build for Vite: `materialx-bin/...` names its files, which the package's exports map hides.
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const require = createRequire(import.meta.url);
const bin = join(dirname(require.resolve('@needle-tools/materialx/package.json')), 'bin');
const licences = resolve(import.meta.dirname, '../assets/licences');
const notices = ['MaterialX-NOTICE.txt', 'Apache-2.0.txt'];

// Emscripten's CommonJS and AMD tail; `export default` follows it, and bundlers warn of a module that is both.
const TAIL =
  /if \(typeof exports === 'object' && typeof module === 'object'\)[\s\S]*define\(\[\], \(\) => MaterialX\);/;

// Its branches for Node; the command reads the file by itself (src/cli/nodeMaterialX.ts), so here they are dead.
const NODE_REQUIRE = /\brequire\("(?:fs|path|crypto|process)"\)/g;

/** @returns {import('vite').Plugin} */
export function materialxFiles() {
  /** @type {import('vite').ResolvedConfig | undefined} */
  let config;
  return {
    name: 'patina:materialx',
    config: () => ({
      resolve: { alias: { 'materialx-bin': bin } },
      optimizeDeps: { exclude: ['materialx-bin'] },
    }),
    configResolved(resolved) {
      config = resolved;
    },
    transform: {
      filter: { id: /JsMaterialXGenShader\.js$/ },
      handler(code) {
        const stripped = code.replace(TAIL, '');
        if (stripped === code) this.error('JsMaterialXGenShader.js no longer ends in the CommonJS tail known here');
        return { code: stripped.replace(NODE_REQUIRE, 'undefined'), map: null };
      },
    },
    // The three files are Apache-2.0: whatever carries them carries the notice.
    closeBundle() {
      if (!config || config.command !== 'build' || config.build.ssr) return;
      const target = join(resolve(config.root, config.build.outDir), 'licences');
      mkdirSync(target, { recursive: true });
      for (const name of notices) copyFileSync(join(licences, name), join(target, name));
    },
  };
}
