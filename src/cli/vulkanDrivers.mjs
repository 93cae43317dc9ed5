// Where Vulkan finds its drivers on Linux. Plain JavaScript: scripts read it before anything is built.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DRIVER_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

/** @returns {string | undefined} The file that leads the Vulkan loader to lavapipe. */
export function lavapipeDriver() {
  const names = (/** @type {string} */ folder) => (existsSync(folder) ? readdirSync(folder) : []);
  const files = DRIVER_FOLDERS.flatMap((folder) => names(folder).map((name) => join(folder, name)));
  return files.find((file) => /lvp_icd[^/]*\.json$/.test(file));
}

/**
 * The folder for sockets that drivers ask for: the user's, or one of our own, one a user, for an empty one from every run would
 * pile up.
 * @returns {string}
 */
export function runtimeFolder() {
  const given = process.env.XDG_RUNTIME_DIR;
  if (given && existsSync(given)) return given;
  const user = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `patina-runtime-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // On a shared machine another may have made it first.
  return statSync(folder).uid === user ? folder : mkdtempSync(join(tmpdir(), 'patina-'));
}
