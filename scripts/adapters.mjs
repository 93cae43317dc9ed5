// Which graphics driver Dawn in Node finds: the environment of each adapter, and a look at what is there.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { vulkanEnvironment } from '@onirenaud/swiftshader-vulkan';
import { lavapipeDriver, runtimeFolder } from '../src/cli/vulkanDrivers.mjs';

export const ADAPTERS = ['gpu', 'lavapipe', 'swiftshader'];

/** Tests run on SwiftShader; its Vulkan driver is packaged for Linux, elsewhere the machine's own adapter has to do. */
export const TEST_ADAPTER = process.platform === 'linux' ? 'swiftshader' : 'gpu';

/**
 * Environment that leads the Vulkan loader to `adapter`. It must be set before the first Vulkan call of a process.
 * @param {string} adapter `gpu` | `lavapipe` | `swiftshader`
 * @returns {Record<string, string>}
 * @throws Error that names what is missing.
 */
export function adapterEnvironment(adapter) {
  if (!ADAPTERS.includes(adapter)) throw new Error(`PATINA_ADAPTER=${adapter}: expected one of ${ADAPTERS.join(', ')}`);
  const common = { XDG_RUNTIME_DIR: runtimeFolder() };
  // Elsewhere Dawn uses Metal or Direct3D, and there is one adapter to choose.
  if (adapter === 'gpu') return common;
  return { ...common, ...(adapter === 'lavapipe' ? lavapipeEnvironment() : swiftshaderEnvironment()) };
}

function swiftshaderEnvironment() {
  const environment = vulkanEnvironment();
  if (!environment.VK_DRIVER_FILES)
    throw new Error(`no SwiftShader for ${process.platform}-${process.arch}: set PATINA_ADAPTER=gpu`);
  return environment;
}

function lavapipeEnvironment() {
  const driver = lavapipeDriver();
  if (!driver) throw new Error("no lavapipe driver here (Debian's mesa-vulkan-drivers, from backports)");
  return { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
}

/**
 * Opens `adapter` in a process of its own: a driver that crashes or hangs is then a result, not an accident.
 * @param {string} adapter
 * @returns {{ name: string, f16: boolean, software: boolean } | { error: string }}
 */
export function probeAdapter(adapter) {
  let env;
  try {
    env = { ...process.env, ...adapterEnvironment(adapter) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
  if (adapter === 'gpu') {
    delete env.VK_DRIVER_FILES;
    delete env.VK_ICD_FILENAMES;
  }
  const script = fileURLToPath(new URL('probeAdapter.mjs', import.meta.url));
  const run = spawnSync(process.execPath, [script], { env, encoding: 'utf8', timeout: 60_000 });
  if (run.status !== 0) return { error: lastLine(run.stderr) || `ended with ${run.signal ?? run.status}` };
  const found = JSON.parse(lastLine(run.stdout));
  // The loader lists software drivers too; `gpu` means one that is not.
  if (adapter === 'gpu' && found.software) return { error: `only a software adapter (${found.name})` };
  return found;
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
