// The TypeScript floors: dependency-cruiser with .dependency-cruiser.cjs. Seeing no module is a failure, not a pass.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const depcruise = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
const argv = [depcruise, '--config', '.dependency-cruiser.cjs', 'src', 'bench', 'scripts'];
const run = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' });
process.stdout.write(run.stdout);
process.stderr.write(run.stderr);
const modules = Number(/(\d+) modules/.exec(run.stdout)?.[1] ?? 0);
if (modules === 0) {
  console.error('checkFloors: dependency-cruiser saw no module, so it proved nothing');
  process.exitCode = 1;
} else process.exitCode = run.status ?? 1;
