import type { Benchmark } from './benchmark.ts';
import { cost } from './cost.ts';
import { fidelityBench } from './fidelityBench.ts';
import { reference } from './reference.ts';
import { speed } from './speed.ts';

/** Every benchmark that can be run by name. */
export const benchmarks: readonly Benchmark[] = [cost, fidelityBench, reference, speed];

/** @throws naming the known ones */
export function benchmarkNamed(name: string): Benchmark {
  const found = benchmarks.find((benchmark) => benchmark.name === name);
  if (!found) throw new Error(`bench: no benchmark '${name}'; there are ${benchmarks.map((b) => b.name).join(', ')}`);
  return found;
}

/** What `bench list` prints. */
export function benchmarkList(): string {
  return benchmarks
    .flatMap((benchmark) => [
      `${benchmark.name}: ${benchmark.title}`,
      ...Object.entries(benchmark.takes).map(([option, word]) => `    ${option}  ${word}`),
    ])
    .join('\n');
}
