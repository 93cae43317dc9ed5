import { describe, expect, it } from 'vitest';
import { createBuffer, readBuffer, takeMapped } from '../../src/engine/buffers.ts';
import { lostWithin, type Gpu } from '../../src/engine/device.ts';
import { testGpu } from '../harness/gpu.ts';

/** A device whose buffers are torn from under a read `newsMs` before the loss is told. */
function losing(newsMs: number): { gpu: Gpu; staging: GPUBuffer } {
  const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
    setTimeout(() => resolve({ reason: 'unknown', message: 'gone' } as GPUDeviceLostInfo), newsMs);
  });
  const mapAsync = () => Promise.reject(new DOMException('unmapped before mapping was resolved', 'AbortError'));
  return { gpu: { lost } as Gpu, staging: { label: 'film/readback', mapAsync } as unknown as GPUBuffer };
}

describe('reading back', () => {
  it('gives the bytes from an offset', async () => {
    const gpu = await testGpu();
    const buffer = createBuffer(gpu, 'numbers', new Uint32Array([1, 2, 3, 4]));
    expect([...new Uint32Array(await readBuffer(gpu, buffer, 4, 8))]).toEqual([2, 3]);
  });

  it('fails by a lost device only after the loss is told, naming what was read', async () => {
    const { gpu, staging } = losing(50);
    let told = false;
    void gpu.lost.then(() => (told = true));
    const read = takeMapped(gpu, staging).catch((cause: unknown) => ({ told, message: String(cause) }));
    expect(await read).toEqual({ told: true, message: expect.stringContaining("lost while 'film/readback'") });
  });

  it('tells a loss in time, one that comes later not', async () => {
    expect(await lostWithin(losing(10).gpu, 1000)).toBe(true);
    expect(await lostWithin(losing(1000).gpu, 10)).toBe(false);
  });
});
