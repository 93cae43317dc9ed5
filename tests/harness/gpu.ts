import { afterAll, expect } from 'vitest';
import { nodeGpu, type AdapterChoice } from '../../src/cli/nodeGpu.ts';
import type { Gpu } from '../../src/engine/device.ts';

const opened = new Map<AdapterChoice, Promise<Gpu>>();

/** The adapter of `PATINA_ADAPTER`, SwiftShader by default: a green run means the same on every machine. */
export function testGpu(): Promise<Gpu> {
  return open((process.env['PATINA_ADAPTER'] as AdapterChoice | undefined) ?? 'swiftshader');
}

/** Dawn's null backend: every feature, real WGSL errors, runs nothing. */
export function nullGpu(): Promise<Gpu> {
  return open('null');
}

function open(adapter: AdapterChoice): Promise<Gpu> {
  const found = opened.get(adapter) ?? nodeGpu({ adapter });
  opened.set(adapter, found);
  return found;
}

// An uncaptured error in any test of the file fails the file.
afterAll(async () => {
  for (const pending of opened.values()) {
    const gpu = await pending;
    await gpu.device.queue.onSubmittedWorkDone();
    expect(gpu.errors, `uncaptured errors on ${gpu.adapterName}`).toEqual([]);
  }
});
