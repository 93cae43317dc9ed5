import { expect, test } from 'vitest';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { bake, type BakeOptions } from '../../src/training/bake.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/training/checkpoint.ts';
import { nodeGpu } from '../../src/cli/nodeGpu.ts';
import { testGpu } from '../harness/gpu.ts';
import { dappledMaterial, stripedMaterial } from '../harness/smallDocuments.ts';

const settings = {
  size: 16,
  levels: 14,
  batch: 64,
  steps: 24,
  encoderWidth: 8,
  samplerEvery: 2,
  codedShare: 0.25,
  seed: 5,
};

/** A bake that is stopped after so many steps: what it kept. */
async function stoppedAt(step: number, options: BakeOptions): Promise<Uint8Array> {
  let kept: Uint8Array | undefined;
  const controller = new AbortController();
  const running = bake({
    ...options,
    signal: controller.signal,
    progressMs: 0,
    onProgress: (progress) => {
      if (progress.step === step) controller.abort(new Error('stopped'));
    },
    checkpoint: { everyMs: Infinity, save: (bytes) => void (kept = bytes) },
  });
  await expect(running).rejects.toThrow('stopped');
  return kept!;
}

// While the encoder makes the latents, after that, and when codes are seen.
test.each([5, 17, 21])('a bake stopped after step %s and resumed comes to the same bytes, seed 5', async (step) => {
  const gpu = await testGpu();
  const options = { gpu, reference: await dappledMaterial(), spec: decoderSpec('2x16'), settings };
  const whole = await bake(options);
  const kept = await stoppedAt(step, options);
  expect(decodeCheckpoint(kept).trainers.map((trainer) => trainer.step)).toEqual([step]);
  const again = await bake({ ...options, resume: kept });
  expect(again.networks.params).toEqual(whole.networks.params);
  expect(again.networks.latents).toEqual(whole.networks.latents);
  expect(again.seconds).toBeGreaterThan(decodeCheckpoint(kept).seconds);
});

test('a checkpoint of something else, or a torn one, is refused by name', async () => {
  const gpu = await testGpu();
  const reference = metallicRoughnessMaterial({ name: 'plain' });
  const options = { gpu, reference, spec: decoderSpec('2x16'), settings };
  const kept = await stoppedAt(3, options);
  const resumed = (more: Partial<BakeOptions>) => bake({ ...options, resume: kept, ...more });
  await expect(resumed({ spec: decoderSpec('2x32') })).rejects.toThrow('another decoder');
  await expect(resumed({ reference: await dappledMaterial() })).rejects.toThrow('another reference');
  await expect(resumed({ settings: { ...settings, seed: 6 } })).rejects.toThrow('another setting seed');
  await expect(resumed({ source: 'the same text, another image' })).rejects.toThrow('another source');
  // Of a build that took another period, or knew of none: its latents are of another square.
  const striped = { ...options, reference: await stripedMaterial() };
  const { identity, ...rest } = decodeCheckpoint(await stoppedAt(3, striped));
  expect(identity['repeats']).toBe('2');
  const older = Object.fromEntries(Object.entries(identity).filter(([name]) => name !== 'repeats'));
  for (const other of [older, { ...identity, repeats: '4' }]) {
    const resume = encodeCheckpoint({ ...rest, identity: other });
    await expect(bake({ ...striped, resume })).rejects.toThrow('another repeats');
  }
  await expect(resumed({ resume: kept.slice(0, -8) })).rejects.toThrow(
    /checkpoint\.trainers\[0\]\.buffers\[\d\]\.bytes/,
  );
  await expect(resumed({ resume: Uint8Array.from([...kept, 0]) })).rejects.toThrow('1 bytes belong to no buffer');
  await expect(resumed({ resume: new Uint8Array(64) })).rejects.toThrow('has no header');
  await expect(resumed({ resume: new TextEncoder().encode('{}\n') })).rejects.toThrow('is not a');
  const versionOne = new TextEncoder().encode('{"magic":"PATINA checkpoint 1"}\n');
  await expect(resumed({ resume: versionOne })).rejects.toThrow('of another version of Patina');
  const whole = decodeCheckpoint(kept);
  const [trainer] = whole.trainers;
  const buffers = new Map(trainer.state.buffers).set('latents', new Uint8Array(16));
  const small = encodeCheckpoint({ ...whole, trainers: [{ ...trainer, state: { ...trainer.state, buffers } }] });
  await expect(resumed({ resume: small })).rejects.toThrow(/'latents' has 16 bytes; this bake needs \d+/);
  // Candidates of a choice that this bake does not make.
  const several = encodeCheckpoint({
    ...whole,
    settings: { ...whole.settings, seeds: 3 },
    trainers: Array(5).fill(trainer),
  });
  await expect(resumed({ resume: several })).rejects.toThrow('5 candidates are of no choice');
  const ahead = encodeCheckpoint({
    ...whole,
    settings: { ...whole.settings, seeds: 2 },
    trainers: [trainer, { ...trainer, step: 20 }],
  });
  await expect(resumed({ resume: ahead })).rejects.toThrow('seed 5 has done 3 steps');
});

