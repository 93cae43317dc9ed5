import { expect, test } from 'vitest';
import { LevelSchedule, levelTarget } from '../../src/training/levelSchedule.ts';
import { lossNames } from '../../src/training/loss.ts';
import { leavesStoring, planSteps } from '../../src/training/schedule.ts';
import {
  checkTraining,
  DEFAULT_TRAINING,
  trainingSettings,
  type TrainingSettings,
} from '../../src/training/settings.ts';
import { stepValues } from '../../src/training/stepValues.ts';

const settings = { ...DEFAULT_TRAINING, levels: 14, size: 128, steps: 1000, batch: 1024, stages: 3 };

test('without an encoder the finest level comes nearer from size >> (stages - 1) on, announced when it does', () => {
  const steps = [...planSteps(settings, false)];
  expect(steps[0].finest).toBe(2);
  expect(steps.filter((step) => step.grow).map(({ step, finest }) => [step, finest])).toEqual([
    [200, 1],
    [400, 0],
  ]);
});

test.each([
  ['rows for all levels', 512, 1024, 0.5],
  ['fewer rows than levels', 512, 8, 0.5],
  ['more rows than texels', 16, 4096, 0.5],
  ['another ratio', 256, 1024, 0.25],
  ['more for coarse levels', 256, 1024, 0.75],
  ['points between four texels', 256, 1024, 0.75, 'bilinear'],
] as const)('no two rows of a batch share a texel, and epochs visit each once: %s', (...cell) => {
  const [, size, batch, levelRatio, lookup = 'stochastic'] = cell;
  const schedule = new LevelSchedule({ ...settings, size, levelRatio, lookup });
  const visits = new Map<number, number[]>();
  for (let step = 0; step < 300; step++) {
    const dealt = schedule.next(batch, 0);
    expect(dealt.reduce((sum, { rows }) => sum + rows, 0) % 4).toBe(0);
    for (const { level, rows, first, blockLog2, shift } of dealt) {
      expect(blockLog2).toBe(lookup === 'bilinear' && level > 0 && size >> level > 1 ? 1 : 0);
      for (const k of shift) expect(k === 0 || (k === 1 && blockLog2 === 1)).toBe(true);
      // Within one epoch's permutation, so no texel or block twice.
      expect(first + rows).toBeLessThanOrEqual(((size >> level) >> blockLog2) ** 2);
      visits.set(level, [...(visits.get(level) ?? []), rows]);
    }
  }
  const total = (level: number) => (visits.get(level) ?? []).reduce((sum, rows) => sum + rows, 0);
  expect([...visits.keys()].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: Math.log2(size) + 1 }, (__, m) => m),
  );
  for (let m = 1; m < Math.log2(size); m++) expect(total(m)).toBeGreaterThanOrEqual(total(m + 1));
  // Level 0 has its share (less a row that small levels take turns in), unless it has no more texels.
  const share = Math.min(0.9 * (1 - levelRatio), 0.45) * batch;
  expect(total(0) / 300).toBeGreaterThanOrEqual(Math.min(share, size * size - 4));
});

test('one level is all that is trained where the settings say so', () => {
  const [first] = planSteps({ ...settings, levels: 1 }, true);
  expect(first.levels.map(({ level, rows }) => [level, rows])).toEqual([[0, 128]]);
  expect(first).toMatchObject({ batch: 1024, texels: 128 });
});

test("codes come last, from the step after the one that stores the encoder's latents", () => {
  const coded = (more: Partial<TrainingSettings>) =>
    [...planSteps({ ...settings, ...more }, true)].filter((step) => step.quantises).map(({ step }) => step);
  expect(coded({ latentBits: 8, codedShare: 0.1 })).toEqual(Array.from({ length: 100 }, (_, i) => 900 + i));
  expect(coded({ latentBits: 4, codedShare: 1, encoderShare: 0.7 })[0]).toBe(701);
  const all = [...planSteps({ ...settings, latentBits: 4, codedShare: 0.3, encoderShare: 0.7 }, true)];
  expect(all.find(({ store }) => store)?.step).toBe(700);
  expect(coded({ latentBits: 16 })).toEqual([]);
});

