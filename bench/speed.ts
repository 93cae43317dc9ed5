import type { Benchmark } from './benchmark.ts';
import { breakEvenCells } from './speed/breakEvenCells.ts';
import { frameCells } from './speed/frameCells.ts';
import { manyMaterialsCells } from './speed/manyMaterialsCells.ts';
import { transportCells } from './speed/transportCells.ts';

/** Where a decoder is faster than what it was baked from, and how time grows with materials. */
export const speed: Benchmark = {
  name: 'speed',
  title: 'decoders against references of all sizes and light walks at equal error, whole frames, many materials',
  takes: {
    '--materials': 'asset names or .mtlx paths (default: all assets)',
    '--quick': 'a third of the rounds, fewer hits and pixels',
  },
  settings: (options) => ({ materials: options.materials ?? 'all assets', quick: options.quick }),
  cells: async (context) => [
    ...breakEvenCells(context),
    ...frameCells(context),
    ...transportCells(context),
    ...manyMaterialsCells(context),
  ],
};
