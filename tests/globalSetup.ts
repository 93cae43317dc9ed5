import { adapterEnvironment, TEST_ADAPTER } from '../scripts/adapters.mjs';

/**
 * Chooses the driver for every test process: SwiftShader (on Linux) unless `PATINA_ADAPTER` says otherwise. It happens here
 * because a worker's own change of environment comes too late for the Vulkan loader.
 */
export function setup(): void {
  const adapter = process.env['PATINA_ADAPTER'] ?? TEST_ADAPTER;
  Object.assign(process.env, adapterEnvironment(adapter));
  process.env['PATINA_ADAPTER'] = adapter;
}
