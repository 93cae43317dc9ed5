import { Matrix4, PlaneGeometry } from 'three';
import { expect, test } from 'vitest';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { imageMean, testRender } from '../harness/renderTest.ts';
import { openText, surfaceDocument } from '../harness/smallDocuments.ts';
import { testMaterial } from '../harness/testMaterials.ts';
import { orthographic, perspective, testScene } from '../harness/testScenes.ts';

/** Under a white environment the material `footprint` shows its footprint in uv as radiance. */
const white = uniformEnvironment([1, 1, 1]);
const SHARE = 0.5; // FOOTPRINT_SHARE of shaders/path/rayCone.wgsl
const settings = { bounces: 1, lightStrategy: 'bsdf' } as const;
const SIZE = 16;

/** A plane of 2 x 2 m whose uv goes once across: half a uv a metre. */
const plane = (matrix = new Matrix4()) => ({ geometry: new PlaneGeometry(2, 2), matrix });

async function centre(scene: Parameters<typeof testRender>[0]['scene'], samples = 1) {
  const materials = [testMaterial('footprint', 1)];
  const { mean } = await testRender({ scene, materials, samples, settings, size: SIZE });
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

test('sample n is given 1/(n + 1) of the first one (seed 1)', async () => {
  const scene = testScene({ objects: [plane()], camera: orthographic(0.5), environment: white });
  const mean = (1 + 1 / 2 + 1 / 3 + 1 / 4) / 4;
  expect((await centre(scene, 4)) / (mean * SHARE * (1 / SIZE) * 0.5)).toBeCloseTo(1, 3);
});

test('an image that converges shows what points show, not what filtered values make of it (seed 2)', async () => {
  const squared = surfaceDocument(
    `<tiledimage name="checks" type="color3">
      <input name="file" type="filename" value="checks.png"/><input name="uvtiling" type="vector2" value="128, 128"/>
    </tiledimage>
    <power name="pattern" type="color3">
      <input name="in1" type="color3" nodename="checks"/><input name="in2" type="float" value="2"/>
    </power>`,
    '<input name="base" type="float" value="1"/><input name="specular" type="float" value="0"/>',
  );
  const row = (...values: number[]) => values.flatMap((x) => [x, x, x, 255]);
  const checks = { width: 2, height: 2, data: Uint8Array.from([...row(255, 0), ...row(0, 255)]) };
  const { graph, images } = await openText(squared, checks);
  // A pixel is four tiles wide; bilinear between texels, x is as often each of 0 to 1 along an axis.
  const scene = testScene({ objects: [plane()], camera: orthographic(0.5), environment: white });
  const render = async (samples: number) =>
    imageMean(
      await testRender({
        scene,
        materials: [layeredMaterial(graph, images)],
        samples,
        settings: { ...settings, seed: 2 },
        size: SIZE,
      }),
    );
  // First the mean is squared: 1/4. Of bilinear checks s + t - 2st the square's mean is 5/18.
  // A mip level's grey of 127.5 is stored as 128.
  expect((await render(1)).mean).toBeCloseTo((128 / 255) ** 2, 4);
  const { mean, error } = await render(256);
  expect(error).toBeLessThan(0.003);
  // Four samples of 256 are still filtered.
  expect(Math.abs(mean - 5 / 18)).toBeLessThan(4 * error + (4 / 256) * (5 / 18 - 1 / 4));
});
