import { defineConfig, type UserConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };
import { externalPackages, libraryEntries } from './scripts/entries.mjs';
import { materialxFiles } from './scripts/materialxPlugin.mjs';

/**
 * One configuration, three builds: the site (default), the importable modules (`--mode lib`) and the command (`--mode cli`).
 * `vite` alone serves the site's pages from source.
 */
export default defineConfig(({ mode }): UserConfig => {
  const common: UserConfig = {
    plugins: [materialxFiles()],
    define: { __PATINA_VERSION__: JSON.stringify(manifest.version) },
    publicDir: false,
  };
  if (mode === 'lib') return { ...common, ...modules() };
  if (mode === 'cli') return { ...common, ...command() };
  return { ...common, ...site() };
});

function site(): UserConfig {
  return {
    base: './',
    worker: { format: 'es' },
    // The dev server finds dependencies of lazily loaded modules late and would reload the page under the user.
    optimizeDeps: { entries: ['*.html', 'src/**/*.ts', '!src/cli/**'] },
    build: {
      outDir: 'dist/site',
      target: 'es2023',
      // tests/package/firstLoad.test.ts holds the budget that matters: what loads before anything is asked for.
      chunkSizeWarningLimit: 1500,
      rolldownOptions: { input: { index: 'index.html', bake: 'bake.html' } },
    },
  };
}

function modules(): UserConfig {
  return {
    base: './',
    build: {
      outDir: 'dist/lib',
      target: 'es2023',
      minify: false,
      sourcemap: true,
      lib: { entry: libraryEntries(), formats: ['es'], fileName: (_format, name) => `${name}.js` },
      rolldownOptions: {
        external: externalPackages,
        output: {
          chunkFileNames: 'chunks/[name]-[hash].js',
          assetFileNames: 'files/[name][extname]',
        },
      },
    },
  };
}

function command(): UserConfig {
  return {
    build: {
      ssr: 'src/cli/main.ts',
      outDir: 'dist/cli',
      target: 'node20',
      copyPublicDir: false,
      rolldownOptions: { output: { chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  };
}
