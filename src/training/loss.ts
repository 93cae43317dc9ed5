/**
 * How far a prediction f is from a target t, a channel:
 * - `log`: |log(f + ε) − log(t + ε)|. Learns the median of a noisy target: for deterministic ones only.
 * - `cubeRoot`: |M(f) − M(t)|, M(x) = 3((x + ε)^⅓ − ε^⅓), after the authors' later M(x) = 3(x^⅓ − 1), whose slope at 0 is
 *   infinite; the median too.
 * - `relative`: (f − t)² / (stop(f)² + ε): least in the mean at the mean of a noisy target.
 * - `huber`: of (f − t) / stop(f + ε), quadratic up to .5 and linear beyond (Huber 1964): the mean where the noise of a target is
 *   within that, and no bright target outweighs many.
 *
 * The first two have no slope down from ε / 64: a prediction goes through exp, so one that is driven on towards 0 by rare light
 * has next to no slope left for a loss that learns the mean to bring it back by.
 */
export const lossNames = ['log', 'cubeRoot', 'relative', 'huber'] as const;
export type LossName = (typeof lossNames)[number];

const LEAST_SHARE = 1 / 64;
const HUBER_WIDTH = 0.5;

/** Float64 value and slope by the prediction: the oracle of shaders/training/loss.wgsl. */
export function lossOf(name: LossName, predicted: number, expected: number, epsilon: number): [number, number] {
  const sign = (misfit: number) => (misfit > 0 && predicted < LEAST_SHARE * epsilon ? 0 : Math.sign(misfit));
  switch (name) {
    case 'log': {
      const misfit = Math.log(predicted + epsilon) - Math.log(expected + epsilon);
      return [Math.abs(misfit), sign(misfit) / (predicted + epsilon)];
    }
    case 'cubeRoot': {
      const root = Math.cbrt(predicted + epsilon);
      const misfit = 3 * (root - Math.cbrt(expected + epsilon));
      return [Math.abs(misfit), sign(misfit) / root ** 2];
    }
    case 'relative': {
      const misfit = predicted - expected;
      const scale = 1 / (predicted ** 2 + epsilon);
      return [misfit ** 2 * scale, 2 * misfit * scale];
    }
    case 'huber': {
      const scale = 1 / (predicted + epsilon);
      const apart = (predicted - expected) * scale;
      const value = Math.abs(apart) < HUBER_WIDTH ? apart ** 2 / (2 * HUBER_WIDTH) : Math.abs(apart) - HUBER_WIDTH / 2;
      return [value, Math.min(1, Math.max(-1, apart / HUBER_WIDTH)) * scale];
    }
  }
}
