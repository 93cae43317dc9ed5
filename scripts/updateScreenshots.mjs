// Writes the pages' screenshots in tests/references/ anew, from the pages as they are. Look at them before committing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const run = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'browser', 'tests/app/screenshots.browser.test.ts'],
  { stdio: 'inherit', env: { ...process.env, PATINA_UPDATE_SCREENSHOTS: '1' } },
);
process.exitCode = run.status ?? 1;
