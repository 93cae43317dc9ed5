import { expect, test } from 'vitest';
import { planSteps } from '../../src/training/schedule.ts';
import { checkTraining, DEFAULT_TRAINING } from '../../src/training/settings.ts';

const settings = { ...DEFAULT_TRAINING, size: 128, steps: 1000, batch: 1024, stages: 3 };

test('levels double from size >> (stages - 1) to size, each announced once', () => {
  const grown = [...planSteps(settings, false)].filter((step) => step.grow);
  expect(grown.map((step) => step.sizeLog2)).toEqual([5, 6, 7]);
  // 40 % of the steps go to the two coarse levels, half each.
  expect(grown.map((step) => step.step)).toEqual([0, 200, 400]);
});

test('a batch never exceeds the level, and epochs follow each other without a gap', () => {
  const steps = [...planSteps({ ...settings, batch: 4096, stages: 3 }, false)];
  expect(steps[0].batch).toBe(1024);
  const finest = steps.filter((step) => step.sizeLog2 === 7);
  finest.forEach((step, i) => expect(step.first).toBe((i * 4096) % 16384));
  expect(finest[4].epochKey).not.toBe(finest[0].epochKey);
  expect(finest[3].epochKey).toBe(finest[0].epochKey);
});

test('rates fall by cosine from the start to finalRate', () => {
  const steps = [...planSteps(settings, false)];
  expect(steps[0].rate).toBeCloseTo(settings.rate, 12);
  expect(steps[500].rate).toBeCloseTo(settings.rate * (settings.finalRate + (1 - settings.finalRate) / 2), 12);
  expect(steps[999].rate).toBeGreaterThan(settings.rate * settings.finalRate);
  expect(steps[999].rate).toBeLessThan(settings.rate * settings.finalRate * 1.001);
});

test('Adam corrections count the visits of what they correct', () => {
  const steps = [...planSteps({ ...settings, samplerEvery: 4 }, false)];
  expect(steps[0].correction[0]).toBeCloseTo(0.1, 12);
  expect(steps[9].correction[0]).toBeCloseTo(1 - 0.9 ** 10, 12);
  expect(steps.filter((step) => step.trainsSampler)).toHaveLength(250);
  expect(steps[8].samplerCorrection[0]).toBeCloseTo(1 - 0.9 ** 3, 12);
  const finest = steps.filter((step) => step.sizeLog2 === 7);
  // 16384 texels are visited once in 16 steps.
  expect(finest[15].latentCorrection[0]).toBeCloseTo(0.1, 12);
  expect(finest[16].latentCorrection[0]).toBeCloseTo(1 - 0.9 ** 2, 12);
});

test('settings out of range are refused by name', () => {
  expect(() => checkTraining({ ...settings, size: 100 })).toThrow('size is 100; it takes a power of two');
  expect(() => checkTraining({ ...settings, batch: 100 })).toThrow('batch is 100; it takes a multiple of 64');
  expect(() => checkTraining({ ...settings, steps: 0 })).toThrow('steps is 0');
  expect(() => checkTraining({ ...settings, rate: Number.NaN })).toThrow('rate is NaN');
});
