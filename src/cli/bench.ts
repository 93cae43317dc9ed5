import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { benchmarkList, benchmarkNamed } from '../../bench/benchmarks.ts';
import { parseBenchOptions } from '../../bench/benchOptions.ts';
import { benchTable } from '../../bench/benchTable.ts';
import type { BenchResult } from '../../bench/benchmark.ts';
import { runBenchmark } from '../../bench/runBenchmark.ts';
import { completedBy } from '../../bench/savedResult.ts';

const USAGE = `bench NAME [--materials a,b] [--parts a,b] [--seeds N] [--adapter gpu|lavapipe|swiftshader] [--quick] [--fresh] [--save] [--json]
bench list
  --quick  a ten-minute version for a first look    --fresh  forget what an interrupted run has measured
  --parts  only these (decoders, viewer, MATERIAL/levels, ...); what earlier runs of the same commit measured stands beside them
  --save   write docs/benchmarks/NAME.json; rows that --parts leaves out stay as they were, with their commit
  --json   last line: the result as one JSON object`;

/**
 * The `bench` command: progress on stderr, a Markdown table on stdout. Ctrl-C stops it; the same command goes on.
 * @param argv  what follows `bench`
 * @throws on unknown names or options, and when interrupted
 */
export async function benchCommand(argv: readonly string[]): Promise<void> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help') {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (name === 'list') {
    process.stdout.write(`${benchmarkList()}\n`);
    return;
  }
  if (!existsSync('assets/materials'))
    throw new Error('bench runs in a clone of the repository, where assets/materials is');
  const benchmark = benchmarkNamed(name);
  const options = parseBenchOptions(rest);
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const result = await runBenchmark(benchmark, {
    options,
    signal: abort.signal,
    log: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${benchTable(result)}\n`);
  if (options.save) {
    mkdirSync('docs/benchmarks', { recursive: true });
    const path = `docs/benchmarks/${name}.json`;
    const earlier = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BenchResult) : undefined;
    writeFileSync(path, `${JSON.stringify(completedBy(result, earlier), null, 1)}\n`);
  }
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
}
