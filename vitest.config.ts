import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };
import { materialxFiles } from './scripts/materialxPlugin.mjs';

const common = {
  environment: 'node',
  // Processes, not threads: a native crash takes one file down, and drivers see the environment.
  pool: 'forks',
  globalSetup: 'tests/globalSetup.ts',
  // Software adapters compile shaders slowly, and two files share two cores.
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as const;
const exclude = ['node_modules/**', 'dist/**'];

export default defineConfig({
  plugins: [materialxFiles()],
  define: { __PATINA_VERSION__: JSON.stringify(manifest.version) },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'node',
          // The default leaves one core to Vitest itself, which needs none.
          maxWorkers: Math.min(2, availableParallelism()),
          include: ['tests/**/*.test.ts'],
          exclude: [...exclude, 'tests/**/*.{slow,browser,f16}.test.ts'],
        },
      },
      { extends: true, test: { ...common, name: 'f16', include: ['tests/**/*.f16.test.ts'], exclude } },
      {
        extends: true,
        // One Chromium at a time: two would share two cores and time out of turn.
        test: { ...common, name: 'browser', include: ['tests/**/*.browser.test.ts'], exclude, fileParallelism: false },
      },
      {
        extends: true,
        test: { ...common, name: 'slow', include: ['tests/**/*.slow.test.ts'], exclude, testTimeout: 900_000 },
      },
    ],
  },
});
