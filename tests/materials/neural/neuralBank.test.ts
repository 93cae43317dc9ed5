import type { Vec3 } from '../../../src/math/vec3.ts';
import { Matrix4, PlaneGeometry } from 'three';
import { describe, expect, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { decoderSpec } from '../../../src/materials/neural/decoderSpec.ts';
import { neuralBank } from '../../../src/materials/neural/neuralBank.ts';
import { neuralMaterial } from '../../../src/materials/neural/neuralMaterial.ts';
import { uniformEnvironment } from '../../../src/scene/environmentData.ts';
import { nullGpu, testGpu } from '../../harness/gpu.ts';
import { testRender } from '../../harness/renderTest.ts';
import { orthographic, testScene } from '../../harness/testScenes.ts';
import { randomDirection, randomMaterial } from './randomMaterial.ts';

const small = { ...decoderSpec('2x16'), sampler: { hidden: [16, 16] } };
/** 8², 4², 8² and 2² texels with all levels, in 8 bits: 680, 168, 680 and 40 bytes. */
const assets = [8, 4, 8, 2].map((size, i) => randomMaterial(small, 21 + i, size, 8));

describe.each([
  ['one page', undefined],
  ['two pages', 900],
] as const)('a bank of four on %s (seeds 21 to 24)', (_, pageBytes) => {
  test('every member answers as it does alone', async () => {
    const gpu = await testGpu();
    const members = neuralBank(assets, { pageBytes });
    const shared = await members[0].upload(gpu);
    const rng = new Pcg(21);
    const configurations = Array.from({ length: 8 }, () => ({
      wo: randomDirection(rng),
      uv: [3 * rng.nextFloat() - 1, 3 * rng.nextFloat() - 1] as const,
      u: [rng.nextFloat(), rng.nextFloat(), rng.nextFloat()] as Vec3,
      footprint: 2 ** (4 * rng.nextFloat() - 4),
    }));
    const directions = Float32Array.from(Array.from({ length: 8 }, () => randomDirection(rng)).flat());
    for (const [i, asset] of assets.entries()) {
      const { program, bank } = members[i];
      const own = configurations.map((configuration) => ({ ...configuration, member: bank!.member }));
      const inBank = await bsdfQueries(gpu, program, shared.resources).evaluate(own, directions);
      const alone = neuralMaterial(asset);
      const { resources, dispose } = await alone.upload(gpu);
      const expected = await bsdfQueries(gpu, alone.program, resources).evaluate(configurations, directions);
      dispose();
      // The same numbers in the same order: compilers may still contract them differently.
      expected.forEach(({ value, pdf }, c) => {
        value.forEach((x, k) => expect(Math.abs(inBank[c].value[k] / x - 1), `member ${i}`).toBeLessThan(1e-5));
        pdf.forEach((x, k) => expect(Math.abs(inBank[c].pdf[k] / x - 1), `member ${i}`).toBeLessThan(1e-4));
      });
    }
    shared.dispose();
  });
});

test('a picture of a bank is that of its members alone, in one dispatch or in one each (seeds 21 to 24)', async () => {
  const quad = new PlaneGeometry(0.5, 0.5);
  const scene = testScene({
    objects: Array.from({ length: 16 }, (_, i) => ({
      geometry: quad,
      matrix: new Matrix4().makeTranslation((i % 4) * 0.5 - 0.75, 0.75 - Math.floor(i / 4) * 0.5, 0),
      material: (5 * i) % 4,
    })),
    camera: orthographic(1),
    environment: uniformEnvironment([1, 0.8, 0.6]),
  });
  const shown = { scene, size: 24, samples: 2, settings: { bounces: 1 } };
  const alone = await testRender({ ...shown, materials: assets.map((asset) => neuralMaterial(asset)) });
  const materials = neuralBank(assets, { pageBytes: 900 });
  for (const binning of ['material', 'bank'] as const) {
    const picture = await testRender({ ...shown, materials, settings: { ...shown.settings, binning } });
    picture.mean.forEach((value, i) =>
      expect(Math.abs(value - alone.mean[i]), binning).toBeLessThan(1e-4 * (1 + value)),
    );
  }
  // Members must look different, or the comparison says nothing.
  const of = (quadIndex: number) =>
    alone.mean[3 * ((3 + 6 * Math.floor(quadIndex / 4)) * 24 + 3 + 6 * (quadIndex % 4))];
  expect(new Set([0, 1, 2, 3].map((i) => of(i).toFixed(3))).size).toBe(4);
});

test('what a bank cannot hold is named', () => {
  expect(() => neuralBank([...assets, randomMaterial(decoderSpec('2x16'), 25, 4, 8)])).toThrow(/'random 25' is 2x16/);
  expect(() => neuralBank([...assets, randomMaterial(small, 26, 4, 4)])).toThrow(/'random 26'.* in 4 bits/);
  const mixed = randomMaterial(small, 27, 4, 8, 'bilinear');
  expect(() => neuralBank([...assets, mixed])).toThrow(/'random 27' is trained for look-up bilinear.*is stochastic/);
  expect(neuralBank([randomMaterial(small, 28, 1, 8), mixed])[0].program.label).toContain('bilinear');
  expect(() => neuralBank(assets, { pageBytes: 600 })).toThrow(/'random 21' has 680 bytes.*holds 600/);
  const many = Array.from({ length: 5 }, (_, i) => randomMaterial(small, 30 + i, 8, 8));
  expect(() => neuralBank(many, { pageBytes: 1000 })).toThrow(/'random 34' is beyond 4 pages/);
  expect(neuralBank([])).toEqual([]);
});

test('an adapter that binds too few buffers for the pages says so', async () => {
  const [first] = neuralBank(assets, { pageBytes: 700 });
  await expect(first.upload(await nullGpu())).rejects.toThrow('4 pages of latents and 6 more storage buffers');
});
