import type { BenchCell, Benchmark } from './benchmark.ts';
import type { BenchOptions } from './benchOptions.ts';
import { benchMaterials } from './benchMaterials.ts';
import { levelsCell } from './fidelity/levelsCell.ts';
import { layerCell } from './fidelity/layerCell.ts';
import { pathTracedCell } from './fidelity/pathTracedCell.ts';
import { samplerCell } from './fidelity/samplerCell.ts';
import { materialCell } from './fidelity/materialCell.ts';

/** How far baked materials look from their references: the fidelity image of docs/benchmarks.md. */
export const fidelityBench: Benchmark = {
  name: 'fidelity',
  title: 'FLIP of baked materials against their references, with the two analytic controls, and what each layer does',
  takes: {
    '--materials': 'asset names or .mtlx paths (default: all assets)',
    '--quick':
      '16 instead of 256 camera samples, 8 instead of 32 path-traced ones and for the levels, a quarter of the queries for the controls',
  },
  settings,
  async cells({ options }) {
    const { cameraSamples, queriesPerTexel, pathTracedSamples, lodSamples, lodSize, samplerSteps, samplerFrames } =
      settings(options);
    const cells: BenchCell[] = [];
    for (const material of benchMaterials(options.materials)) {
      cells.push(materialCell(material, cameraSamples, queriesPerTexel));
      cells.push(pathTracedCell(material, pathTracedSamples));
      cells.push(levelsCell(material, lodSamples, lodSize));
      cells.push(samplerCell(material, samplerSteps, samplerFrames));
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
    pathTracedSamples: options.quick ? 8 : 32,
    lodSamples: options.quick ? 8 : 32,
    lodSize: options.quick ? 96 : 128,
    samplerSteps: options.quick ? 1000 : 3000,
    samplerFrames: options.quick ? 64 : 256,
  };
}
