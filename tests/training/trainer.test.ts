import { Vector3 } from 'three';
import { expect, test } from 'vitest';
import { structLayout, type StructLayout } from '../../src/engine/structLayout.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { evaluateInputs } from '../../src/materials/layered/evaluatePattern.ts';
import type { FoldedGraph } from '../../src/materials/layered/flatGraph.ts';
import { featureInputs, readStack } from '../../src/materials/layered/stack.ts';
import { latentFloats } from '../../src/materials/neural/latentPyramid.ts';
import { bsdfQueries } from '../../src/materials/bsdfQueries.ts';
import { decoderSpec, samplerDensities } from '../../src/materials/neural/decoderSpec.ts';
import { albedoHead } from '../../src/materials/neural/albedoHead.ts';
import { neuralLayout } from '../../src/materials/neural/neuralLayout.ts';
import { evaluationForward, samplerForward } from '../../src/materials/neural/neuralReference.ts';
import type { Vec3 } from '../../src/materials/neural/vector.ts';
import { bake } from '../../src/training/bake.ts';
import { lossNames } from '../../src/training/loss.ts';
import { planSteps } from '../../src/training/schedule.ts';
import { DEFAULT_TRAINING } from '../../src/training/settings.ts';
import { createTrainer } from '../../src/training/trainer.ts';
import { testGpu } from '../harness/gpu.ts';
import { estimate, float64Walk } from '../harness/transportEstimates.ts';
import { slab } from '../harness/transportStacks.ts';
import {
  dappledGraph,
  dappledMaterial,
  edgeMaterial,
  stripedMaterial,
  twoGlossesMaterial,
} from '../harness/smallDocuments.ts';
import { randomMaterial } from '../materials/neural/randomMaterial.ts';
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

/** What these tests look at of a `TrainingSample`. */
interface DrawnRow {
  readonly texel: number;
  readonly level: number;
  readonly place: readonly [number, number];
  readonly wo: Vec3;
  readonly wi: Vec3;
  readonly radiance: Vec3;
}

function drawnRow(layout: StructLayout, view: DataView, i: number): DrawnRow {
  return layout.read(view, i * layout.size) as unknown as DrawnRow;
}

const settings = {
  ...DEFAULT_TRAINING,
  levels: 14,
  size: 16,
  stages: 1,
  batch: 64,
  steps: 4,
  samplerEvery: 1,
  codedShare: 0,
  seed: 5,
};

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

/** Float64, texel by texel of a level: every linked input once, as the printer takes them. */
function texelValues(graph: FoldedGraph, size: number): number[][] {
  const inputs = featureInputs(readStack(graph)).filter((input) => input.kind === 'link');
  const distinct = [...new Map(inputs.map((input) => [`${input.node}.${input.output}`, input])).values()];
  return Array.from({ length: size * size }, (_, texel) => {
    const uv: [number, number] = [((texel % size) + 0.5) / size, (Math.floor(texel / size) + 0.5) / size];
    return evaluateInputs(graph, distinct, { uv }).flat();
  });
}

/** By column over the rows; 0 where it does not vary. */
function standardised(rows: readonly (readonly number[])[]): number[][] {
  const columns = rows[0].map((_, k) => {
    const mean = rows.reduce((sum, row) => sum + row[k], 0) / rows.length;
    return [mean, Math.sqrt(rows.reduce((sum, row) => sum + (row[k] - mean) ** 2, 0) / rows.length)];
  });
  return rows.map((row) => row.map((x, k) => (columns[k][1] < 1e-4 ? 0 : (x - columns[k][0]) / columns[k][1])));
}

