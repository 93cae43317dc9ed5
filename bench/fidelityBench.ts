import type { BenchCell, Benchmark } from './benchmark.ts';
import type { BenchOptions } from './benchOptions.ts';
import { bakedDecoders, benchMaterials, walkedMaterials, type BenchMaterial } from './benchMaterials.ts';
import { levelsCell } from './fidelity/levelsCell.ts';
import { qualityCell } from './fidelity/qualityCell.ts';
import { energyCell } from './fidelity/energyCell.ts';
import { framesStudyCells } from './fidelity/framesStudyCell.ts';
import { layerCell } from './fidelity/layerCell.ts';
import { pathTracedCell } from './fidelity/pathTracedCell.ts';
import {
  encoderCell,
  framesCell,
  precisionCells,
  seedsCell,
  sizesCells,
  type AblationBudget,
} from './fidelity/ablationCells.ts';
import { samplerCell } from './fidelity/samplerCell.ts';
import { materialCell } from './fidelity/materialCell.ts';

/** How far baked materials look from their references: the fidelity image of docs/benchmarks.md. */
export const fidelityBench: Benchmark = {
  name: 'fidelity',
  title: 'FLIP of baked materials against their references, with the two analytic controls, and what each layer does',
  takes: {
    '--materials': 'asset names or .mtlx paths (default: all assets)',
    '--seeds': 'trainings that framesFlipGain is the mean of (default: 3; --quick: 1)',
    '--quick':
      '16 instead of 256 camera samples, 8 instead of 32 path-traced ones, 32 instead of 256 for the levels, a quarter of the queries for the controls',
  },
  settings,
  async cells({ options }) {
    const {
      cameraSamples,
      queriesPerTexel,
      pathTracedSamples,
      lodSamples,
      lodSize,
      samplerSteps,
      samplerFrames,
      energyPairs,
    } = settings(options);
    const cells: BenchCell[] = [];
    for (const material of benchMaterials(options.materials)) {
      cells.push(materialCell(material, cameraSamples, queriesPerTexel));
      cells.push(pathTracedCell(material, pathTracedSamples));
      cells.push(levelsCell(material, lodSamples, lodSize));
      cells.push(samplerCell(material, samplerSteps, samplerFrames));
      cells.push(energyCell(material, energyPairs, 1024));
      cells.push(await layerCell(material, Math.min(16, cameraSamples)));
    }
    // Light walks between their layers: no levels, and nothing that asks for a density of the reference.
    for (const material of walkedMaterials(options.materials)) {
      cells.push(materialCell(material, cameraSamples, queriesPerTexel));
      cells.push(pathTracedCell(material, pathTracedSamples));
    }
    const { budget, encoderSizes, seedSteps, studySteps, qualitySeconds } = ablations(options);
    const leftOut = options.quick ? QUALITY_SECONDS : [];
    const all = benchMaterials(options.materials);
    // Sizes, quality and frames on every material (one of the assets is not tagged mesoscale); the rest on one.
    for (const material of all) cells.push(...sizesCells(material, budget, latentSize(material) ?? 2 * budget.size));
    for (const material of all) cells.push(qualityCell(material, budget, qualitySeconds, leftOut));
    for (const material of all) cells.push(framesCell(material, budget));
    cells.push(...framesStudyCells({ ...budget, steps: studySteps }));
    const [first] = all;
    for (const size of encoderSizes) cells.push(encoderCell(first, size, budget));
    cells.push(...precisionCells(first, budget), seedsCell(first, { ...budget, steps: seedSteps }));
    return cells;
  },
};

/** Side of level 0 of the first baked file. */
function latentSize(material: BenchMaterial): number | undefined {
  const [baked] = bakedDecoders(material).values();
  return baked?.latents.levels[0].width;
}

const ENCODER_SIZES = [512, 1024];
/** The bars are at 10 and at 45 minutes. */
const QUALITY_SECONDS = [75, 150, 300, 600, 2700];

/** Trainings to compare with each other, at equal samples: 30 M, or a first look. */
function ablations({ quick, seeds }: BenchOptions): {
  budget: AblationBudget;
  encoderSizes: number[];
  seedSteps: number;
  studySteps: number;
  qualitySeconds: number[];
} {
  if (quick) {
    const budget = { steps: 200, size: 128, seeds: 1, imageSize: 64, samples: 4 };
    return { budget, encoderSizes: ENCODER_SIZES, seedSteps: 200, studySteps: 200, qualitySeconds: [5] };
  }
  return {
    budget: { steps: 30_000, size: 256, seeds, imageSize: 128, samples: 64 },
    encoderSizes: ENCODER_SIZES,
    seedSteps: 15_000,
    studySteps: 8_000,
    qualitySeconds: QUALITY_SECONDS,
  };
}

function settings(options: BenchOptions) {
  return {
    materials: options.materials ?? 'all assets',
    size: 256,
    cameraSamples: options.quick ? 16 : 256,
    queriesPerTexel: options.quick ? 16 : 64,
    pathTracedSamples: options.quick ? 8 : 32,
    lodSamples: options.quick ? 32 : 256,
    lodSize: options.quick ? 48 : 96,
    samplerSteps: options.quick ? 1000 : 3000,
    samplerFrames: options.quick ? 64 : 256,
    energyPairs: options.quick ? 128 : 1024,
    ablations: ablations(options),
  };
}
