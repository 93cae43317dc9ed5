import { BoxGeometry, PlaneGeometry, SphereGeometry } from 'three';
import { expect, test } from 'vitest';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { ClosureGraph } from '../harness/closureGraph.ts';
import { imageMean, testRender } from '../harness/renderTest.ts';
import { testMaterial } from '../harness/testMaterials.ts';
import { orthographic, perspective, testScene } from '../harness/testScenes.ts';

test('sphere of albedo 0.5 round a point light of π candela: radiance 1 everywhere (seed 1)', async () => {
  // Direct light leaves ρ·I/π = 0.5, and every reflection adds half of the last: 1 in all.
  const scene = testScene({
    objects: [{ geometry: new SphereGeometry(1, 64, 48) }],
    camera: perspective([0.3, 0.1, 0.2], [1, 0.2, 0]),
    lights: [{ kind: 'point', name: 'lamp', position: [0, 0, 0], intensity: [Math.PI, Math.PI, Math.PI] }],
  });
  const image = await testRender({
    scene,
    materials: [testMaterial('lambert', 0.5)],
    samples: 24,
    settings: { bounces: 16 }, // what is cut off is 2^-16
  });
  const { mean, error } = imageMean(image);
  expect(image.refused).toBe(0);
  // 4 standard errors, and 0.4 % because 64 x 48 facets lie up to that much nearer to the light than the sphere.
  expect(Math.abs(mean - 1)).toBeLessThan(4 * error + 0.004);
  expect(error).toBeLessThan(0.01);
});

test('closed box that emits 0.5 with albedo 0.5: radiance 1, the same for every path', async () => {
  const image = await testRender({
    scene: testScene({
      objects: [{ geometry: new BoxGeometry(2, 2, 2) }],
      camera: perspective([0.2, 0, 0.1], [1, 0.3, 0]),
    }),
    materials: [testMaterial('lambert', 0.5, [0.5, 0.5, 0.5])],
    samples: 1,
    settings: { bounces: 24, rouletteStart: 24 },
  });
  // 24 vertices: 1 - 2^-24.
  for (const value of image.mean) expect(value).toBeCloseTo(1, 5);
});

test('closed box whose document emits 0.5 over clay of albedo 0.5: the same', async () => {
  const clay = new ClosureGraph().add('clay', 'oren_nayar_diffuse_bsdf', {
    weight: ['float', 1],
    color: ['color3', [0.5, 0.5, 0.5]],
    roughness: ['float', 0],
  });
  const image = await testRender({
    scene: testScene({
      objects: [{ geometry: new BoxGeometry(2, 2, 2) }],
      camera: perspective([0.2, 0, 0.1], [1, 0.3, 0]),
    }),
    materials: [layeredMaterial(clay.graph('clay', [0.5, 0.5, 0.5]), [])],
    samples: 1,
    settings: { bounces: 24, rouletteStart: 24 },
  });
  // f32 products of 24 weights.
  for (const value of image.mean) expect(value).toBeCloseTo(1, 4);
});

test('white furnace: albedo 1 under a constant environment is invisible', async () => {
  const render = {
    scene: testScene({
      objects: [{ geometry: new BoxGeometry(1, 1, 1) }],
      camera: perspective([2, 1.5, 2], [0, 0, 0]),
      environment: uniformEnvironment([0.7, 0.7, 0.7]),
    }),
    samples: 1,
  };
  // Sampled by its cosine a path brings the environment itself: no noise, on the box and beside it.
  const exact = await testRender({
    ...render,
    materials: [testMaterial('lambert', 1)],
    settings: { lightStrategy: 'bsdf' },
  });
  for (const value of exact.mean) expect(value).toBeCloseTo(0.7, 5);
  // Both estimators with their weights: equal in expectation.
  const mixed = await testRender({ ...render, materials: [testMaterial('uniformLambert', 1)], samples: 48 });
  const { mean, error } = imageMean(mixed);
  expect(Math.abs(mean - 0.7)).toBeLessThan(4 * error);
  expect(error).toBeLessThan(0.005);
});