test('what an encoder sees are the pattern values at texel centres, standardised over the level, seed 10', async () => {
  const gpu = await testGpu();
  const graph = await dappledGraph();
  const seen = {
    ...settings,
    levels: 1,
    seed: 10,
    batch: 256,
    steps: 1,
    encoderShare: 1,
    encoderWidth: 8,
    directionsPerTexel: 1,
  };
  const trainer = await createTrainer(gpu, layeredMaterial(graph, []), decoderSpec('2x16'), seen);
  await trainer.prepare();
  for (const planned of planSteps(seen, true)) trainer.step(planned);
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const view = new DataView(await trainer.readSamples());
  const { features } = await trainer.encoder!.read(256);
  trainer.dispose();
  const rows = texelValues(graph, 16);
  // Means, deviations, products, level; the rest of each block is 0.
  const means = 4 * Math.ceil(rows[0].length / 4);
  expect(features[0].length).toBeGreaterThanOrEqual(2 * means + 8);
  for (const row of features) expect(row.slice(means).every((x) => x === 0)).toBe(true);
  let constant = 0;
  rows[0].forEach((_, k) => {
    const mean = rows.reduce((sum, row) => sum + row[k], 0) / 256;
    const deviation = Math.sqrt(rows.reduce((sum, row) => sum + (row[k] - mean) ** 2, 0) / 256);
    // Colour varies; the cells of the noise in roughness are as large as the level, so it does not: the encoder sees 0.
    if (deviation < 1e-4) constant++;
    else expect(deviation).toBeGreaterThan(0.01);
    features.forEach((row, i) => {
      const { texel } = drawnRow(sampleLayout, view, i);
      const expected = deviation < 1e-4 ? 0 : (rows[texel][k] - mean) / deviation;
      // Noise in f32.
      expect(Math.abs(row[k] - expected)).toBeLessThan(2e-3);
    });
  });
  expect(rows[0].length - constant).toBeGreaterThanOrEqual(3);
});

test('pairs are cosine-distributed in the share asked for, seed 9', async () => {
  const gpu = await testGpu();
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const draw = async (cosineFraction: number) => {
    const drawn = {
      ...settings,
      seed: 9,
      size: 64,
      levels: 1,
      batch: 4096,
      steps: 1,
      samplerFraction: 0,
      cosineFraction,
    };
    const trainer = await createTrainer(gpu, patchwork(), decoderSpec('2x16'), drawn);
    await trainer.prepare();
    for (const planned of planSteps(drawn, false)) trainer.step(planned);
    const view = new DataView(await trainer.readSamples());
    trainer.dispose();
    return Array.from({ length: 4096 }, (_, i) => drawnRow(sampleLayout, view, i));
  };
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const cosine = await draw(1);
  for (const side of ['wo', 'wi'] as const) {
    // E z = 2/3 and E z² = 1/2 under z/π: deviations of the means of 4096 are .0037 and .0045; five of them allowed.
    expect(Math.abs(mean(cosine.map((pair) => pair[side][2])) - 2 / 3)).toBeLessThan(0.0185);
    expect(Math.abs(mean(cosine.map((pair) => pair[side][2] ** 2)) - 1 / 2)).toBeLessThan(0.0225);
  }
  // The two are independent: E wo·wi = (2/3)².
  const dots = cosine.map(({ wo, wi }) => wo.reduce((sum, x, i) => sum + x * wi[i], 0));
  expect(Math.abs(mean(dots) - 4 / 9)).toBeLessThan(5 * (0.5 / 64));
  // Half/difference pairs lie lower; a mixture lies between, as the shares say.
  const height = (pairs: typeof cosine) => mean(pairs.map(({ wo }) => wo[2]));
  const [half, mixed] = [height(await draw(0)), height(await draw(0.25))];
  expect(height(cosine) - half).toBeGreaterThan(0.05);
  expect(Math.abs(mixed - (0.75 * half + 0.25 * height(cosine)))).toBeLessThan(0.03);
});

