import { PlaneGeometry, SphereGeometry, TorusKnotGeometry, Matrix4 } from 'three';
import { beforeAll, expect, test } from 'vitest';
import type { Radiance } from '../../src/pathtracer/film.ts';
import type { PathTracerSettings } from '../../src/pathtracer/settings.ts';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { expectEqualMeans, imageMean, testRender } from '../harness/renderTest.ts';
import { testMaterial } from '../harness/testMaterials.ts';
import { orthographic, patchyEnvironment, perspective, testScene } from '../harness/testScenes.ts';

const scene = testScene({
  objects: [
    { geometry: new PlaneGeometry(6, 6), matrix: new Matrix4().makeRotationX(-Math.PI / 2) },
    { geometry: new SphereGeometry(0.7, 24, 16), matrix: new Matrix4().makeTranslation(-0.6, 0.7, 0), material: 1 },
    {
      geometry: new TorusKnotGeometry(0.4, 0.15, 48, 8),
      matrix: new Matrix4().makeTranslation(0.8, 0.6, 0.4),
      material: 2,
    },
  ],
  camera: perspective([0, 1.6, 3.2], [0, 0.5, 0]),
  lights: [{ kind: 'point', name: 'lamp', position: [1, 2, 1.5], intensity: [1, 1, 2] }],
  environment: patchyEnvironment(11),
});

const materials = [
  testMaterial('lambert', 0.6),
  testMaterial('uniformLambert', [0.9, 0.5, 0.3]),
  testMaterial('mirror', 0.9),
];

// Seeds differ between all pairs that are compared: equal seeds would correlate the images.
function render(settings: Partial<PathTracerSettings>): Promise<Radiance> {
  return testRender({ scene, materials, size: 16, samples: 24, settings: { bounces: 4, ...settings } });
}

let mis: Radiance;
beforeAll(async () => {
  mis = await render({ seed: 21 });
});

test('light samples alone agree with MIS (seeds 22, 21)', async () => {
  expectEqualMeans(await render({ seed: 22, lightStrategy: 'light' }), mis);
});

test('material samples alone agree with MIS (seeds 23, 21)', async () => {
  expectEqualMeans(await render({ seed: 23, lightStrategy: 'bsdf' }), mis);
});

test('MIS is less noisy than either alone', async () => {
  const error = imageMean(mis).error;
  expect(error).toBeLessThan(imageMean(await render({ seed: 22, lightStrategy: 'light' })).error * 1.05);
  expect(error).toBeLessThan(imageMean(await render({ seed: 23, lightStrategy: 'bsdf' })).error);
  // About 1 % of the mean: a share that is lost or counted twice shows in the tests above.
  expect(error).toBeLessThan(0.02 * imageMean(mis).mean);
});

test('Russian roulette from the first vertex agrees with none (seeds 24, 25)', async () => {
  const some = await render({ seed: 24, rouletteStart: 1 });
  const none = await render({ seed: 25, rouletteStart: 5 });
  expectEqualMeans(some, none);
  // It did something: paths that end early make more noise.
  expect(imageMean(some).error).toBeGreaterThan(imageMean(none).error);
});

test('a clamp of radiance darkens and is off by default', async () => {
  const clamped = await render({ seed: 21, clampRadiance: 0.2 });
  expect(Math.max(...clamped.mean)).toBeLessThanOrEqual(0.2 + 1e-6);
  expect(Math.max(...mis.mean)).toBeGreaterThan(0.5);
});

test('stratified samples have the same mean and less error than independent ones (seeds 31, 32)', async () => {
  // Truth is known: 0.7 everywhere. uniformLambert and both strategies keep all three kinds of numbers busy.
  const furnace = {
    scene: testScene({
      objects: [{ geometry: new SphereGeometry(1, 96, 64) }],
      camera: orthographic(0.5),
      environment: uniformEnvironment([0.7, 0.7, 0.7]),
    }),
    materials: [testMaterial('uniformLambert', 1)],
    samples: 16,
  };
  const errors = await Promise.all(
    (['independent', 'stratified'] as const).map(async (sampling, i) => {
      const image = await testRender({ ...furnace, settings: { bounces: 1, seed: 31 + i, sampling } });
      const { mean, error } = imageMean(image);
      expect(Math.abs(mean - 0.7)).toBeLessThan(4 * error + 0.7 * 0.005); // facets lose up to half a percent
      return Math.sqrt(image.mean.reduce((sum, value) => sum + (value - 0.7) ** 2, 0) / image.mean.length);
    }),
  );
  expect(errors[1]).toBeLessThan(0.6 * errors[0]);
});
