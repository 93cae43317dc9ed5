import { expect, test } from 'vitest';
import type { BenchContext } from '../../bench/benchmark.ts';
import { reference } from '../../bench/reference.ts';

// What the cells measure, tests/materials/layered/esslSurface.slow.test.ts asks of every document.
test('the reference benchmark has two rows for every document and object, and for what makes it comparable', async () => {
  const context = {
    options: { quick: true, materials: ['assets/materials', 'glazedStoneware'] },
  } as unknown as BenchContext;
  const cells = await reference.cells(context);
  const names = cells.flatMap(({ rows }) => rows.map(({ name, metric }) => `${name} ${metric}`));
  expect(cells.length).toBe(4 * 5);
  expect(names).toContain('lacqueredCopper/shaderBall p95AbsRelative');
  expect(names.filter((name) => name === 'glazedStoneware meanAbsRelative')).toHaveLength(2);
  expect(reference.settings(context.options)).toEqual({
    materials: ['assets/materials', 'glazedStoneware'],
    quick: true,
  });
});

test('a folder that is not there is named', async () => {
  const context = { options: { quick: true, materials: ['no/such/folder'] } } as unknown as BenchContext;
  await expect(reference.cells(context)).rejects.toThrow(/no\/such\/folder/);
});
