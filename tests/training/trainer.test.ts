import { expect, test } from 'vitest';
import { structLayout } from '../../src/engine/structLayout.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { neuralLayout } from '../../src/materials/neural/neuralLayout.ts';
import { bake } from '../../src/training/bake.ts';
import { planSteps } from '../../src/training/schedule.ts';
import { DEFAULT_TRAINING } from '../../src/training/settings.ts';
import { createTrainer } from '../../src/training/trainer.ts';
import { testGpu } from '../harness/gpu.ts';
import { TrainingReference } from '../harness/trainingReference.ts';

/** Colour and roughness vary from texel to texel of an 8x8 image. */
function patchwork() {
  const texels = 64;
  const color = new Uint8Array(texels * 4);
  const rough = new Uint8Array(texels * 4);
  for (let i = 0; i < texels; i++) {
    color.set([40 + ((i * 37) % 200), 40 + ((i * 91) % 200), 40 + ((i * 53) % 200), 255], i * 4);
    rough.set([0, 120 + ((i * 29) % 120), (i % 3) * 100, 255], i * 4);
  }
  const image = (data: Uint8Array, srgb: boolean) =>
    ({ width: 8, height: 8, data, srgb, wrapS: 'repeat', wrapT: 'repeat' }) as const;
  return metallicRoughnessMaterial({
    name: 'patchwork',
    baseColorTexture: image(color, false),
    metallicRoughnessTexture: image(rough, false),
  });
}

const settings = { ...DEFAULT_TRAINING, size: 16, stages: 1, batch: 64, steps: 4, samplerEvery: 1, seed: 5 };

test('the first losses and all parameters match training in float64, seed 5', async () => {
  const gpu = await testGpu();
  const spec = decoderSpec('2x16');
  const trainer = await createTrainer(gpu, patchwork(), spec, settings);
  const reference = new TrainingReference(neuralLayout(spec), settings);
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  for (const planned of planSteps(settings, trainer.hasEncoder)) {
    trainer.step(planned);
    const losses = await trainer.losses();
    const expected = reference.step(planned, await trainer.readSamples(), sampleLayout);
    // f32 sums of 64 terms through three layers: 1e-5 at the first step. Adam divides by the gradient's own size, so
    // an error in a tiny gradient is an error of the step: it grows from step to step.
    expect(Math.abs(losses.evaluation - expected.evaluation)).toBeLessThan(2e-4 * expected.evaluation);
    expect(Math.abs(losses.sampler! - expected.sampler)).toBeLessThan(2e-3 * Math.abs(expected.sampler));
  }
  const trained = await trainer.read();
  const far = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a, (value, i) => Math.abs(value - b[i])).filter((difference) => difference > settings.rate * 0.2).length;
  // After four steps of at most `rate` each, no more than one parameter in fifty may be off by a fifth of a step.
  expect(far(trained.params, reference.params)).toBeLessThan(trained.params.length / 50);
  expect(far(trained.latents, reference.latents)).toBeLessThan(trained.latents.length / 50);
  trainer.dispose();
});

test('the same seed gives the same bytes, another seed does not, seeds 5, 5, 6', async () => {
  const gpu = await testGpu();
  const spec = decoderSpec('2x16');
  const run = (seed: number) =>
    bake({ gpu, reference: patchwork(), spec, settings: { ...settings, size: 32, stages: 2, steps: 20, seed } });
  const [a, b, c] = [await run(5), await run(5), await run(6)];
  expect(Buffer.from(a.networks.params.buffer).equals(Buffer.from(b.networks.params.buffer))).toBe(true);
  expect(Buffer.from(a.networks.latents.buffer).equals(Buffer.from(b.networks.latents.buffer))).toBe(true);
  expect(a.networks.params).not.toEqual(c.networks.params);
});

test('a tiny material is learned: the loss falls below a fifth, seed 5', async () => {
  const gpu = await testGpu();
  const result = await bake({
    gpu,
    reference: patchwork(),
    spec: decoderSpec('2x16'),
    settings: { ...settings, batch: 256, steps: 400, samplerEvery: 400, rate: 2e-2, latentRate: 5e-2 },
    progressMs: 0,
  });
  const first = result.history[0].evaluation;
  expect(result.losses.evaluation).toBeLessThan(first / 5);
});

test('an abort rejects with its reason and a bad setting is named', async () => {
  const gpu = await testGpu();
  const options = { gpu, reference: patchwork(), spec: decoderSpec('2x16') };
  const controller = new AbortController();
  const running = bake({
    ...options,
    settings,
    signal: controller.signal,
    progressMs: 0,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await expect(running).rejects.toThrow('enough');
  await expect(bake({ ...options, settings: { size: 33 } })).rejects.toThrow('size is 33');
  await expect(bake({ ...options, settings, seconds: -1 })).rejects.toThrow('not -1');
});
