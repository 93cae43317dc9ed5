// Debian packages, for the test command: installs what is missing where it may, and says why where it may not.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * @param {string[]} packages
 * @param {(line: string) => void} say
 * @returns {string | undefined} why nothing could be installed; undefined when all are there
 */
export function aptInstall(packages, say) {
  if (spawnSync('apt-get', ['--version']).status !== 0) return 'no apt-get on this system';
  if (process.getuid?.() !== 0) return `not root: run 'sudo apt-get install ${packages.join(' ')}'`;
  say(`installing ${packages.join(', ')} with apt-get`);
  const script = fileURLToPath(new URL('debian.sh', import.meta.url));
  const run = spawnSync('bash', [script, 'install', ...packages], { stdio: 'inherit' });
  return run.status === 0 ? undefined : 'apt-get failed';
}
