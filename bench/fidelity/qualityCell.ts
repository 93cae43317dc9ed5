import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import type { BenchCell, Measurement } from '../benchmark.ts';
import type { BenchMaterial } from '../benchMaterials.ts';
import { ablation, type AblationBudget } from './ablationCells.ts';

/** Mean FLIP that a bake is asked for. */
const BARS = [0.08, 0.05];

/**
 * What a bake of so many seconds comes to, each with a schedule of its own: latents of 256², 2x32. Longer ones are not made once
 * the last bar is met.
 * @param seconds  from the shortest
 * @param leftOut  what a first look has no time for
 */
export function qualityCell(
  material: BenchMaterial,
  budget: AblationBudget,
  seconds: readonly number[],
  leftOut: readonly number[] = [],
): BenchCell {
  const rows = [
    ...[...seconds, ...leftOut].map((time) => ({ name: `2x32/${time} s`, metric: 'flipAtSeconds', unit: '1' })),
    ...BARS.map((bar) => ({ name: `2x32/${bar}`, metric: 'bakeSecondsToBar', unit: 's' })),
  ];
  return ablation(material, 'quality', rows, budget, async (train) => {
    const least = BARS[BARS.length - 1];
    const bakes: { flip: number; seconds: number }[] = [];
    for (const time of seconds) {
      const made = await train(decoderSpec('2x32'), `${time} s`, { seconds: time });
      bakes.push(made);
      if (made.flip <= least) break;
    }
    return [
      ...seconds.map((_, i): Measurement => {
        if (i < bakes.length) return { value: bakes[i].flip, n: 1 };
        return { value: null, reason: `not made: FLIP ${least} was met after ${seconds[bakes.length - 1]} s` };
      }),
      ...leftOut.map((): Measurement => ({ value: null, reason: 'longer than --quick takes' })),
      ...BARS.map((bar): Measurement => {
        // What it took, not what it was asked to take: steps are fitted to the time of a few of them.
        const met = bakes.find(({ flip }) => flip <= bar);
        if (met) return { value: met.seconds, n: 1 };
        return { value: null, reason: `not met within ${seconds[seconds.length - 1]} s` };
      }),
    ];
  });
}
