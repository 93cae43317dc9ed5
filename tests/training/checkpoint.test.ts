import { expect, test } from 'vitest';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { bake, type BakeOptions } from '../../src/training/bake.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/training/checkpoint.ts';
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
  expect(decodeCheckpoint(kept).step).toBe(step);
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
  await expect(resumed({ resume: kept.slice(0, -8) })).rejects.toThrow(/checkpoint\.buffers\[\d\]\.bytes/);
  await expect(resumed({ resume: Uint8Array.from([...kept, 0]) })).rejects.toThrow('1 bytes belong to no buffer');
  await expect(resumed({ resume: new Uint8Array(64) })).rejects.toThrow('has no header');
  await expect(resumed({ resume: new TextEncoder().encode('{}\n') })).rejects.toThrow('is not a');
  const small = decodeCheckpoint(kept);
  const buffers = new Map(small.state.buffers);
  buffers.set('latents', new Uint8Array(16));
  await expect(resumed({ resume: encodeCheckpoint({ ...small, state: { ...small.state, buffers } }) })).rejects.toThrow(
    /'latents' has 16 bytes; this bake needs \d+/,
  );
});
