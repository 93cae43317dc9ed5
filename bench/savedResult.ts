import { isUnmeasured, type BenchResult, type BenchRow } from './benchmark.ts';

/**
 * A run of some parts or materials, completed by what was saved before it: rows that it left out are taken from there, each with
 * the commit and the date of its own measurement. A run of everything comes back as it is.
 * @throws when the earlier run had another adapter or other settings: its numbers are not of this benchmark
 */
export function completedBy(result: BenchResult, earlier: BenchResult | undefined): BenchResult {
  const ofSome = Array.isArray(result.settings.materials);
  if (!earlier || !(ofSome || result.rows.some(isUnmeasured))) return result;
  refuseOther('adapter', result.adapter, earlier.adapter);
  refuseOther('settings', withoutMaterials(result), withoutMaterials(earlier));
  const saved = new Map(earlier.rows.map((row) => [keyOf(row), row]));
  const told = (row: BenchRow): BenchRow => ({
    ...row,
    commit: row.commit ?? earlier.commit,
    date: row.date ?? earlier.date,
  });
  const rows = result.rows.map((row) => {
    const before = isUnmeasured(row) ? saved.get(keyOf(row)) : undefined;
    return before && !isUnmeasured(before) ? told(before) : row;
  });
  const own = new Set(rows.map(keyOf));
  // Of other materials: a document beside the assets, or the assets where this run is of a document.
  const others = earlier.rows.filter((row) => !own.has(keyOf(row)));
  const { materials } = earlier.settings;
  const settings = materials === undefined ? result.settings : { ...result.settings, materials };
  // A run counts what its own commit and settings took before: those are in the saved sum already.
  const again =
    earlier.commit === result.commit && JSON.stringify(earlier.settings) === JSON.stringify(result.settings);
  const counted = again ? (earlier.secondsOfLast ?? earlier.seconds) : 0;
  const seconds = earlier.seconds - counted + result.seconds;
  const all = [...rows, ...others.map((row) => (isUnmeasured(row) ? row : told(row)))];
  return { ...result, settings, seconds, secondsOfLast: result.seconds, rows: all };

  function refuseOther(what: string, now: unknown, then: unknown): void {
    const [a, b] = [JSON.stringify(now), JSON.stringify(then)];
    if (a !== b)
      throw new Error(`bench: the saved ${result.bench} has ${what} ${b}, this run of some parts ${a}; run it whole`);
  }
}

/** Which materials were measured, the rows tell. */
function withoutMaterials({ settings }: BenchResult): Record<string, unknown> {
  return { ...settings, materials: undefined };
}

function keyOf({ name, metric }: BenchRow): string {
  return `${name} ${metric}`;
}