test('of a reference that repeats one period is learned: targets, features and the pyramid that comes out, seed 15', async () => {
  const gpu = await testGpu();
  const reference = await stripedMaterial();
  expect(reference.program.repeats).toBe(2);
  const one = { ...settings, levels: 1, seed: 15, batch: 256, steps: 1, encoderShare: 1, directionsPerTexel: 1 };
  const trainer = await createTrainer(gpu, reference, decoderSpec('2x16'), one);
  await trainer.prepare();
  for (const planned of planSteps(one, true)) trainer.step(planned);
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const view = new DataView(await trainer.readSamples());
  const { features } = await trainer.encoder!.read(256);
  expect((await trainer.read()).latents.repeats).toBe(2);
  trainer.dispose();
  // The edge lies between columns 7 and 8 of the period, and nowhere else.
  const seen = new Map<boolean, number>();
  for (let i = 0; i < 256; i++) {
    const { texel, radiance } = drawnRow(sampleLayout, view, i);
    const white = texel % 16 >= 8;
    expect(radiance[0] > 0, `texel ${texel}`).toBe(white);
    expect(features[i][0]).toBeCloseTo(seen.get(white) ?? features[i][0], 5);
    seen.set(white, features[i][0]);
  }
  expect(Math.abs(seen.get(true)! - seen.get(false)!)).toBeGreaterThan(0.5);
});

test('coarse levels of a reference that repeats: footprints are of its period, in targets and in features, seed 17', async () => {
  const gpu = await testGpu();
  const leveled = { ...settings, seed: 17, batch: 256, steps: 12, levelSamples: 64, encoderShare: 1 };
  const one = { ...leveled, directionsPerTexel: 1, samplerFraction: 0 };
  const trainer = await createTrainer(gpu, await stripedMaterial(), decoderSpec('2x16'), one);
  await trainer.prepare();
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const seen: { x: number; value: number; feature: number }[] = [];
  for (const planned of planSteps(one, true)) {
    trainer.step(planned);
    const view = new DataView(await trainer.readSamples());
    const { features } = await trainer.encoder!.read(planned.texels);
    for (let i = 0; i < planned.texels; i++) {
      const { texel, level, place, wi, radiance } = drawnRow(sampleLayout, view, i);
      const x = ((((texel - 256) % 8) + 0.5 + place[0]) / 8) % 1;
      if (level === 1) seen.push({ x, value: radiance[0] / wi[2], feature: features[i][0] });
    }
  }
  trainer.dispose();
  const of = (key: 'value' | 'feature', at: number) => {
    const there = seen.filter(({ x }) => Math.abs(x - at) < 0.03).map((row) => row[key]);
    expect(there.length).toBeGreaterThan(5);
    return there.reduce((sum, value) => sum + value, 0) / there.length;
  };
  const near = seen.filter(({ x }) => Math.abs(x - 0.5) < 0.1);
  expect(near.length).toBeGreaterThan(20);
  for (const key of ['value', 'feature'] as const) {
    const [black, white] = [of(key, 0.25), of(key, 0.75)];
    for (const row of near) {
      const share = (row[key] - black) / (white - black);
      // Twice as wide would be off by .09 where it is most; 64 even points are off by .03 at most.
      expect(Math.abs(share - normalBelow((row.x - 0.5) / (Math.hypot(0.325, 6 ** -0.5) / 8))), key).toBeLessThan(0.05);
    }
  }
});

test('a sampler for latents that cover the unit square is trained there, though the reference repeats, seed 16', async () => {
  const gpu = await testGpu();
  const given = { ...settings, levels: 1, seed: 16, batch: 256, steps: 1 };
  const { params, latents } = randomMaterial(decoderSpec('2x16'), 16, 16);
  const samplerOf = { params, latents: { ...latents, levels: [latents.levels[0]] as const } };
  const trainer = await createTrainer(gpu, await stripedMaterial(), decoderSpec('2x16'), given, samplerOf);
  await trainer.prepare();
  for (const planned of planSteps(given, false)) trainer.step(planned);
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const view = new DataView(await trainer.readSamples());
  trainer.dispose();
  for (let i = 0; i < 256; i++) {
    const { texel, radiance } = drawnRow(sampleLayout, view, i);
    // Both periods lie in the 16 columns.
    expect(radiance[0] > 0, `texel ${texel}`).toBe(texel % 8 >= 4);
  }
});

