import type { BenchCell, Benchmark } from './benchmark.ts';
import type { BenchOptions } from './benchOptions.ts';
import { benchMaterials } from './benchMaterials.ts';
import { layerCell } from './fidelity/layerCell.ts';
import { pathTracedCell } from './fidelity/pathTracedCell.ts';
import { materialCell } from './fidelity/materialCell.ts';

/** How far baked materials look from their references: the fidelity image of docs/benchmarks.md. */
export const fidelityBench: Benchmark = {
  name: 'fidelity',
  title: 'FLIP of baked materials against their references, with the two analytic controls, and what each layer does',
  takes: {
    '--materials': 'asset names or .mtlx paths (default: all assets)',
    '--quick':
      '16 instead of 256 camera samples, 8 instead of 64 path-traced ones, a quarter of the queries for the controls',
  },
  settings,
  async cells({ options }) {
    const { cameraSamples, queriesPerTexel, pathTracedSamples } = settings(options);
    const cells: BenchCell[] = [];
    for (const material of benchMaterials(options.materials)) {
      cells.push(materialCell(material, cameraSamples, queriesPerTexel));
      cells.push(pathTracedCell(material, pathTracedSamples));
      cells.push(await layerCell(material, Math.min(16, cameraSamples)));
    }
    return cells;
  },
};

function settings(options: BenchOptions) {
  return {
    materials: options.materials ?? 'all assets',
    size: 256,
    cameraSamples: options.quick ? 16 : 256,
    queriesPerTexel: options.quick ? 16 : 64,
    pathTracedSamples: options.quick ? 8 : 64,
  };
}
