import type { BenchResult, BenchRow } from './benchmark.ts';

/** A Markdown table of a result, with what it was measured on. */
export function benchTable(result: BenchResult): string {
  const settings = Object.entries(result.settings).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return [
    `## ${result.bench}`,
    '',
    `${result.adapter}, commit ${result.commit}, ${result.date}, ${result.seconds.toFixed(0)} s` +
      (settings.length > 0 ? `; ${settings.join(', ')}` : ''),
    '',
    '| name | metric | value | unit | 95 % | n |',
    '|---|---|---:|---|---|---:|',
    ...result.rows.map(tableRow),
    '',
  ].join('\n');
}

function tableRow(row: BenchRow): string {
  const value =
    row.value === null ? `none: ${(row.reason ?? 'no reason given').replaceAll(/[|\n]+/g, ' ')}` : short(row.value);
  const interval = row.low !== undefined && row.high !== undefined ? `${short(row.low)} to ${short(row.high)}` : '';
  return `| ${row.name} | ${row.metric} | ${value} | ${row.unit} | ${interval} | ${row.n ?? ''} |`;
}

/** Four significant digits, without an exponent between .0001 and a billion. */
export function short(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) return value.toExponential(3);
  return String(Number(value.toPrecision(4)));
}
