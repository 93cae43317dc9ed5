import type { AdapterChoice } from '../src/cli/nodeGpu.ts';

/** The options that all benchmarks share, parsed. */
export interface BenchOptions {
  readonly json: boolean;
  readonly save: boolean;
  readonly quick: boolean;
  /** Forget what an interrupted run has measured. */
  readonly fresh: boolean;
  /** Left out: all. */
  readonly materials?: readonly string[];
  /** Measure only these parts, by their whole name or words of it (`decoders`, `viewer`). Left out: all. */
  readonly parts?: readonly string[];
  /** Trainings that a mean is taken of, where a benchmark trains. */
  readonly seeds: number;
  readonly adapter?: AdapterChoice;
}

const ADAPTERS: readonly AdapterChoice[] = ['gpu', 'lavapipe', 'swiftshader', 'null'];

/**
 * Parses what follows the benchmark's name.
 * @throws on an option that is not known or lacks its value; the message names it
 */
export function parseBenchOptions(argv: readonly string[]): BenchOptions {
  const flags = { json: false, save: false, quick: false, fresh: false };
  let materials: string[] | undefined;
  let parts: string[] | undefined;
  let seeds = 3;
  let adapter: AdapterChoice | undefined;
  const rest = [...argv];
  const valueOf = (option: string): string => {
    const value = rest.shift();
    if (value === undefined || value.startsWith('--')) throw new Error(`bench: ${option} needs a value`);
    return value;
  };
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    if (option === '--materials') materials = valueOf(option).split(',').filter(Boolean);
    else if (option === '--parts') parts = valueOf(option).split(',').filter(Boolean);
    else if (option === '--seeds') seeds = positiveInteger(option, valueOf(option));
    else if (option === '--adapter') adapter = adapterNamed(valueOf(option));
    else if (option.startsWith('--') && option.slice(2) in flags) flags[option.slice(2) as keyof typeof flags] = true;
    else throw new Error(`bench: unknown option '${option}'`);
  }
  return { ...flags, materials, parts, seeds, adapter };
}

function adapterNamed(name: string): AdapterChoice {
  const found = ADAPTERS.find((adapter) => adapter === name);
  if (!found) throw new Error(`bench: --adapter takes ${ADAPTERS.join(', ')}, not '${name}'`);
  return found;
}

function positiveInteger(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`bench: ${option} takes a positive integer, not '${text}'`);
  return value;
}