test('smooth sphere in a furnace loses less than 1 % to its facets', async () => {
  const image = await testRender({
    scene: testScene({
      objects: [{ geometry: new SphereGeometry(1, 48, 32) }],
      camera: orthographic(0.6),
      environment: uniformEnvironment([1, 1, 1]),
    }),
    materials: [testMaterial('lambert', 1)],
    samples: 16,
    settings: { lightStrategy: 'bsdf' },
  });
  const { mean } = imageMean(image);
  expect(mean).toBeGreaterThan(0.99);
  expect(mean).toBeLessThanOrEqual(1 + 1e-6);
});

test('point light in candela: radiance ρ/π · I·cosθ/r² on a plane', async () => {
  const size = 16;
  const height = 0.8;
  const intensity = 3;
  const image = await testRender({
    scene: testScene({
      objects: [{ geometry: new PlaneGeometry(4, 4) }],
      camera: orthographic(1),
      lights: [
        { kind: 'point', name: 'lamp', position: [0.25, -0.1, height], intensity: [intensity, 2 * intensity, 0] },
      ],
    }),
    materials: [testMaterial('lambert', 0.8)],
    size,
    samples: 32,
    settings: { bounces: 1 },
  });
  for (let i = 0; i < size * size; i++) {
    const x = (((i % size) + 0.5) / size) * 2 - 1 - 0.25;
    const y = 1 - ((Math.floor(i / size) + 0.5) / size) * 2 + 0.1;
    const expected = ((0.8 / Math.PI) * intensity * height) / (x * x + y * y + height * height) ** 1.5;
    // The only noise is the place inside the pixel.
    const error = Math.sqrt(image.variance[i * 3] / 32);
    expect(Math.abs(image.mean[i * 3] - expected)).toBeLessThan(5 * error + 0.002 * expected);
    expect(image.mean[i * 3 + 1]).toBeCloseTo(2 * image.mean[i * 3], 4);
    expect(image.mean[i * 3 + 2]).toBe(0);
  }
});

test('directional light in lux: radiance ρ/π · E·cosθ; black where a card is in the way', async () => {
  const lights = [
    { kind: 'directional' as const, name: 'sun', toLight: [0.6, 0, 0.8] as const, intensity: [5, 5, 5] as const },
  ];
  const plane = { geometry: new PlaneGeometry(4, 4) };
  const render = {
    materials: [testMaterial('lambert', 0.5)],
    samples: 2,
    settings: { bounces: 1 },
  };
  const open = await testRender({ ...render, scene: testScene({ objects: [plane], camera: orthographic(1), lights }) });
  for (const value of open.mean) expect(value).toBeCloseTo((0.5 / Math.PI) * 5 * 0.8, 4);
  // Behind the camera (z = 5): it covers everything the sun could reach.
  const card = { geometry: new PlaneGeometry(60, 60).translate(0, 0, 6) };
  const dark = await testRender({
    ...render,
    scene: testScene({ objects: [plane, card], camera: orthographic(1), lights }),
  });
  for (const value of dark.mean) expect(value).toBe(0);
});

test('a mirror shows the environment, whatever the light strategy', async () => {
  for (const lightStrategy of ['mis', 'light', 'bsdf'] as const) {
    const image = await testRender({
      scene: testScene({
        objects: [{ geometry: new PlaneGeometry(4, 4) }],
        camera: orthographic(1),
        environment: uniformEnvironment([0.25, 0.5, 1]),
      }),
      materials: [testMaterial('mirror', [1, 0.5, 0.5])],
      size: 8,
      samples: 1,
      settings: { lightStrategy },
    });
    for (let i = 0; i < 64; i++) {
      expect(image.mean[i * 3]).toBeCloseTo(0.25, 5);
      expect(image.mean[i * 3 + 1]).toBeCloseTo(0.25, 5);
      expect(image.mean[i * 3 + 2]).toBeCloseTo(0.5, 5);
    }
  }
});
