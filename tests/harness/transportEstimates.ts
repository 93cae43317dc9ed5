import type { Vec3 } from '../../src/math/vec3.ts';
import { expect } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { evaluatePattern, type PatternPoint } from '../../src/materials/layered/evaluatePattern.ts';
import type { FlatInput, FoldedGraph } from '../../src/materials/layered/flatGraph.ts';
import { readStack } from '../../src/materials/layered/stack.ts';
import { walksAt } from '../../src/materials/layered/transport/walkTransport.ts';
import { planTransport } from '../../src/materials/layered/transport/transportPlan.ts';
import type { Walk } from '../../src/materials/layered/transport/stackWalk.ts';
import type { ClosureGraph } from './closureGraph.ts';

/** Means of several numbers, and their standard errors. */
export interface Estimate {
  readonly mean: number[];
  readonly error: number[];
}

/** Functions of a direction by which two distributions are compared. */
export const probes: readonly ((w: Vec3) => number)[] = [
  () => 1,
  (w) => w[2],
  (w) => w[0] ** 2,
  (w) => 1 + w[0],
  (w) => 1 + w[1],
  (w) => w[2] ** 8,
];

export function viewer(degrees: number, azimuth = 0): Vec3 {
  const [theta, phi] = [(degrees * Math.PI) / 180, (azimuth * Math.PI) / 180];
  return [Math.sin(theta) * Math.cos(phi), Math.sin(theta) * Math.sin(phi), Math.cos(theta)];
}

export function estimate(count: number, draw: (i: number) => readonly number[]): Estimate {
  const sums: number[] = [];
  const squares: number[] = [];
  for (let i = 0; i < count; i++) {
    draw(i).forEach((x, k) => {
      sums[k] = (sums[k] ?? 0) + x;
      squares[k] = (squares[k] ?? 0) + x * x;
    });
  }
  const mean = sums.map((sum) => sum / count);
  const error = mean.map((m, k) => Math.sqrt(Math.max(0, squares[k] / count - m * m) / count));
  return { mean, error };
}

/**
 * Two estimates of the same numbers, by z-test at 4.5 deviations: 7e-6 a number, 5e-3 over the seven hundred of a run of these
 * tests. 2e-4 for what f32 and quadrature leave.
 */
export function agree(a: Estimate, b: Estimate): void {
  a.mean.forEach((mean, k) => {
    const allowed = 4.5 * Math.hypot(a.error[k], b.error[k]) + 2e-4 * Math.abs(mean);
    expect(Math.abs(mean - b.mean[k]), `number ${k}: ${mean} and ${b.mean[k]}`).toBeLessThan(allowed);
  });
}

/** Float64 walks through the stack of a graph at a point; of one by hand: under the closure `all`. */
export function float64Walk(
  graph: ClosureGraph | FoldedGraph,
  seed: number,
  at: PatternPoint = { uv: [0.5, 0.5] },
): (wo: Vec3, wi?: Vec3) => Walk {
  const folded = 'add' in graph ? graph.graph('all') : graph;
  const plan = planTransport(readStack(folded), 'by hand');
  const random = new Pcg(seed);
  const varying = new Map<FlatInput, readonly number[]>();
  const values = (input: FlatInput): readonly number[] => {
    if (input.kind === 'value')
      return typeof input.value === 'number' ? [input.value] : Array.isArray(input.value) ? input.value : [];
    const found = varying.get(input) ?? evaluatePattern(folded, input.node, at, input.output);
    varying.set(input, found);
    return found;
  };
  const walk = walksAt(plan, values);
  return (wo, wi) => walk(wo, wi, () => random.nextFloat());
}
