import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow } from './benchmark.ts';

/** What an interrupted run has measured so far, on disk: finished cells by id. */
export interface BenchState {
  /** Seconds that earlier parts of this run took. */
  readonly secondsBefore: number;
  get(cell: string): readonly BenchRow[] | undefined;
  put(cell: string, rows: readonly BenchRow[], secondsSoFar: number): void;
  /** What a part of an unfinished cell has measured; forgotten with `put`. */
  getPart(cell: string, part: string): unknown;
  putPart(cell: string, part: string, value: unknown, secondsSoFar: number): void;
  /** Called when the whole run stands: the next one begins anew. */
  clear(): void;
}

interface StateFile {
  key: string;
  seconds: number;
  cells: Record<string, BenchRow[]>;
  parts: Record<string, Record<string, unknown>>;
}

/**
 * Opens the state of a run. Runs that differ in benchmark, adapter, commit or settings share nothing.
 * @param folder  usually `.cache/bench`
 * @param identity  whatever decides the numbers; serialised as JSON
 */
export function openBenchState(folder: string, bench: string, identity: unknown, fresh: boolean): BenchState {
  const key = JSON.stringify(identity);
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const path = join(folder, `${bench}-${digest}.json`);
  const empty: StateFile = { key, seconds: 0, cells: {}, parts: {} };
  const file = fresh || !existsSync(path) ? empty : read(path, empty);
  const write = (secondsSoFar: number): void => {
    file.seconds = secondsSoFar;
    mkdirSync(folder, { recursive: true });
    // Written aside and renamed: an interrupt between two bytes leaves the old file whole.
    writeFileSync(`${path}.new`, JSON.stringify(file));
    renameSync(`${path}.new`, path);
  };
  return {
    secondsBefore: file.seconds,
    get: (cell) => file.cells[cell],
    put(cell, rows, secondsSoFar) {
      file.cells[cell] = [...rows];
      delete file.parts[cell];
      write(secondsSoFar);
    },
    getPart: (cell, part) => file.parts[cell]?.[part],
    putPart(cell, part, value, secondsSoFar) {
      (file.parts[cell] ??= {})[part] = value;
      write(secondsSoFar);
    },
    clear: () => rmSync(path, { force: true }),
  };
}

function read(path: string, empty: StateFile): StateFile {
  const file = JSON.parse(readFileSync(path, 'utf8')) as StateFile;
  if (file.key !== empty.key) throw new Error(`bench state ${path} belongs to another run; delete it or pass --fresh`);
  return file;
}