test('codes may have rates of their own, which fall over their share; those of 4 bits have by default', () => {
  const { codedShare, codedRate, codedNetworkRate } = trainingSettings({ latentBits: 4 });
  expect([codedShare, codedRate, codedNetworkRate]).toEqual([0.3, 3e-3, 4e-3]);
  expect(trainingSettings({ latentBits: 8 })).toMatchObject({ codedShare: 0.1, codedRate: 0 });
  expect(trainingSettings({ latentBits: 4, codedShare: 0.2 })).toMatchObject({ codedShare: 0.2, codedRate: 3e-3 });
  const rates = (more: Partial<TrainingSettings>) =>
    [...planSteps({ ...settings, latentBits: 4, codedShare: 0.3, finalRate: 0.05, ...more }, true)].map(
      ({ latentRate, rate }) => [latentRate, rate],
    );
  const [as, own] = [rates({ codedRate: 0, codedNetworkRate: 0 }), rates({ codedRate: 3e-3, codedNetworkRate: 4e-3 })];
  expect(own.slice(0, 701)).toEqual(as.slice(0, 701));
  expect(own[701]).toEqual([3e-3, 4e-3]);
  // Half way down (of 299 steps), and at the end.
  own[850].forEach((rate, i) => expect(rate / [3e-3, 4e-3][i]).toBeCloseTo(0.5, 2));
  for (const rate of own[999]) expect(rate).toBeLessThan(1e-6);
  expect(as[999][0] / settings.fineTuneRate).toBeCloseTo(0.05, 3);
});

test('an encoder to the end is stored before the last step', () => {
  expect(leavesStoring(settings)).toBe(settings);
  const all = [...planSteps(leavesStoring({ ...settings, encoderShare: 1 }), true)];
  expect(all.filter(({ encodes }) => encodes)).toHaveLength(999);
  expect(all.find(({ store }) => store)?.step).toBe(999);
});

test('coarse levels learn by the loss of the mean last', () => {
  const lossesOf = (more: Partial<TrainingSettings>) => {
    const all = { ...settings, loss: 'log', levelLoss: 'relative', ...more } as TrainingSettings;
    return [...planSteps(all, true)].map((planned) => {
      const levels = stepValues(all, planned, 1).levels as unknown as { loss: number }[];
      return [levels[0], levels[1]].map(({ loss }) => lossNames[loss]);
    });
  };
  const last = lossesOf({ meanShare: 0.25 });
  expect(last[749]).toEqual(['log', 'log']);
  expect(last[750]).toEqual(['log', 'relative']);
  expect(lossesOf({ meanShare: 0 }).flat()).not.toContain('relative');
  expect(lossesOf({ meanShare: 1 })[0]).toEqual(['log', 'relative']);
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
  const alone = [...planSteps({ ...settings, levels: 1, stages: 1 }, false)];
  // 16384 texels are visited once in 16 steps.
  expect(alone[15].levels[0].correction[0]).toBeCloseTo(0.1, 12);
  expect(alone[16].levels[0].correction[0]).toBeCloseTo(1 - 0.9 ** 2, 12);
  expect(alone[16].levels[0].epochKey).not.toBe(alone[15].levels[0].epochKey);
});

test('settings out of range are refused by name', () => {
  expect(() => checkTraining({ ...settings, size: 100 })).toThrow('size is 100; it takes a power of two');
  expect(() => checkTraining({ ...settings, batch: 100 })).toThrow('batch is 100; it takes a multiple of 64');
  expect(() => checkTraining({ ...settings, steps: 0 })).toThrow('steps is 0');
  expect(() => checkTraining({ ...settings, rate: Number.NaN })).toThrow('rate is NaN');
});

test('random values: few walks a target, then many, and the loss that is least at the mean last of all', () => {
  const random = trainingSettings({ size: 128, steps: 100 }, { random: true });
  expect(random).toMatchObject({ walks: 8, lateWalks: 64, lateShare: 0.3, walksMeanShare: 0.05 });
  const targets = [...planSteps(random, false)].map((planned) => levelTarget(random, 0, planned));
  expect(targets.map((target) => target.footprint_samples)).toEqual(
    Array.from({ length: 100 }, (_, i) => (i < 70 ? 8 : 64)),
  );
  const mean = lossNames.indexOf('huber');
  expect(targets.map(({ loss }) => loss === mean)).toEqual(Array.from({ length: 100 }, (_, i) => i >= 95));
  // What is asked for stays as it is, and values that are not random are asked for once.
  expect(trainingSettings({ walks: 2 }, { random: true })).toMatchObject({
    walks: 2,
    lateWalks: 0,
    walksMeanShare: 0.3,
  });
  expect(trainingSettings({ lateWalks: 16 }, { random: true })).toMatchObject({ walks: 8, lateWalks: 16 });
  expect(trainingSettings()).toMatchObject({ walks: 1, lateWalks: 0 });
});
