import { describe, expect, it } from 'vitest';
import type { BenchContext } from '../../../bench/benchmark.ts';
import { benchMaterials } from '../../../bench/benchMaterials.ts';
import { parseBenchOptions } from '../../../bench/benchOptions.ts';
import {
  encoderCell,
  framesCell,
  precisionCells,
  seedsCell,
  sizesCells,
} from '../../../bench/fidelity/ablationCells.ts';
import { energyCell } from '../../../bench/fidelity/energyCell.ts';
import { framesStudyCells } from '../../../bench/fidelity/framesStudyCell.ts';
import { layerCell } from '../../../bench/fidelity/layerCell.ts';
import { levelsCell } from '../../../bench/fidelity/levelsCell.ts';
import { qualityCell } from '../../../bench/fidelity/qualityCell.ts';
import { samplerCell } from '../../../bench/fidelity/samplerCell.ts';
import { materialCell } from '../../../bench/fidelity/materialCell.ts';
import { pathTracedCell } from '../../../bench/fidelity/pathTracedCell.ts';
import { testGpu } from '../../harness/gpu.ts';

const context: BenchContext = {
  options: parseBenchOptions(['--quick']),
  gpu: testGpu,
  progress: () => {},
  part: (_, measure) => measure(),
  signal: new AbortController().signal,
};
const budget = { steps: 4, size: 16, seeds: 1, imageSize: 16, samples: 1 };
const [material] = benchMaterials(['glazedStoneware']);

// One sample and few queries: what is tested is that every row gets its number, not the number.
describe('the fidelity benchmark of one material', () => {
  it.each([
    ['decoders', async () => materialCell(material, 1, 1)],
    ['layers', () => layerCell(material, 1)],
    ['levels', async () => levelsCell(material, 1, 32)],
    ['sampler', async () => samplerCell(material, 8, 4)],
    ['energy', async () => energyCell(material, 2, 64)],
    ['sizes', async () => sizesCells(material, budget, 16)[2]],
    ['frames', async () => framesCell(material, budget)],
    ['frames study', async () => framesStudyCells(budget)[5]],
    ['precision, halves', async () => precisionCells(material, budget)[0]],
    ['precision, codes', async () => precisionCells(material, budget)[2]],
    ['encoder', async () => encoderCell(material, 32, budget)],
    ['quality', async () => qualityCell(material, budget, [0.2, 0.4])],
    ['seeds', async () => seedsCell(material, budget)],
    ['path traced', async () => pathTracedCell(material, 1)],
  ] as const)('measures %s', async (_, make) => {
    const cell = await make();
    const measured = await cell.run(context);
    expect(measured).toHaveLength(cell.rows.length);
    for (const [i, measurement] of measured.entries()) {
      const { value } = measurement;
      if (value === null) expect(measurement.reason).toMatch(/no baked|no shader-f16|not met within/);
      else expect(value, `${cell.rows[i].name} ${cell.rows[i].metric}`).toBeGreaterThanOrEqual(0);
    }
  });

  it('names what is not there', () => {
    expect(() => benchMaterials(['unobtainium'])).toThrow(/'unobtainium' has no document/);
  });
});
