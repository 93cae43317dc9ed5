import type { Vec3 } from '../../src/math/vec3.ts';
import { expect, test } from 'vitest';
import { structLayout } from '../../src/engine/structLayout.ts';
import { latentFloats } from '../../src/materials/neural/latentPyramid.ts';
import { decoderSpec, samplerDensities } from '../../src/materials/neural/decoderSpec.ts';
import { albedoHead } from '../../src/materials/neural/albedoHead.ts';
import { neuralLayout } from '../../src/materials/neural/neuralLayout.ts';
import { evaluationForward, samplerForward } from '../../src/materials/neural/neuralReference.ts';
import { bake } from '../../src/training/bake.ts';
import { lossNames } from '../../src/training/loss.ts';
import { planSteps } from '../../src/training/schedule.ts';
import { createTrainer } from '../../src/training/trainer.ts';
import { testGpu } from '../harness/gpu.ts';
import { dappledMaterial } from '../harness/smallDocuments.ts';
import { TrainingReference } from '../harness/trainingReference.ts';
import { patchwork, settings } from '../harness/trainingDraws.ts';

test.each([...samplerDensities.map((density) => [density, 'bilinear'] as const), ['full', 'stochastic'] as const])(
  'first losses and parameters match float64, sampler %s, look-up %s, seed 5',
  async (density, lookup) => {
    const gpu = await testGpu();
    const looked = { ...settings, lookup };
    const named = decoderSpec('2x16');
    const spec = { ...named, sampler: { ...named.sampler, density } };
    const trainer = await createTrainer(gpu, patchwork(), spec, looked);
    await trainer.prepare();
    const reference = new TrainingReference(neuralLayout(spec), looked);
    const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
    for (const planned of planSteps(looked, trainer.encoder !== undefined)) {
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
      Array.from(a, (value, i) => Math.abs(value - b[i])).filter((difference) => difference > looked.rate * 0.2).length;
    // After four steps of at most `rate` each, no more than one parameter in fifty may be off by a fifth of a step.
    expect(far(trained.params, reference.params)).toBeLessThan(trained.params.length / 50);
    const latents = trained.masters.flatMap((level) => [...level]);
    expect(latents).toHaveLength(341 * 8);
    expect(far(latents, reference.latents)).toBeLessThan(latents.length / 50);
    trainer.dispose();
  },
);

test.each(lossNames)('encoder and decoders match training in float64, loss %s, seed 6', async (loss) => {
  const gpu = await testGpu();
  const spec = decoderSpec('2x16');
  const encoding = { ...settings, loss, seed: 6, batch: 128, encoderShare: 1, encoderWidth: 8, directionsPerTexel: 4 };
  const trainer = await createTrainer(gpu, await dappledMaterial(), spec, encoding);
  await trainer.prepare();
  const reference = new TrainingReference(neuralLayout(spec), encoding);
  const { network } = trainer.encoder!;
  reference.useEncoder(network, (await trainer.encoder!.read(1)).params);
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  for (const planned of planSteps(encoding, true)) {
    trainer.step(planned);
    const losses = await trainer.losses();
    const samples = await trainer.readSamples();
    const { features } = await trainer.encoder!.read(planned.texels);
    const texelOf = (row: number) =>
      sampleLayout.read(new DataView(samples), row * sampleLayout.size).texel as unknown as number;
    const rows = new Map(features.map((row, i) => [texelOf(i), row]));
    expect(rows.size).toBe(planned.texels);
    const expected = reference.step(planned, samples, sampleLayout, rows);
    // As above, through five more layers.
    expect(Math.abs(losses.evaluation - expected.evaluation)).toBeLessThan(5e-4 * expected.evaluation);
    // Squares make the first steps long: there a draw or two of 128 takes the other lobe.
    const tolerance = loss === 'relative' ? 0.05 : 4e-3;
    expect(Math.abs(losses.sampler! - expected.sampler)).toBeLessThan(tolerance * Math.abs(expected.sampler));
  }
  const far = (a: ArrayLike<number>, b: ArrayLike<number>, rate: number) =>
    Array.from(a, (value, i) => Math.abs(value - b[i])).filter((difference) => difference > rate * 0.2).length;
  const { params } = await trainer.encoder!.read(1);
  expect(far(params, reference.encoderParams, encoding.encoderRate)).toBeLessThan(params.length / 50);
  trainer.dispose();
});

/** What latents of a bake are larger by than those it begins with. */
const SPREAD = 20;

test.each([8, 4] as const)(
  'in the end networks see latents of %s bits as they will be stored, seed 11',
  async (bits) => {
    const gpu = await testGpu();
    const spec = decoderSpec('2x16');
    const coding = { ...settings, seed: 11, latentBits: bits, codedShare: 0.5, encoderShare: 0 };
    const trainer = await createTrainer(gpu, patchwork(), spec, coding);
    await trainer.prepare();
    const reference = new TrainingReference(neuralLayout(spec), coding);
    const blind = new TrainingReference(neuralLayout(spec), coding);
    // As large as a bake makes them: of the first ones a code says all that a loss can tell.
    const { buffers, ranges } = await trainer.save();
    const first = new Float32Array(buffers.get('latents')!.buffer).map((value) => SPREAD * value);
    trainer.restore({ buffers: new Map(buffers).set('latents', new Uint8Array(first.buffer)), ranges });
    for (const { latents } of [reference, blind]) first.forEach((value, i) => (latents[i] = value));
    const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
    const steps = [...planSteps(coding, false)];
    expect(steps.map(({ quantises }) => quantises)).toEqual([false, false, true, true]);
    for (const planned of steps) {
      if (planned.quantises) {
        await trainer.startCoding();
        reference.useCodes((await trainer.read()).latents);
      }
      trainer.step(planned);
      const losses = await trainer.losses();
      const samples = await trainer.readSamples();
      const expected = reference.step(planned, samples, sampleLayout);
      const unseen = blind.step(planned, samples, sampleLayout);
      // Agrees to 1e-7; latents as they are, without codes, have a loss that is another by 1e-4 and more.
      const off = (loss: number): number => Math.abs(loss / expected.evaluation - 1);
      expect(off(losses.evaluation)).toBeLessThan(1e-5);
      if (planned.quantises) expect(off(unseen.evaluation)).toBeGreaterThan(5e-5);
    }
    const { masters, latents } = await trainer.read();
    trainer.dispose();
    // Slopes go straight through the codes to the masters, which stay in their range.
    const far = masters
      .flatMap((level) => [...level])
      .filter((value, i) => Math.abs(value - reference.latents[i]) > coding.latentRate * 0.2);
    expect(far.length).toBeLessThan(reference.latents.length / 50);
    masters.forEach((level, m) => {
      const { low, step } = latents.levels[m].range!;
      const coded = latentFloats(latents.levels[m]);
      level.forEach((value, i) => {
        // A texel that no step has visited since may lie beyond the codes still.
        const held = Math.min(Math.max(value, low[i % 8]), low[i % 8] + (2 ** bits - 1) * step[i % 8]);
        expect(Math.abs(held - coded[i])).toBeLessThan(0.501 * step[i % 8] + 1e-6);
      });
    });
  },
);

test('the same seed gives the same bytes, another seed does not, seeds 5, 5, 6', async () => {
  const gpu = await testGpu();
  const spec = decoderSpec('2x16');
  const run = (seed: number) =>
    bake({ gpu, reference: patchwork(), spec, settings: { ...settings, size: 32, stages: 2, steps: 20, seed } });
  const [a, b, c] = [await run(5), await run(5), await run(6)];
  expect(Buffer.from(a.networks.params.buffer).equals(Buffer.from(b.networks.params.buffer))).toBe(true);
  a.networks.latents.levels.forEach(({ data }, m) => expect(data).toEqual(b.networks.latents.levels[m].data));
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

test('the albedo head learns the directional albedo, seed 12', async () => {
  const gpu = await testGpu();
  const spec = decoderSpec('2x16');
  const learning = { batch: 256, steps: 1500, rate: 1e-2, latentRate: 5e-2, seed: 12 };
  const result = await bake({ gpu, reference: patchwork(), spec, settings: { ...settings, ...learning } });
  const layout = neuralLayout(spec);
  const { params, masters } = result.networks;
  let excess = 0;
  let absolute = 0;
  for (let texel = 0; texel < 256; texel += 16) {
    const z = Float64Array.from(masters[0].subarray(8 * texel, 8 * texel + 8));
    const wo: Vec3 = [0.48, 0.36, 0.8];
    const found = albedoHead(samplerForward(layout, params, z, wo));
    // The learned BRDF over a grid of the hemisphere that is even in z² and azimuth: what the head is to integrate.
    const sum = [0, 0, 0];
    for (let i = 0; i < 32; i++)
      for (let k = 0; k < 64; k++) {
        const [r2, phi] = [(i + 0.5) / 32, ((k + 0.5) / 32) * Math.PI];
        const wi: Vec3 = [Math.sqrt(r2) * Math.cos(phi), Math.sqrt(r2) * Math.sin(phi), Math.sqrt(1 - r2)];
        const value = evaluationForward(layout, params, z, wo, wi);
        for (let c = 0; c < 3; c++) sum[c] += (value[c] * Math.PI) / wi[2] / 2048;
      }
    sum.forEach((expected, c) => {
      absolute += Math.abs(found[c] - expected) / 48;
      excess += (found[c] - expected) / 48;
    });
  }
  // Albedos here are .2 to .9; a network this small, trained this shortly, knows them to a few hundredths.
  expect(absolute).toBeLessThan(0.06);
  expect(Math.abs(excess)).toBeLessThan(0.03);
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
