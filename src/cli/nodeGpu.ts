import { create, globals } from 'webgpu';
import { vulkanEnvironment } from '@onirenaud/swiftshader-vulkan';
import { openGpu, softwareAdapter, type Gpu } from '../engine/device.ts';
import { paceDawnPolling } from './pacedPolling.ts';
import { lavapipeDriver, runtimeFolder } from './vulkanDrivers.mjs';

/** `null`: Dawn's backend that checks shaders and runs nothing. */
export type AdapterChoice = 'gpu' | 'lavapipe' | 'swiftshader' | 'null';

export interface NodeGpuOptions {
  /** Left out: `PATINA_ADAPTER`, else the best at hand (GPU, lavapipe with shader-f16, SwiftShader). */
  adapter?: AdapterChoice;
  /** Dawn toggles, for experiments only. */
  toggles?: string[];
  /** Ask for `shader-f16` where the adapter has it (default true). */
  f16?: boolean;
}

// Dawn crashes if the object that `create` returned is collected while a device lives: held for the process's life.
const held: GPU[] = [];

/**
 * Opens a device in Node through Dawn.
 * The Vulkan driver is chosen by environment variables that the loader reads once a process: the first call decides.
 * @throws Error naming the adapter asked for when it is not there.
 */
export async function nodeGpu(options: NodeGpuOptions = {}): Promise<Gpu> {
  Object.assign(globalThis, globals);
  const choice = options.adapter ?? adapterFromEnvironment();
  if (choice) return openChoice(choice, options);
  const failures: string[] = [];
  for (const candidate of ['gpu', 'lavapipe', 'swiftshader'] as const) {
    try {
      return await openChoice(candidate, options);
    } catch (error) {
      failures.push(`${candidate}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`no WebGPU adapter in Node:\n  ${failures.join('\n  ')}`);
}

function adapterFromEnvironment(): AdapterChoice | undefined {
  const name = process.env['PATINA_ADAPTER'];
  if (!name) return undefined;
  if (name === 'gpu' || name === 'lavapipe' || name === 'swiftshader' || name === 'null') return name;
  throw new Error(`PATINA_ADAPTER is '${name}'; it takes gpu, lavapipe, swiftshader or null`);
}

async function openChoice(choice: AdapterChoice, options: NodeGpuOptions): Promise<Gpu> {
  if (choice === 'swiftshader') Object.assign(process.env, vulkanEnvironment());
  if (choice === 'lavapipe') {
    const driver = lavapipeDriver();
    if (!driver) throw new Error('lavapipe is not installed (Debian package mesa-vulkan-drivers)');
    process.env['VK_DRIVER_FILES'] = driver;
    process.env['VK_ICD_FILENAMES'] = driver;
  }
  process.env['XDG_RUNTIME_DIR'] = runtimeFolder();
  // Vulkan's drivers can be chosen; elsewhere Dawn takes the system's own interface.
  const flags = choice === 'null' ? ['backend=null'] : process.platform === 'linux' ? ['backend=vulkan'] : [];
  if (options.toggles?.length) flags.push(`enable-dawn-features=${options.toggles.join(',')}`);
  const gpu = create(flags);
  held.push(gpu);
  const opened = await openGpu({ gpu, f16: options.f16, label: `patina/${choice}` });
  if (choice !== 'null' && choice !== (softwareAdapter(opened.adapterName) ?? 'gpu')) {
    opened.dispose();
    throw new Error(`the Vulkan loader gave ${opened.adapterName}`);
  }
  // An old lavapipe is refused by Dawn; one without f16 is too slow to prefer over SwiftShader's known bits.
  if (choice === 'lavapipe' && options.f16 !== false && !opened.features.f16) {
    opened.dispose();
    throw new Error(`${opened.adapterName} has no shader-f16`);
  }
  // What takes a core from a software adapter takes it from the GPU; beside a GPU there are others, and a millisecond counts.
  if (softwareAdapter(opened.adapterName)) paceDawnPolling();
  return opened;
}
