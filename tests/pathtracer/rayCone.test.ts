import { Matrix4, PlaneGeometry } from 'three';
import { expect, test } from 'vitest';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { testRender } from '../harness/renderTest.ts';
import { testMaterial } from '../harness/testMaterials.ts';
import { orthographic, perspective, testScene } from '../harness/testScenes.ts';

/** Under a white environment the material `footprint` shows its footprint in uv as radiance. */
const white = uniformEnvironment([1, 1, 1]);
const SHARE = 0.25; // FOOTPRINT_SHARE of shaders/path/rayCone.wgsl
const settings = { bounces: 1, lightStrategy: 'bsdf' } as const;
const SIZE = 16;

/** A plane of 2 x 2 m whose uv goes once across: half a uv a metre. */
const plane = (matrix = new Matrix4()) => ({ geometry: new PlaneGeometry(2, 2), matrix });

async function centre(scene: Parameters<typeof testRender>[0]['scene'], materials = [testMaterial('footprint', 1)]) {
  const { mean } = await testRender({ scene, materials, samples: 1, settings, size: SIZE });
  return mean[3 * (SIZE * (SIZE / 2) + SIZE / 2)];
}

test.each([2, 8, 32])('a plane %s m away, seen by a pinhole: a pixel is as wide as it is far (seed 1)', async (z) => {
  const scene = testScene({ objects: [plane()], camera: perspective([0, 0, z], [0, 0, 0], 3), environment: white });
  const pixel = (2 * Math.tan((1.5 * Math.PI) / 180)) / SIZE;
  const found = await centre(scene);
  // The ray is up to half a pixel aside: less than 1e-3.
  expect(found / (SHARE * pixel * z * 0.5)).toBeCloseTo(1, 2);
});

test('an orthographic pixel is the same everywhere, and a stretched plane has fewer uv a metre (seed 1)', async () => {
  const stretched = plane(new Matrix4().makeScale(4, 9, 1));
  const scene = testScene({ objects: [stretched], camera: orthographic(0.5), environment: white });
  // Area-preserving: 6 times as long a side.
  expect((await centre(scene)) / ((SHARE * (1 / SIZE) * 0.5) / 6)).toBeCloseTo(1, 3);
});

test('a surface seen at 60° has a footprint twice as large in area (seed 1)', async () => {
  const tilted = plane(new Matrix4().makeRotationX(Math.PI / 3));
  const scene = testScene({ objects: [tilted], camera: orthographic(0.2), environment: white });
  expect((await centre(scene)) / (SHARE * (0.4 / SIZE) * 0.5 * Math.SQRT2)).toBeCloseTo(1, 3);
});

test('a mirror adds its distance and nothing else; diffuse reflection widens the cone (seed 1)', async () => {
  // The camera looks along -z at a wall at 45°, which turns its rays up to a plane 3 m above.
  const wall = { ...plane(new Matrix4().makeRotationX(-Math.PI / 4)), material: 1 };
  const above = { ...plane(new Matrix4().makeTranslation(0, 3, 0).multiply(new Matrix4().makeRotationX(Math.PI / 2))) };
  const scene = testScene({ objects: [above, wall], camera: perspective([0, 0, 4], [0, 0, 0], 2), environment: white });
  const pixel = (2 * Math.tan(Math.PI / 180)) / SIZE;
  const two = { ...settings, bounces: 2 };
  const seen = async (kind: 'mirror' | 'lambert') => {
    const materials = [testMaterial('footprint', 1), testMaterial(kind, 1)];
    const { mean } = await testRender({ scene, materials, samples: 1, settings: two, size: SIZE });
    return mean;
  };
  const mirrored = (await seen('mirror'))[3 * (SIZE * (SIZE / 2) + SIZE / 2)];
  expect(mirrored / (SHARE * pixel * (4 + 3) * 0.5)).toBeCloseTo(1, 2);
  // Of the diffuse rays those that meet the plane show a footprint; it is ten times as wide or more. The others show white.
  const scattered = (await seen('lambert')).filter((value) => value > 0 && value < 0.99);
  expect(scattered.length).toBeGreaterThan(20);
  expect(Math.min(...scattered)).toBeGreaterThan(10 * mirrored);
});
