import { describe, expect, it } from 'vitest';
import type { BenchContext } from '../../bench/benchmark.ts';
import { parseBenchOptions } from '../../bench/benchOptions.ts';
import { breakEvenCells } from '../../bench/speed/breakEvenCells.ts';
import { frameCells } from '../../bench/speed/frameCells.ts';
import { manyMaterialsCells } from '../../bench/speed/manyMaterialsCells.ts';
import { testGpu } from '../harness/gpu.ts';

const context: BenchContext = {
  options: parseBenchOptions(['--quick', '--materials', 'glazedStoneware']),
  gpu: testGpu,
  progress: () => {},
  part: (_, measure) => measure(),
  signal: new AbortController().signal,
};

// What is tested is that every row gets its number, not the number.
describe('the speed benchmark', () => {
  it.each([
    ['break-even, images', () => breakEvenCells(context).find(({ id }) => id.includes('image4'))],
    ['break-even, an asset', () => breakEvenCells(context).at(-1)],
    ['frames', () => frameCells(context)[0]],
    ['four materials', () => manyMaterialsCells(context)[1]],
  ] as const)('measures %s', async (_, choose) => {
    const cell = choose()!;
    const measured = await cell.run(context);
    expect(measured).toHaveLength(cell.rows.length);
    measured.forEach(({ value }, i) => expect(value, `${cell.id} ${cell.rows[i].metric}`).toBeGreaterThanOrEqual(0));
  });
});
