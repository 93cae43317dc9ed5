import type { BenchCell, BenchContext } from '../benchmark.ts';
import { medianEstimate } from '../statistics.ts';
import { knotScene, traversalRates } from './traversal.ts';

// Segments along and around the knot: 30 k and 260 k triangles.
const KNOTS = [
  [500, 30],
  [1000, 130],
] as const;

/** Rays a second through the two-level tree, for a small and a large mesh. */
export function traversalCells({ options }: BenchContext): BenchCell[] {
  return KNOTS.map(([along, around]) => {
    const triangles = 2 * along * around;
    return {
      id: `traversal/${triangles}`,
      rows: ['primary', 'diffuse'].map((kind) => ({
        name: `traversal/${triangles}/${kind}`,
        metric: 'raysPerSecond',
        unit: 'rays/s',
      })),
      async run({ gpu, signal }) {
        const opened = await gpu();
        // An image large enough to fill the adapter: software ones have a handful of lanes.
        const side = /swiftshader|llvmpipe/i.test(opened.adapterName) ? 256 : 1024;
        const { scene } = knotScene(along, around);
        const rates = await traversalRates(opened, scene, side, options.quick ? 7 : 21, signal);
        return [medianEstimate(rates.primary), medianEstimate(rates.diffuse)];
      },
    };
  });
}
