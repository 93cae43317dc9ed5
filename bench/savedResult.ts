import { isUnmeasured, type BenchResult, type BenchRow } from './benchmark.ts';

/**
 * A run of some parts, completed by what was saved before it: rows that it left out are taken from there, each with the commit and
 * the date of its own measurement. A whole run comes back as it is.
 * @throws when the earlier run had another adapter or other settings: its numbers are not of this benchmark
 */
export function completedBy(result: BenchResult, earlier: BenchResult | undefined): BenchResult {
  if (!earlier || !result.rows.some(isUnmeasured)) return result;
  for (const key of ['adapter', 'settings'] as const) {
    const [now, then] = [JSON.stringify(result[key]), JSON.stringify(earlier[key])];
    if (now !== then)
      throw new Error(
        `bench: the saved ${result.bench} has ${key} ${then}, this run of some parts ${now}; run it whole`,
      );
  }
  const saved = new Map(earlier.rows.map((row) => [keyOf(row), row]));
  const rows = result.rows.map((row) => {
    const before = isUnmeasured(row) ? saved.get(keyOf(row)) : undefined;
    if (!before || isUnmeasured(before)) return row;
    return { ...before, commit: before.commit ?? earlier.commit, date: before.date ?? earlier.date };
  });
  return { ...result, seconds: result.seconds + earlier.seconds, rows };
}

function keyOf({ name, metric }: BenchRow): string {
  return `${name} ${metric}`;
}
