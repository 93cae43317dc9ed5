import { describe, expect, it } from 'vitest';
import { BlockSchedule } from '../../src/pathtracer/blockSchedule.ts';

/** Renders `samples` of `total` blocks on an adapter where a submit of n blocks takes fixed + perBlock·n ms. */
function simulate(total: number, fixed: number, perBlock: number, budgetMs: number, samples = 4) {
  const schedule = new BlockSchedule(4096);
  let runs: { count: number; ms: number }[] = [];
  for (let sample = 0; sample < samples; sample++) {
    schedule.start(total);
    runs = [];
    let next = 0;
    while (!schedule.finished) {
      const { first, count } = schedule.next();
      expect(first).toBe(next);
      expect(count).toBeGreaterThan(0);
      next += count;
      const ms = fixed + perBlock * count;
      runs.push({ count, ms });
      schedule.took(count, ms, budgetMs);
    }
    expect(next).toBe(total);
  }
  return runs; // of the last sample
}

describe('BlockSchedule', () => {
  it('meets the budget where blocks are what costs', () => {
    const runs = simulate(1000, 0, 1, 40);
    for (const { ms } of runs.slice(0, -1)) expect(ms).toBeGreaterThan(30);
    for (const { ms } of runs) expect(ms).toBeLessThan(50);
  });

  it('does not cut into ever smaller runs where the submit itself is what costs', () => {
    // A submit takes twice the budget, the whole sample 80 ms more: one block a submit would take 200 · 80 ms.
    const runs = simulate(200, 80, 0.4, 40);
    const whole = runs.reduce((sum, { ms }) => sum + ms, 0);
    expect(whole).toBeLessThan(400);
  });

  it('renders a small, cheap picture in one run', () => {
    expect(simulate(100, 0.2, 0.01, 40, 8)).toHaveLength(1);
  });
});
