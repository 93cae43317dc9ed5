import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bufferUsage } from '../../src/engine/buffers.ts';
import { softwareAdapter } from '../../src/engine/device.ts';
import { testGpu } from '../harness/gpu.ts';

it('who waits for a software adapter leaves it the processor', async ({ skip }) => {
  const { device, adapterName } = await testGpu();
  skip(!softwareAdapter(adapterName), 'beside a GPU polling does not rest');
  const size = 2 ** 26;
  const usage = bufferUsage.copySrc | bufferUsage.copyDst;
  const [from, to] = [device.createBuffer({ size, usage }), device.createBuffer({ size, usage })];
  const encoder = device.createCommandEncoder();
  for (let i = 0; i < 40; i++) encoder.copyBufferToBuffer(from, 0, to, 0, size);
  device.queue.submit([encoder.finish()]);
  const [before, start] = [performance.eventLoopUtilization(), performance.now()];
  await device.queue.onSubmittedWorkDone();
  const took = performance.now() - start;
  for (const buffer of [from, to]) buffer.destroy();
  expect(took).toBeGreaterThan(50); // long enough to tell
  // 1 without a rest, for the main thread polls all the while.
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
});

it('what others ask of setImmediate is done as ever', async () => {
  await testGpu();
  const order: string[] = [];
  const cleared = setImmediate(() => order.push('cleared'));
  clearImmediate(cleared);
  // From within a phase of polling an immediate comes before any timer.
  await new Promise<void>((resolve) => {
    setImmediate(() => {
      setTimeout(() => order.push('timer') && resolve(), 1);
      setImmediate((word: string) => order.push(word), 'immediate');
    });
  });
  expect(order).toEqual(['immediate', 'timer']);
  expect(await promisify(setImmediate)('kept')).toBe('kept');
});