test('targets over a footprint are means of a Gaussian of half a texel, seed 8', async () => {
  const gpu = await testGpu();
  const footprint = { ...settings, levels: 1, seed: 8, batch: 256, steps: 1, footprint: 0.5, footprintSamples: 64 };
  const trainer = await createTrainer(gpu, await edgeMaterial(), decoderSpec('2x16'), {
    ...footprint,
    encoderShare: 0,
  });
  await trainer.prepare();
  const [first] = planSteps(footprint, false);
  trainer.step(first);
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const view = new DataView(await trainer.readSamples());
  // By column: the mean of radiance over the cosine, in units of white's.
  const columns = new Float64Array(16);
  for (let i = 0; i < 256; i++) {
    const { texel, wi, radiance } = drawnRow(sampleLayout, view, i);
    columns[texel % 16] += radiance[0] / wi[2] / 16;
  }
  trainer.dispose();
  const share = (column: number) => columns[column] / columns[13];
  expect(columns[2]).toBe(0);
  // The edge lies one standard deviation from the centres of columns 7 and 8: 1 − Φ(1) = .1587 of the mass is beyond it.
  // 16 targets of 64 points: a standard deviation of .0114, four of them allowed.
  expect(Math.abs(share(7) - 0.1587)).toBeLessThan(0.046);
  expect(Math.abs(share(8) - 0.8413)).toBeLessThan(0.046);
});

test('targets of a reference whose values are random are means of other walks than drew the direction, seed 14', async () => {
  const gpu = await testGpu();
  const graph = slab(0.25);
  const reference = layeredMaterial(graph.graph('all'), [], { layering: 'transport' });
  const walked = { ...settings, levels: 1, seed: 14, batch: 256, steps: 4, samplerFraction: 0.5, encoderShare: 0 };
  await expect(createTrainer(gpu, reference, decoderSpec('2x16'), walked)).rejects.toThrow('walks is 1');
  const trainer = await createTrainer(gpu, reference, decoderSpec('2x16'), { ...walked, walks: 4 });
  await trainer.prepare();
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const walk = float64Walk(graph, 15);
  const rows: { target: number; own: number }[] = [];
  for (const planned of planSteps({ ...walked, walks: 4 }, false)) {
    trainer.step(planned);
    const view = new DataView(await trainer.readSamples());
    for (let i = 0; i < 256; i++) {
      const { wo, wi, radiance } = drawnRow(sampleLayout, view, i);
      const own = estimate(16, () => [...walk(wo, wi).value]).mean;
      rows.push({ target: radiance[0], own: own[0] });
    }
  }
  trainer.dispose();
  // Where the sampler's own walk counted, its directions would look brighter than they are.
  const difference = estimate(rows.length, (i) => [rows[i].target - rows[i].own]);
  expect(Math.abs(difference.mean[0])).toBeLessThan(4 * difference.error[0]);
  // Half of the mean is seen: 4 deviations are 3 % of it or less.
  expect(difference.error[0]).toBeLessThan(0.02 * estimate(rows.length, (i) => [rows[i].own]).mean[0]);
});

