import { expect, test } from 'vitest';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { bake, type BakeOptions } from '../../src/training/bake.ts';
import { chooseSeed } from '../../src/training/chooseSeed.ts';
import { Keeper } from '../../src/training/keeper.ts';
import { DEFAULT_TRAINING } from '../../src/training/settings.ts';
import { testGpu } from '../harness/gpu.ts';
import { dappledMaterial } from '../harness/smallDocuments.ts';

const settings = { size: 16, levels: 14, batch: 64, steps: 80, encoderWidth: 8, seed: 3 };

test('of several seeds one is left, always the same, and a bake with it alone gives the same bytes, seeds 3 to 6', async () => {
  const gpu = await testGpu();
  const options = { gpu, reference: await dappledMaterial(), spec: decoderSpec('2x16') };
  const together = await bake({ ...options, settings: { ...settings, seeds: 4 } });
  const { seed } = together.settings;
  expect([3, 4, 5, 6]).toContain(seed);
  const alone = await bake({ ...options, settings: { ...settings, seed } });
  expect(together.networks.params).toEqual(alone.networks.params);
  expect(together.networks.latents).toEqual(alone.networks.latents);
});

test('a choice tells how far it is, waits where it is paused, and ends when it is aborted', async () => {
  const gpu = await testGpu();
  const options = { gpu, reference: await dappledMaterial(), spec: decoderSpec('2x16'), progressMs: 0 };
  const all = { ...DEFAULT_TRAINING, ...settings, seeds: 3 };
  const told: string[] = [];
  let pauses = 0;
  const telling: BakeOptions = {
    ...options,
    onChoosing: ({ step, steps, seeds }) => told.push(`${step}/${steps} ${seeds}`),
    whilePaused: () => {
      pauses++;
      return undefined;
    },
  };
  await chooseSeed(telling, all, new Keeper(telling));
  // Four steps each of three, then of two.
  expect(told).toEqual(Array.from({ length: 20 }, (_, i) => `${i + 1}/20 ${i < 12 ? 3 : 2}`));
  expect(pauses).toBe(20);
  const controller = new AbortController();
  const aborting = { ...options, signal: controller.signal, onChoosing: () => controller.abort(new Error('enough')) };
  await expect(chooseSeed(aborting, all, new Keeper(aborting))).rejects.toThrow('enough');
});

test('the seed with the least early loss is chosen, seeds 3 to 6', async () => {
  const gpu = await testGpu();
  const options = { gpu, reference: await dappledMaterial(), spec: decoderSpec('2x16') };
  const all = { ...DEFAULT_TRAINING, ...settings };
  const winner = await chooseSeed(options, { ...all, seeds: 2 }, new Keeper(options));
  // The round of two is 4 steps; losses are read at the one whose number four divides in its second half: none, so the last.
  const losses = await Promise.all(
    [3, 4].map(async (seed) => {
      const early: number[] = [];
      const controller = new AbortController();
      await bake({
        ...options,
        settings: { ...settings, seed },
        progressMs: 0,
        signal: controller.signal,
        onProgress: ({ evaluation, step }) => {
          early.push(evaluation);
          if (step === 4) controller.abort(new Error('enough'));
        },
      }).catch(() => undefined);
      return early[3];
    }),
  );
  expect(winner).toBe(losses[0] <= losses[1] ? 3 : 4);
});