// In the first round, where one candidate has begun; between two; in the last.
test.each([2, 8, 15])(
  'a choice of seeds stopped after step %s and resumed comes to the same bytes, seeds 5 to 7',
  async (step) => {
    const gpu = await testGpu();
    // Rounds of four steps, three candidates and then two.
    const several = { ...settings, steps: 80, seeds: 3 };
    const options = {
      gpu,
      reference: await dappledMaterial(),
      spec: decoderSpec('2x16'),
      settings: several,
      progressMs: 0,
    };
    const whole = await bake(options);
    const controller = new AbortController();
    let kept: Uint8Array | undefined;
    const stopped = bake({
      ...options,
      signal: controller.signal,
      onChoosing: (progress) => {
        if (progress.step === step) controller.abort(new Error('stopped'));
      },
      checkpoint: { everyMs: Infinity, save: (bytes) => void (kept = bytes) },
    });
    await expect(stopped).rejects.toThrow('stopped');
    const { trainers } = decodeCheckpoint(kept!);
    expect(trainers.map((trainer) => trainer.step)).toEqual({ 2: [2, 0, 0], 8: [4, 4, 0], 15: [7, 4] }[step]);
    const steps: number[] = [];
    const again = await bake({ ...options, resume: kept!, onChoosing: (progress) => void steps.push(progress.step) });
    expect(steps).toEqual(Array.from({ length: 20 - step }, (_, i) => step + 1 + i));
    expect(again.settings.seed).toBe(whole.settings.seed);
    expect(again.networks.params).toEqual(whole.networks.params);
    expect(again.networks.latents).toEqual(whole.networks.latents);
  },
);

test.each([
  ['while a seed is chosen, and nothing is kept', 2, undefined, 'no checkpoint was kept yet'],
  ['while a seed is chosen', 2, 0, /the last checkpoint is of a choice among 2 seeds/],
  ['in training', 1, 0, /the last checkpoint is of step [1-9]/],
])('a device lost %s is told as that, seed 5', async (_, seeds, everyMs, message) => {
  const gpu = await nodeGpu({ adapter: 'swiftshader' });
  let told = 0;
  const lose = (): void => {
    if (++told === 5) gpu.device.destroy();
  };
  const running = bake({
    gpu,
    reference: await dappledMaterial(),
    spec: decoderSpec('2x16'),
    settings: { ...settings, steps: 800, seeds },
    progressMs: 0,
    onChoosing: lose,
    onProgress: lose,
    checkpoint: { everyMs: everyMs ?? Infinity, save: () => undefined },
  });
  await expect(running).rejects.toThrow('the graphics device was lost during the bake');
  await expect(running).rejects.toThrow(message);
});