test('targets over a cone are means of what it holds, and narrow with it, seed 13', async () => {
  const gpu = await testGpu();
  // Half of the directions from the sampler: what it tells of one direction must be left out.
  const coned = { ...settings, levels: 1, seed: 13, batch: 256, steps: 8, samplerFraction: 0.5, encoderShare: 0 };
  const cones = { ...coned, cone: 20, coneShare: 0.5, coneSamples: 64 };
  const white = metallicRoughnessMaterial({ name: 'white', metallic: 1, roughness: 0.5 });
  const { resources, dispose } = await white.upload(gpu);
  const { evaluate } = bsdfQueries(gpu, white.program, resources);
  const trainer = await createTrainer(gpu, white, decoderSpec('2x16'), cones);
  await trainer.prepare();
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  for (const planned of planSteps(cones, false)) {
    trainer.step(planned);
    expect(planned.cone).toBeCloseTo((Math.max(0, 1 - planned.step / 4) * 20 * Math.PI) / 180, 9);
    if (![0, 3, 4].includes(planned.step)) continue;
    const view = new DataView(await trainer.readSamples());
    let error = 0;
    let apart = 0;
    let count = 0;
    for (let i = 0; i < 48; i++) {
      const { wo, wi, radiance } = drawnRow(sampleLayout, view, i);
      if (wi[2] <= 0) continue;
      // An even grid in the cone: 24 rings of equal solid angle, 24 directions each.
      const around = Array.from({ length: 576 }, (_, k) =>
        inCone(wi, planned.cone, (k % 24) + 0.5, Math.floor(k / 24)),
      );
      const [{ value }] = await evaluate([{ wo }], Float32Array.from([...wi, ...around.flat()]));
      const mean = around.reduce((sum, _, k) => sum + value[3 * (k + 1)], 0) / around.length;
      error += radiance[0] / mean - 1;
      apart += Math.abs(value[0] / mean - 1);
      count++;
    }
    // 64 points in a lobe that varies by its own size over the cone: a deviation of .12 a target at most, .02 of the mean of 40.
    expect(Math.abs(error / count), `step ${planned.step}`).toBeLessThan(0.08);
    if (planned.step === 0) expect(apart / count).toBeGreaterThan(0.1);
    if (planned.step === 4) expect(apart / count).toBeLessThan(1e-3);
  }
  trainer.dispose();
  dispose();
});

/** Direction k/24 of the way round, at the middle of ring `ring` of 24 of equal solid angle. */
function inCone(axis: Vec3, angle: number, k: number, ring: number): Vec3 {
  const z = 1 - ((ring + 0.5) / 24) * (1 - Math.cos(angle));
  const r = Math.sqrt(Math.max(0, 1 - z * z));
  const phi = (2 * Math.PI * k) / 24;
  const w = new Vector3(...axis);
  const u = new Vector3(Math.abs(axis[0]) > 0.5 ? 0 : 1, Math.abs(axis[0]) > 0.5 ? 1 : 0, 0).cross(w).normalize();
  const v = w.clone().cross(u);
  const at = w
    .multiplyScalar(z)
    .addScaledVector(u, r * Math.cos(phi))
    .addScaledVector(v, r * Math.sin(phi));
  return at.normalize().toArray() as Vec3;
}

/** The distribution function of the standard normal distribution, to 1e-7 (Abramowitz and Stegun 1964, 7.1.26). */
function normalBelow(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const half = 0.5 * tail * Math.exp((-x * x) / 2);
  return x < 0 ? half : 1 - half;
}

