import { afterAll, expect, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { decoderSpec } from '../../../src/materials/neural/decoderSpec.ts';
import { neuralMaterial } from '../../../src/materials/neural/neuralMaterial.ts';
import { neuralMaterialCpu } from '../../../src/materials/neural/neuralMaterialCpu.ts';
import type { Vec3 } from '../../../src/materials/neural/vector.ts';
import { testGpu } from '../../harness/gpu.ts';
import { testMaterialProgram, testViews } from '../../harness/materialProgram.ts';
import { randomDirection, randomMaterial } from './randomMaterial.ts';

// On an adapter with shader-f16 only (docs/testing.md); scripts/test.mjs chooses it.
const small = { ...decoderSpec('2x16'), sampler: { hidden: [16, 16] } };
const asset = randomMaterial(small, 11);
const disposers: (() => void)[] = [];
afterAll(() => disposers.forEach((dispose) => dispose()));

test('this adapter has shader-f16', async () => {
  expect((await testGpu()).features.f16).toBe(true);
});

test('f16 program = float64 material within half precision (seed 11)', async () => {
  const gpu = await testGpu();
  const { program, upload } = neuralMaterial(asset, { f16: true });
  const { resources, dispose } = await upload(gpu);
  disposers.push(dispose);
  const rng = new Pcg(11);
  const configurations = Array.from({ length: 12 }, () => ({
    wo: randomDirection(rng),
    uv: [3 * rng.nextFloat() - 1, 3 * rng.nextFloat() - 1] as const,
    u: [rng.nextFloat(), rng.nextFloat(), rng.nextFloat()] as Vec3,
  }));
  const directions = Array.from({ length: 16 }, () => randomDirection(rng));
  const results = await bsdfQueries(gpu, program, resources).evaluate(
    configurations,
    Float32Array.from(directions.flat()),
  );
  const cpu = neuralMaterialCpu(asset);
  const errors: number[] = [];
  configurations.forEach(({ uv, wo, u }, c) => {
    const hit = cpu.prepare(uv, wo, u);
    directions.forEach((wi, d) => {
      const value = hit.eval(wi);
      for (let k = 0; k < 3; k++) errors.push(Math.abs(Math.log(results[c].value[3 * d + k] / value[k])));
    });
  });
  const sorted = errors.toSorted((a, b) => a - b);
  // Half has 11 bits, 5e-4. Three layers of some 20 terms with activations up to about 10 move the exponent by a few
  // times 20^.5 · 10 · 5e-4 = .02, and exp turns that into a relative error of the same size.
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(0.02);
  expect(sorted.at(-1)).toBeLessThan(0.1);
  // Were the program quietly f32, it would agree a hundred times better.
  expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(1e-5);
});

test('f16: random weights pass chi-square, weights and shade (seed 11)', async () => {
  const gpu = await testGpu();
  const { program, upload } = neuralMaterial(asset, { f16: true });
  const { resources, dispose } = await upload(gpu);
  disposers.push(dispose);
  const configurations = testViews.map((view, i) => ({ ...view, uv: [0.1 + 0.3 * i, 0.7] as const }));
  await testMaterialProgram(gpu, program, resources, { name: 'neural random f16', configurations, furnace: null });
});
