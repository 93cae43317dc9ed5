import { expect, test } from 'vitest';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { evaluateInputs } from '../../src/materials/layered/evaluatePattern.ts';
import type { FoldedGraph } from '../../src/materials/layered/flatGraph.ts';
import { featureInputs, readStack } from '../../src/materials/layered/stack.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { pyramidOffsets } from '../../src/training/levelSchedule.ts';
import { planSteps } from '../../src/training/schedule.ts';
import { createTrainer } from '../../src/training/trainer.ts';
import { testGpu } from '../harness/gpu.ts';
import { dappledGraph, wavyGraph } from '../harness/smallDocuments.ts';
import { drawnRows, settings } from '../harness/trainingDraws.ts';

/** Every linked input once, as the printer takes them. */
function linkedInputs(graph: FoldedGraph) {
  const inputs = featureInputs(readStack(graph)).filter((input) => input.kind === 'link');
  return [...new Map(inputs.map((input) => [`${input.node}.${input.output}`, input])).values()];
}

/** Float64, texel by texel of a level. */
function texelValues(graph: FoldedGraph, size: number): number[][] {
  const distinct = linkedInputs(graph);
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
  const drawn = await drawnRows(trainer, 256);
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
      const expected = deviation < 1e-4 ? 0 : (rows[drawn[i].texel][k] - mean) / deviation;
      // Noise in f32.
      expect(Math.abs(row[k] - expected)).toBeLessThan(2e-3);
    });
  });
  expect(rows[0].length - constant).toBeGreaterThanOrEqual(3);
});

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

test('over a footprint it sees means, deviations and the covariance of normals, and the level, seed 18', async () => {
  const gpu = await testGpu();
  const graph = await wavyGraph();
  const seen = {
    ...settings,
    seed: 18,
    batch: 256,
    steps: 6,
    encoderShare: 1,
    encoderWidth: 8,
    directionsPerTexel: 1,
    levelSamples: 256,
  };
  const trainer = await createTrainer(gpu, layeredMaterial(graph, []), decoderSpec('2x16'), seen);
  await trainer.prepare();
  const standard = new Float32Array((await trainer.save()).buffers.get('encoderStandard')!.buffer);
  const inputs = linkedInputs(graph);
  expect(inputs.map(({ type }) => type)).toEqual(['vector3', 'color3']);
  // Normal and colour: six numbers in two blocks, their deviations in two, x·y of the normal in one, the level in the last.
  const [means, deviations, products, levels] = [0, 8, 16, 20];
  const { offsets } = pyramidOffsets(16, 5);
  let rows = 0;
  let crossed = 0;
  for (const planned of planSteps(seen, true)) {
    trainer.step(planned);
    const drawn = await drawnRows(trainer, planned.texels);
    const { features } = await trainer.encoder!.read(planned.texels);
    for (const [i, { texel, level, place }] of drawn.entries()) {
      if (level === 0 || level > 2) continue;
      const side = 16 >> level;
      const at = texel - offsets[level];
      const uv = [((at % side) + 0.5 + place[0]) / side, (Math.floor(at / side) + 0.5 + place[1]) / side];
      const exact = gaussianMoments(graph, uv, Math.hypot(0.325, 6 ** -0.5) / side);
      const raw = features[i].map((value, k) => {
        const [mean, scale] = [0, 4].map((lane) => standard[8 * (k >> 2) + lane + (k & 3)]);
        return scale === 0 ? mean : value / scale + mean;
      });
      expect(raw[levels]).toBeCloseTo(level, 4);
      // 256 even points of fields whose deviations are up to 1.3: a thirtieth of that.
      for (let k = 0; k < 6; k++) {
        expect(Math.abs(raw[means + k] - exact.means[k]), `mean ${k}`).toBeLessThan(0.03);
        expect(Math.abs(raw[deviations + k] - exact.deviations[k]), `deviation ${k}`).toBeLessThan(0.04);
      }
      expect(Math.abs(raw[products] - exact.covariance), 'covariance').toBeLessThan(0.02);
      if (Math.abs(exact.covariance) > 0.06) crossed++;
      rows++;
    }
  }
  trainer.dispose();
  expect(rows).toBeGreaterThan(60);
  // Where it is three times what it may be off by.
  expect(crossed).toBeGreaterThan(20);
});

/** By an even grid of four deviations to either side. @param uv where, @param sigma in uv */
function gaussianMoments(graph: FoldedGraph, uv: readonly number[], sigma: number) {
  const inputs = linkedInputs(graph);
  const side = 17;
  const sums = new Float64Array(6);
  const squares = new Float64Array(6);
  let [product, total] = [0, 0];
  for (let i = 0; i < side; i++)
    for (let k = 0; k < side; k++) {
      const [x, y] = [i, k].map((n) => (8 * n) / (side - 1) - 4);
      const weight = Math.exp(-(x * x + y * y) / 2);
      const values = evaluateInputs(graph, inputs, { uv: [uv[0] + sigma * x, uv[1] + sigma * y] }).flat();
      values.forEach((value, n) => {
        sums[n] += weight * value;
        squares[n] += weight * value * value;
      });
      product += weight * values[0] * values[1];
      total += weight;
    }
  const means = sums.map((sum) => sum / total);
  return {
    means,
    deviations: squares.map((square, n) => Math.sqrt(Math.max(0, square / total - means[n] ** 2))),
    covariance: product / total - means[0] * means[1],
  };
}