test('where four texels are mixed rows lie anywhere between them and targets are means about that point, seed 14', async () => {
  const gpu = await testGpu();
  const leveled = { ...settings, seed: 14, batch: 256, steps: 12, samplerFraction: 0.5, levelSamples: 64 };
  const trainer = await createTrainer(gpu, await edgeMaterial(), decoderSpec('2x16'), { ...leveled, encoderShare: 0 });
  await trainer.prepare();
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const seen: { x: number; place: readonly number[]; value: number }[] = [];
  for (const planned of planSteps(leveled, false)) {
    trainer.step(planned);
    const view = new DataView(await trainer.readSamples());
    const owners = new Set<number>();
    for (let i = 0; i < planned.batch; i++) {
      const { texel, level, place, wi, radiance } = drawnRow(sampleLayout, view, i);
      // Level 0 keeps one drawn texel, and so does a level that has no more.
      if (level === 0 || level === 4) {
        expect(place).toEqual([0, 0]);
        continue;
      }
      if (level > 1) continue;
      const [column, row] = [(texel - 256) % 8, Math.floor((texel - 256) / 8)];
      for (const k of [0, 1, 8, 9]) owners.add(((row + (k >> 3)) % 8) * 8 + ((column + (k & 1)) % 8));
      seen.push({ x: ((column + 0.5 + place[0]) / 8) % 1, place, value: (radiance[0] / wi[2]) * Math.PI });
    }
    // Sixteen blocks tile the level: no texel has two owners.
    const { rows } = planned.levels.find(({ level }) => level === 1)!;
    expect(owners.size).toBe(4 * rows);
  }
  trainer.dispose();
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  // Uniform in the block: twelve steps of sixteen rows, four standard errors of 1/√12.
  for (const k of [0, 1]) expect(Math.abs(mean(seen.map(({ place }) => place[k])) - 0.5)).toBeLessThan(4 * 0.0209);
  const white = mean(seen.filter(({ x }) => Math.abs(x - 0.75) < 0.04).map(({ value }) => value));
  const near = seen.filter(({ x }) => Math.abs(x - 0.5) < 0.1);
  expect(near.length).toBeGreaterThan(20);
  const errors = near.map(
    ({ x, value }) => value / white - normalBelow((x - 0.5) / (Math.hypot(0.325, 6 ** -0.5) / 8)),
  );
  // 64 even points are off by .03 at most.
  for (const error of errors) expect(Math.abs(error)).toBeLessThan(0.05);
  expect(Math.abs(mean(errors))).toBeLessThan(0.015);
});

test('targets of a coarse level where a texel is drawn are means of a Gaussian of .325 of its texels, seed 8', async () => {
  const gpu = await testGpu();
  // Directions of the sampler tell of the point they were drawn at, which a mean must leave out.
  const leveled = {
    ...settings,
    seed: 8,
    batch: 256,
    steps: 8,
    samplerFraction: 0.5,
    levelSamples: 64,
    lookup: 'stochastic',
  } as const;
  const trainer = await createTrainer(gpu, await edgeMaterial(), decoderSpec('2x16'), { ...leveled, encoderShare: 0 });
  await trainer.prepare();
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const sums = new Float64Array(8);
  const counts = new Float64Array(8);
  for (const planned of planSteps(leveled, false)) {
    trainer.step(planned);
    const view = new DataView(await trainer.readSamples());
    for (let i = 0; i < planned.batch; i++) {
      const { texel, level, wi, radiance } = drawnRow(sampleLayout, view, i);
      if (level !== 1) continue;
      const column = (texel - 256) % 8;
      sums[column] += (radiance[0] / wi[2]) * Math.PI;
      counts[column]++;
    }
  }
  trainer.dispose();
  const share = (column: number) => sums[column] / counts[column] / (sums[6] / counts[6]);
  expect(counts[3]).toBeGreaterThan(20);
  expect(sums[1]).toBe(0);
  // The edge is half a texel from the centres of columns 3 and 4: 1 − Φ(.5 / .325) = .0620 of the mass is beyond it. A
  // target of 64 points is off by .03 at most, the mean of 20 by .007.
  expect(Math.abs(share(3) - 0.062)).toBeLessThan(0.03);
  expect(Math.abs(share(4) - 0.938)).toBeLessThan(0.03);
});

