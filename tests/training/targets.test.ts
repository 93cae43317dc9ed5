import type { Vec3 } from '../../src/math/vec3.ts';
import { Vector3 } from 'three';
import { expect, test } from 'vitest';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { bsdfQueries } from '../../src/materials/bsdfQueries.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { planSteps } from '../../src/training/schedule.ts';
import { createTrainer } from '../../src/training/trainer.ts';
import { testGpu } from '../harness/gpu.ts';
import { estimate, float64Walk } from '../harness/transportEstimates.ts';
import { slab } from '../harness/transportStacks.ts';
import { edgeMaterial, stripedMaterial, twoGlossesMaterial } from '../harness/smallDocuments.ts';
import { randomMaterial } from '../materials/neural/randomMaterial.ts';
import { type DrawnRow, drawnRows, settings, normalBelow } from '../harness/trainingDraws.ts';

test('of a reference that repeats one period is learned: targets, features and the pyramid that comes out, seed 15', async () => {
  const gpu = await testGpu();
  const reference = await stripedMaterial();
  expect(reference.program.repeats).toBe(2);
  const one = { ...settings, levels: 1, seed: 15, batch: 256, steps: 1, encoderShare: 1, directionsPerTexel: 1 };
  const trainer = await createTrainer(gpu, reference, decoderSpec('2x16'), one);
  await trainer.prepare();
  for (const planned of planSteps(one, true)) trainer.step(planned);
  const rows = await drawnRows(trainer, 256);
  const { features } = await trainer.encoder!.read(256);
  expect((await trainer.read()).latents.repeats).toBe(2);
  trainer.dispose();
  // The edge lies between columns 7 and 8 of the period, and nowhere else.
  const seen = new Map<boolean, number>();
  for (const [i, { texel, radiance }] of rows.entries()) {
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
  const seen: { x: number; value: number; feature: number }[] = [];
  for (const planned of planSteps(one, true)) {
    trainer.step(planned);
    const rows = await drawnRows(trainer, planned.texels);
    const { features } = await trainer.encoder!.read(planned.texels);
    for (const [i, { texel, level, place, wi, radiance }] of rows.entries()) {
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
  const rows = await drawnRows(trainer, 256);
  trainer.dispose();
  for (const { texel, radiance } of rows) {
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
  // By column: the mean of radiance over the cosine, in units of white's.
  const columns = new Float64Array(16);
  for (const { texel, wi, radiance } of await drawnRows(trainer, 256)) columns[texel % 16] += radiance[0] / wi[2] / 16;
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
  const walk = float64Walk(graph, 15);
  const rows: { target: number; own: number }[] = [];
  for (const planned of planSteps({ ...walked, walks: 4 }, false)) {
    trainer.step(planned);
    for (const { wo, wi, radiance } of await drawnRows(trainer, 256)) {
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
  for (const planned of planSteps(cones, false)) {
    trainer.step(planned);
    expect(planned.cone).toBeCloseTo((Math.max(0, 1 - planned.step / 4) * 20 * Math.PI) / 180, 9);
    if (![0, 3, 4].includes(planned.step)) continue;
    let error = 0;
    let apart = 0;
    let count = 0;
    for (const { wo, wi, radiance } of await drawnRows(trainer, 48)) {
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

test('where four texels are mixed rows lie anywhere between them and targets are means about that point, seed 14', async () => {
  const gpu = await testGpu();
  const leveled = { ...settings, seed: 14, batch: 256, steps: 12, samplerFraction: 0.5, levelSamples: 64 };
  const trainer = await createTrainer(gpu, await edgeMaterial(), decoderSpec('2x16'), { ...leveled, encoderShare: 0 });
  await trainer.prepare();
  const seen: { x: number; place: readonly number[]; value: number }[] = [];
  for (const planned of planSteps(leveled, false)) {
    trainer.step(planned);
    const owners = new Set<number>();
    for (const { texel, level, place, wi, radiance } of await drawnRows(trainer, planned.batch)) {
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
  const sums = new Float64Array(8);
  const counts = new Float64Array(8);
  for (const planned of planSteps(leveled, false)) {
    trainer.step(planned);
    for (const { texel, level, wi, radiance } of await drawnRows(trainer, planned.batch)) {
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
  const drawn: DrawnRow[] = [];
  for (const planned of planSteps(leveled, false)) {
    trainer.step(planned);
    // The single texel of the last level has its centre on the edge: half of its mean is of either side.
    drawn.push(...(await drawnRows(trainer, planned.batch)).filter(({ level }) => level === 4));
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
