import type { Benchmark } from './benchmark.ts';
import { adapterCells } from './cost/adapterCells.ts';

/** What materials, decoders and rays cost on the adapter at hand. */
export const cost: Benchmark = {
  name: 'cost',
  title: 'time a hit, a ray and a compile cost, and the adapter ceiling',
  takes: { '--quick': 'fewer rounds and hits' },
  settings: (options) => ({ quick: options.quick }),
  cells: async (context) => [...adapterCells(context)],
};