test('targets are means whatever point of the footprint the direction was drawn at, seed 12', async () => {
  const gpu = await testGpu();
  const reference = await twoGlossesMaterial();
  // One point a target, evenly spread: were it spread from the point of the direction, it would lie on the other side.
  const leveled = { ...settings, seed: 12, steps: 300, samplerFraction: 1, levelSamples: 1, encoderShare: 0 };
  const trainer = await createTrainer(gpu, reference, decoderSpec('2x16'), leveled);
  await trainer.prepare();
  const sampleLayout = await structLayout('package::training::trainingSample::TrainingSample');
  const drawn: { wo: [number, number, number]; wi: number[]; radiance: number[] }[] = [];
  for (const planned of planSteps(leveled, false)) {
    trainer.step(planned);
    const view = new DataView(await trainer.readSamples());
    for (let i = 0; i < planned.batch; i++) {
      const sample = sampleLayout.read(view, i * sampleLayout.size) as unknown as (typeof drawn)[0] & { level: number };
      // The single texel of the last level has its centre on the edge: half of its mean is of either side.
      if (sample.level === 4) drawn.push(sample);
    }
  }
  trainer.dispose();
  const { resources, dispose } = await reference.upload(gpu);
  const { evaluate } = bsdfQueries(gpu, reference.program, resources);
  const directions = Float32Array.from(drawn.flatMap(({ wi }) => wi));
  const side = (u: number) =>
    evaluate(
      drawn.map(({ wo }) => ({ wo, uv: [u, 0.5] as const })),
      directions,
    );
  const [left, right] = [await side(0.25), await side(0.75)];
  dispose();
  // Pairs of target and mean, each over the mean: 1 in expectation, at most 2.
  const ratios = drawn.map(({ radiance }, i) => radiance[0] / ((left[i].value[3 * i] + right[i].value[3 * i]) / 2));
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1);
  expect(ratios.length).toBe(300);
  // Four standard errors: one run in 16,000 fails by chance.
  expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(variance / ratios.length));
});

test.each([8, 4] as const)(
  'in the end networks see latents of %s bits as they will be stored, seed 11',
  async (bits) => {
    const gpu = await testGpu();
    const spec = decoderSpec('2x16');
    const coding = { ...settings, seed: 11, latentBits: bits, codedShare: 0.5, encoderShare: 0 };
    const trainer = await createTrainer(gpu, patchwork(), spec, coding);
    await trainer.prepare();
    const reference = new TrainingReference(neuralLayout(spec), coding);
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
      const expected = reference.step(planned, await trainer.readSamples(), sampleLayout);
      // As for halves; a latent at the border of two codes may fall to either side in f32.
      expect(Math.abs(losses.evaluation - expected.evaluation)).toBeLessThan(2e-3 * expected.evaluation);
    }
    const { masters, latents } = await trainer.read();
    trainer.dispose();
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

test("latents are the encoder's when they are stored, and then part from it, seed 7", async () => {
  const gpu = await testGpu();
  const half = {
    ...settings,
    seed: 7,
    levels: 1,
    codedShare: 0,
    size: 32,
    batch: 1024,
    encoderShare: 0.5,
    encoderWidth: 8,
    directionsPerTexel: 2,
    steps: 4,
  };
  const graph = await dappledGraph();
  const trainer = await createTrainer(gpu, layeredMaterial(graph, []), decoderSpec('2x16'), half);
  await trainer.prepare();
  const steps = [...planSteps(half, true)];
  expect(steps.map(({ encodes, store }) => [encodes, store])).toEqual([
    [true, false],
    [true, false],
    [false, true],
    [false, false],
  ]);
  trainer.step(steps[0]);
  trainer.step(steps[1]);
  // A rate of 0 leaves the stored latents as they are.
  trainer.step({ ...steps[2], latentRate: 0 });
  const { params, features } = await trainer.encoder!.read(1024);
  const [stored] = (await trainer.read()).masters;
  // The last rows are a permutation of all texels of the 32² level: whose each is says what was encoded, the colours there.
  const colours = standardised(texelValues(graph, 32));
  for (const row of features) {
    const far = colours.map((own) => Math.max(...own.map((x, k) => Math.abs(x - row[k]))));
    const texel = far.indexOf(Math.min(...far));
    expect(far[texel]).toBeLessThan(2e-3);
    const encoded = trainer.encoder!.network.forward(params, 0, row);
    // As far as texels of nearly the same colours may differ.
    for (let c = 0; c < 8; c++) expect(Math.abs(encoded[c] - stored[8 * texel + c])).toBeLessThan(5e-3);
  }
  trainer.step(steps[3]);
  const moved = (await trainer.read()).masters[0].filter((z, i) => z !== stored[i]).length;
  expect(moved).toBeGreaterThan(1024 * 7);
  trainer.dispose();
});

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
