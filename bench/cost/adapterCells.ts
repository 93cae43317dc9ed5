import type { BenchCell, BenchContext } from '../benchmark.ts';
import { medianEstimate } from '../statistics.ts';
import { fmaPeakGflops } from './fmaPeak.ts';

/** The adapter's own ceiling, in both float types. */
export function adapterCells(context: BenchContext): BenchCell[] {
  const rounds = context.options.quick ? 7 : 21;
  return (['f32', 'f16'] as const).map((precision) => ({
    id: `adapter/${precision}`,
    rows: [{ name: `adapter/${precision}`, metric: 'fmaPeakGflops', unit: '10^9 operations/s' }],
    async run({ gpu, signal }) {
      const opened = await gpu();
      if (precision === 'f16' && !opened.features.f16)
        return [{ value: null, reason: 'the adapter has no shader-f16' }];
      return [medianEstimate(await fmaPeakGflops(opened, precision, rounds, signal))];
    },
  }));
}
