import { expect, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { decoderSpec } from '../../../src/materials/neural/decoderSpec.ts';
import { neuralMaterial } from '../../../src/materials/neural/neuralMaterial.ts';
import { neuralMaterialCpu } from '../../../src/materials/neural/neuralMaterialCpu.ts';
import { testGpu } from '../../harness/gpu.ts';
import { testMaterialProgram, testViews } from '../../harness/materialProgram.ts';
import { randomDirection, randomMaterial } from './randomMaterial.ts';

// Small networks: lavapipe takes ten seconds to compile a 2x32.
const asset = randomMaterial({ ...decoderSpec('2x16'), sampler: { hidden: [16, 16] } }, 13);

test.each([
  ['layers as the default has them', undefined],
  ['all layers in loops', 0],
])('the f16 program stays near float64: %s (seed 13)', async (_, rollAbove) => {
  const gpu = await testGpu();
  expect(gpu.features.f16, `${gpu.adapterName} has shader-f16`).toBe(true);
  const { program, upload } = neuralMaterial(asset, { f16: true, rollAbove });
  const { resources, dispose } = await upload(gpu);
  const rng = new Pcg(13);
  const configurations = Array.from({ length: 8 }, () => ({
    wo: randomDirection(rng),
    uv: [rng.nextFloat(), rng.nextFloat()] as const,
  }));
  const directions = Array.from({ length: 16 }, () => randomDirection(rng));
  const results = await bsdfQueries(gpu, program, resources).evaluate(
    configurations,
    Float32Array.from(directions.flat()),
  );
  dispose();
  const cpu = neuralMaterialCpu(asset);
  let worst = 0;
  configurations.forEach(({ uv, wo }, c) => {
    const hit = cpu.prepare(uv, wo, [0.5, 0.5, 0.5]);
    directions.forEach((wi, d) =>
      hit.eval(wi).forEach((value, k) => {
        worst = Math.max(worst, Math.abs(results[c].value[3 * d + k] / value - 1));
      }),
    );
  });
  // Eleven bits a product, sums of twenty terms of order 3 under an exponential: a few percent at worst, and not zero,
  // or the f16 variant did not run in f16.
  expect(worst).toBeLessThan(0.05);
  expect(worst).toBeGreaterThan(1e-4);
});

test('random weights pass chi-square with the density of the same f16 outputs (seed 13)', async () => {
  const gpu = await testGpu();
  const { program, upload } = neuralMaterial(asset, { f16: true });
  const { resources, dispose } = await upload(gpu);
  const configurations = testViews.map((view, i) => ({ ...view, uv: [0.1 + 0.3 * i, 0.7] as const }));
  await testMaterialProgram(gpu, program, resources, { name: 'neural random f16', configurations, furnace: null });
  dispose();
});
