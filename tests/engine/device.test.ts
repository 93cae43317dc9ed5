import { expect, test } from 'vitest';
import { GpuUnavailableError, openGpu } from '../../src/engine/device.ts';

/** What `openGpu` asks of an adapter, and a device that does nothing. */
function fakeGpu(description: string, features: string[], limits: Record<string, number> = {}): GPU {
  const offered = new Proxy(limits, { get: (own, key: string) => own[key] ?? 2 ** 31 });
  const adapter = {
    info: { vendor: '', architecture: '', device: '', description },
    features: new Set(features),
    limits: offered,
    requestDevice: () =>
      Promise.resolve({ limits: offered, lost: new Promise(() => undefined), addEventListener: () => undefined }),
  };
  return { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
}

test.each([
  ['NVIDIA H100', ['shader-f16'], true, true],
  ['NVIDIA of old', [], false, false],
  ['llvmpipe: Mesa 25.0.7', ['shader-f16'], true, false],
  ['SwiftShader Device (Subzero)', [], false, false],
])('%s with %j: halves are there %s, and worth using %s', async (name, features, f16, fastF16) => {
  const gpu = await openGpu({ gpu: fakeGpu(name, features) });
  expect(gpu.adapterName).toBe(name);
  expect(gpu.features).toEqual({ f16, fastF16, timestamps: false });
});

test('who does not want halves has none', async () => {
  const gpu = await openGpu({ gpu: fakeGpu('NVIDIA H100', ['shader-f16', 'timestamp-query']), f16: false });
  expect(gpu.features).toEqual({ f16: false, fastF16: false, timestamps: true });
});

test('an adapter that offers too little is refused with the limit in the message', async () => {
  const gpu = fakeGpu('tiny', [], { maxUniformBufferBindingSize: 16384 });
  await expect(openGpu({ gpu })).rejects.toThrow(GpuUnavailableError);
  await expect(openGpu({ gpu })).rejects.toThrow('maxUniformBufferBindingSize = 16384; Patina needs 65536');
});
