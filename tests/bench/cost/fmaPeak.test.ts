import { describe, expect, it } from 'vitest';
import { FMA_PEAK_LAYOUT, fmaPeakGflops } from '../../../bench/cost/fmaPeak.ts';
import { createKernel } from '../../../src/engine/kernel.ts';
import { nullGpu, testGpu } from '../../harness/gpu.ts';

describe('fmaPeak', () => {
  it('compiles in both float types', async () => {
    const gpu = await nullGpu();
    for (const F16 of [false, true]) {
      await createKernel(gpu, { root: 'kernels::fmaPeak', layouts: [FMA_PEAK_LAYOUT], conditions: { F16 } });
    }
  });

  it('measures a rate that a processor can have', async () => {
    const rates = await fmaPeakGflops(await testGpu(), 'f32', 3);
    expect(rates).toHaveLength(3);
    for (const rate of rates) {
      // Below: no adapter is that slow. Above 1e6 the work was optimised away.
      expect(rate).toBeGreaterThan(0.05);
      expect(rate).toBeLessThan(1e6);
    }
  });
});
