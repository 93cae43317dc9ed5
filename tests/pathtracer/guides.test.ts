import { Matrix4, PlaneGeometry, SphereGeometry } from 'three';
import { expect, test } from 'vitest';
import { albedoHead, energyGuard } from '../../src/materials/neural/albedoHead.ts';
import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { latentFloats } from '../../src/materials/neural/latentPyramid.ts';
import { neuralLayout } from '../../src/materials/neural/neuralLayout.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import { samplerForward } from '../../src/materials/neural/neuralReference.ts';
import { randomMaterial } from '../materials/neural/randomMaterial.ts';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { testRender } from '../harness/renderTest.ts';
import { testMaterial } from '../harness/testMaterials.ts';
import { orthographic, testScene } from '../harness/testScenes.ts';

/** Lit from everywhere, shining itself, before a wider plane: nothing of which a guide may show. */
const scene = testScene({
  objects: [
    { geometry: new SphereGeometry(1, 96, 64) },
    { geometry: new PlaneGeometry(2.4, 6), matrix: new Matrix4().makeTranslation(0, 0, -2), material: 1 },
  ],
  camera: orthographic(2),
  lights: [{ kind: 'point', name: 'lamp', position: [0, 0, 3], intensity: [9, 9, 9] }],
  environment: uniformEnvironment([3, 3, 3]),
});
const materials = [testMaterial('lambert', [0.6, 0.3, 0.1], [5, 5, 5]), testMaterial('mirror', [0.2, 0.4, 0.9])];
const size = 16;

/** Of the pixel in row `y` from above. */
const pixel = (mean: ArrayLike<number>, x: number, y: number) =>
  Array.from(mean)
    .slice(3 * (y * size + x))
    .slice(0, 3);

test('the albedo guide is what the first surface reflects, whatever shines on it, and black where none is', async () => {
  const { mean } = await testRender({
    scene,
    materials,
    size,
    samples: 4,
    settings: { output: 'albedo', clampRadiance: 0.01 },
  });
  const shown = (x: number, y: number) => pixel(mean, x, y).map((value) => Math.round(value * 1e6) / 1e6);
  expect(shown(8, 8)).toEqual([0.6, 0.3, 0.1]);
  expect(shown(8, 1)).toEqual([0.2, 0.4, 0.9]);
  expect(shown(0, 8)).toEqual([0, 0, 0]);
});

test('the normal guide is the shading normal in world space, filtered over the pixel', async () => {
  const { mean } = await testRender({ scene, materials, size, samples: 64, settings: { output: 'normal' } });
  for (const [x, y] of [
    [8, 8],
    [10, 7],
    [6, 9],
    [8, 5],
  ]) {
    // The mean over the pixel's square of (x, y, √(1 − x² − y²)).
    const expected = [0, 0, 0];
    for (let i = 0; i < 400; i++) {
      const u = (x + ((i % 20) + 0.5) / 20) / (size / 4) - 2;
      const v = 2 - (y + (Math.floor(i / 20) + 0.5) / 20) / (size / 4);
      [u, v, Math.sqrt(1 - u * u - v * v)].forEach((value, c) => (expected[c] += value / 400));
    }
    // 64 independent points in a square of .25: a standard deviation of .009 in x; four of them.
    pixel(mean, x, y).forEach((value, c) => expect(Math.abs(value - expected[c])).toBeLessThan(0.036));
  }
  expect(pixel(mean, 8, 1)).toEqual([0, 0, 1]);
  expect(pixel(mean, 0, 8)).toEqual([0, 0, 0]);
});

test("a neural material's albedo guide is its albedo head's, seed 4", async () => {
  const spec = decoderSpec('2x16');
  const asset = randomMaterial(spec, 4, 1);
  const plane = testScene({ objects: [{ geometry: new PlaneGeometry(8, 8) }], camera: orthographic(1) });
  const { mean } = await testRender({
    scene: plane,
    materials: [neuralMaterial(asset, { f16: false })],
    size: 4,
    samples: 2,
    settings: { output: 'albedo' },
  });
  const latent = Float64Array.from(latentFloats(asset.latents.levels[0]));
  const head = albedoHead(samplerForward(neuralLayout(spec), asset.params, latent, [0, 0, 1]));
  // The guard takes what is above 1 from the albedo as from the values.
  const guard = energyGuard(head);
  for (let i = 0; i < mean.length; i++) expect(mean[i]).toBeCloseTo(head[i % 3] / guard, 4);
});
