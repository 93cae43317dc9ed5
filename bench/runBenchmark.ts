import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { nodeGpu } from '../src/cli/nodeGpu.ts';
import type { Gpu } from '../src/engine/device.ts';
import {
  NOT_MEASURED,
  type BenchCell,
  type BenchContext,
  type Benchmark,
  type BenchResult,
  type BenchRow,
  type Measurement,
} from './benchmark.ts';
import type { BenchOptions } from './benchOptions.ts';
import { openBenchState } from './benchState.ts';

export interface RunOptions {
  readonly options: BenchOptions;
  readonly signal: AbortSignal;
  /** Progress, one line at a time. */
  readonly log: (line: string) => void;
  /** Default `.cache/bench`. */
  readonly stateFolder?: string;
  /** Default: the repository's state. */
  readonly commit?: string;
  /** Default: Dawn in Node, by `options.adapter`. */
  readonly openGpu?: () => Promise<Gpu>;
}

/** Thrown when the signal ends a run; what was measured is kept for the next one. */
export class BenchInterrupted extends Error {
  constructor(done: number, total: number) {
    super(`interrupted after ${done} of ${total} parts; the same command goes on from there`);
    this.name = 'BenchInterrupted';
  }
}

/**
 * Measures all cells of a benchmark, taking finished ones from an interrupted run of the same settings.
 * A cell that fails yields its rows with `value: null` and the error as reason, and is measured anew next time.
 * @throws BenchInterrupted when the signal ends the run
 */
export async function runBenchmark(benchmark: Benchmark, run: RunOptions): Promise<BenchResult> {
  const { options, signal, log } = run;
  const { commit, changes }: Tree = run.commit === undefined ? gitTree() : { commit: run.commit };
  const gpu = await (run.openGpu ?? (() => nodeGpu({ adapter: options.adapter })))();
  log(`${benchmark.name} on ${gpu.adapterName}, commit ${commit}`);
  const settings = benchmark.settings(options);
  const identity = { bench: benchmark.name, adapter: gpu.adapterName, commit, changes, settings };
  const state = openBenchState(run.stateFolder ?? '.cache/bench', benchmark.name, identity, options.fresh);
  const start = performance.now();
  const seconds = (): number => state.secondsBefore + (performance.now() - start) / 1000;

  let running = '';
  const context: BenchContext = {
    options,
    signal,
    progress: (text) => log(`  ${text}`),
    gpu: async () => gpu,
    async part<T>(name: string, measure: () => Promise<T>): Promise<T> {
      const cell = running;
      const kept = state.getPart(cell, name) as T | undefined;
      if (kept !== undefined) return kept;
      const value = await measure();
      state.putPart(cell, name, value, seconds());
      return value;
    },
  };
  const cells = await benchmark.cells(context);
  const chosen = choice(cells, options.parts);
  const rows: BenchRow[] = [];
  let complete = true;
  for (const [index, cell] of cells.entries()) {
    const kept = state.get(cell.id);
    log(
      `${index + 1}/${cells.length} ${cell.id}${kept ? ' (kept from an interrupted run)' : ''}, ${seconds().toFixed(0)} s`,
    );
    if (kept) {
      rows.push(...kept);
      continue;
    }
    if (!chosen(cell)) {
      complete = false;
      rows.push(...nullRows(cell, `${NOT_MEASURED}: this run took --parts ${options.parts?.join(',')}`));
      continue;
    }
    running = cell.id;
    const measured = await runCell(cell, context);
    if (signal.aborted) throw new BenchInterrupted(index, cells.length);
    rows.push(...measured.rows);
    if (measured.error === undefined) state.put(cell.id, measured.rows, seconds());
    else {
      complete = false;
      log(`  failed: ${measured.error}`);
    }
  }
  // A run with gaps stays on disk: the same command, or one for other parts, measures only what is missing.
  if (complete) state.clear();
  const date = new Date().toISOString();
  return { bench: benchmark.name, adapter: gpu.adapterName, commit, date, seconds: seconds(), settings, rows };
}

/** Which cells a run measures: the one that a part names in full, else those that have all words of it (A/B) in their id. */
function choice(cells: readonly BenchCell[], parts: readonly string[] | undefined): (cell: BenchCell) => boolean {
  const words = ({ id }: BenchCell): string[] => id.split('/');
  const named = new Set(cells.map(({ id }) => id));
  const holds = (cell: BenchCell, part: string): boolean =>
    named.has(part) ? cell.id === part : part.split('/').every((word) => words(cell).includes(word));
  for (const part of parts ?? []) {
    if (!cells.some((cell) => holds(cell, part)))
      throw new Error(`bench: --parts names '${part}'; there are ${[...new Set(cells.flatMap(words))].join(', ')}`);
  }
  return (cell) => parts === undefined || parts.some((part) => holds(cell, part));
}

function nullRows(cell: BenchCell, reason: string): BenchRow[] {
  return cell.rows.map((spec) => ({ ...spec, value: null, reason }));
}

async function runCell(cell: BenchCell, context: BenchContext): Promise<{ rows: BenchRow[]; error?: string }> {
  let measurements: Measurement[];
  let failure: string | undefined;
  try {
    measurements = await cell.run(context);
    if (measurements.length !== cell.rows.length) {
      throw new Error(`cell '${cell.id}' names ${cell.rows.length} rows and measured ${measurements.length}`);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    failure = reason;
    measurements = cell.rows.map(() => ({ value: null, reason }));
  }
  return { rows: cell.rows.map((spec, i) => checked({ ...spec, ...measurements[i] })), error: failure };
}

// JSON knows no NaN: a number that is none must not arrive as a silent null.
function checked(row: BenchRow): BenchRow {
  if (row.value === null || Number.isFinite(row.value)) return row;
  return { name: row.name, metric: row.metric, unit: row.unit, value: null, reason: `measured ${row.value}` };
}

interface Tree {
  /** Short hash of HEAD, with a `+` when the tree differs from it; results in docs/ do not count. */
  readonly commit: string;
  /** Of the differences, where there are some. */
  readonly changes?: string;
}

function gitTree(): Tree {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const code = ['--', ':/', ':(top,exclude)docs'];
  try {
    const commit = git('rev-parse', '--short', 'HEAD');
    const untracked = git('ls-files', '--others', '--exclude-standard', '-z', ...code)
      .split('\0')
      .filter(Boolean);
    const changes = [git('diff', 'HEAD', ...code), ...untracked.map((file) => `${file} ${git('hash-object', file)}`)];
    if (changes.every((change) => change === '')) return { commit };
    return { commit: `${commit}+`, changes: createHash('sha256').update(changes.join('\n')).digest('hex') };
  } catch (cause) {
    throw new Error('bench: no git commit to name in the result; run it inside a clone', { cause });
  }
}
