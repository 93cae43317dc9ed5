import type { Benchmark } from './benchmark.ts';
import { adapterCells } from './cost/adapterCells.ts';
import { shadingCells } from './cost/shadingCells.ts';
import { traversalCells } from './cost/traversalCells.ts';
import { viewerCells } from './cost/viewerCells.ts';

/** What materials, decoders and rays cost on the adapter at hand. */
export const cost: Benchmark = {
  name: 'cost',
  title: 'time of a hit, an evaluation, a ray and a compile, against the adapter ceiling',
  takes: {
    '--materials': 'asset names or .mtlx paths (default: all assets)',
    '--quick': 'a third of the rounds, 2^14 instead of 2^18 hits',
  },
  settings: (options) => ({ materials: options.materials ?? 'all assets', quick: options.quick }),
  cells: async (context) => [
    ...adapterCells(context),
    ...traversalCells(context),
    ...shadingCells(context),
    ...viewerCells(context),
  ],
};
