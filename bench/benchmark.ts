import type { Gpu } from '../src/engine/device.ts';
import type { BenchOptions } from './benchOptions.ts';

/** What one number is, said before it is measured. */
export interface RowSpec {
  readonly name: string;
  readonly metric: string;
  readonly unit: string;
}

/** One number of a benchmark; `value: null` says that it could not be measured, and `reason` why. */
export interface BenchRow extends RowSpec {
  readonly value: number | null;
  /** 95 % interval, where there is one. */
  readonly low?: number;
  readonly high?: number;
  /** How many measurements stand behind the value. */
  readonly n?: number;
  readonly reason?: string;
  /** Of this row's own measurement, where the rest of its result is of another. */
  readonly commit?: string;
  readonly date?: string;
}

/** How the reason of rows begins that a run of some parts left out. */
export const NOT_MEASURED = 'not measured yet';

export function isUnmeasured({ value, reason }: BenchRow): boolean {
  return value === null && (reason ?? '').startsWith(NOT_MEASURED);
}

/** What a benchmark gets to work with. */
export interface BenchContext {
  readonly options: BenchOptions;
  /** Opened at first use, so that listing and resuming a finished run need no adapter. */
  gpu(): Promise<Gpu>;
  /** One line of progress within the running cell. */
  progress(text: string): void;
  /**
   * What `measure` gives, JSON, kept on disk until the running cell is finished: an interrupted cell goes on after its last
   * part. `name` is unique in the cell.
   */
  part<T>(name: string, measure: () => Promise<T>): Promise<T>;
  readonly signal: AbortSignal;
}

/**
 * The unit of resuming: a part of a benchmark that is measured in one go. It names its rows beforehand, so that a
 * failure leaves rows with a reason and not a gap.
 */
export interface BenchCell {
  readonly id: string;
  readonly rows: readonly RowSpec[];
  /** @returns a measurement per row, in the order of `rows` */
  run(context: BenchContext): Promise<Measurement[]>;
}

export type Measurement =
  | { readonly value: number; readonly low?: number; readonly high?: number; readonly n?: number }
  | { readonly value: null; readonly reason: string };

export interface Benchmark {
  readonly name: string;
  /** One line for the list. */
  readonly title: string;
  /** Options that change what it does, with a word on each. */
  readonly takes: Readonly<Record<string, string>>;
  /** Which settings decide its numbers: they stand in the result and part resumable runs. */
  settings(options: BenchOptions): Record<string, unknown>;
  cells(context: BenchContext): Promise<BenchCell[]>;
}

/** The object that `--json` prints last and `--save` stores. */
export interface BenchResult {
  readonly bench: string;
  readonly adapter: string;
  readonly commit: string;
  readonly date: string;
  /** That all measurements of it took, over all sittings. */
  readonly seconds: number;
  /** Of `seconds`, those of the last commit and settings, where earlier ones have been added. */
  readonly secondsOfLast?: number;
  readonly settings: Record<string, unknown>;
  readonly rows: BenchRow[];
}
