import { expect, test } from 'vitest';
import { levelsOfDetail } from '../../../bench/fidelity/levelsOfDetail.ts';
import { samplerVariance } from '../../../bench/fidelity/samplerVariance.ts';
import { fidelityViews } from '../../../bench/fidelity/views.ts';
import { metallicRoughnessMaterial } from '../../../src/materials/analytic/metallicRoughness.ts';
import { uniformEnvironment } from '../../../src/scene/environmentData.ts';
import { testGpu } from '../../harness/gpu.ts';
import { testMaterial } from '../../harness/testMaterials.ts';

const chalk = metallicRoughnessMaterial({ name: 'chalk', baseColor: [0.5, 0.5, 0.5], metallic: 0, roughness: 1 });
const white = { name: 'white', map: uniformEnvironment([1, 1, 1]).map };
const [, , close] = fidelityViews();

test('under white light cosine directions leave chalk almost no variance, uniform ones a third (seed 1)', async () => {
  const proposals = [testMaterial('lambert', 1), testMaterial('uniformLambert', 1), chalk];
  const { samplers, ideal } = await samplerVariance(await testGpu(), chalk, proposals, close, white, {
    size: 24,
    frames: 256,
  });
  const [cosine, uniform, own] = samplers;
  // f·cos/pdf is 2ρ·cos θ with cos θ uniform: variance over mean² is 1/3. Chalk has a coat of 4 % on top, so neither is exact.
  expect(uniform.variance).toBeGreaterThan(0.28);
  expect(uniform.variance).toBeLessThan(0.4);
  expect(cosine.variance).toBeLessThan(0.05);
  // Its own sampler knows the coat too.
  expect(own.variance).toBeLessThan(0.1);
  // Directions distributed as f·cos have no variance at all in even light.
  expect(Math.abs(ideal)).toBeLessThan(2e-3);
  for (const { seconds } of [cosine, uniform, own]) expect(seconds).toBeGreaterThan(0);
});

test("under half a sky, too, the ideal is what chalk's own sampler nearly reaches (seed 1)", async () => {
  const map = { width: 2, height: 1, data: Float32Array.of(1, 1, 1, 1, 0, 0, 0, 1) };
  const proposals = [chalk, testMaterial('uniformLambert', 1)];
  const { samplers, ideal } = await samplerVariance(
    await testGpu(),
    chalk,
    proposals,
    close,
    { name: 'half', map },
    {
      size: 24,
      frames: 256,
    },
  );
  const [own] = samplers;
  expect(own.variance).toBeGreaterThan(0.3);
  expect(own.variance / ideal).toBeGreaterThan(0.97);
  expect(own.variance / ideal).toBeLessThan(1.1);
});

test('a material without pattern looks the same from everywhere, with one camera sample too (seed 1)', async () => {
  const results = await levelsOfDetail(await testGpu(), chalk, [chalk], [1, 8], { size: 24, samples: 32 });
  for (const { floor, candidates } of results) {
    const [{ bias, flip1, flip4, variance }] = candidates;
    // Another seed is other noise, and nothing else.
    expect(floor).toBeGreaterThan(0);
    expect(floor).toBeLessThan(0.08);
    expect(bias).toBeLessThan(1e-3);
    // What is left is noise of the light and the sphere's own shading within a pixel.
    for (const error of [flip1, flip4]) expect(error).toBeLessThan(0.08);
    expect(variance).toBeLessThan(0.01);
  }
});
