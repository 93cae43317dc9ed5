import { SphereGeometry } from 'three';
import { beforeAll, expect, test } from 'vitest';
import { layeredMaterial } from '../../../../src/materials/layered/layeredProgram.ts';
import type { Radiance } from '../../../../src/pathtracer/film.ts';
import type { PathTracerSettings } from '../../../../src/pathtracer/settings.ts';
import { uniformEnvironment, type EnvironmentData } from '../../../../src/scene/environmentData.ts';
import { expectEqualMeans, imageMean, testRender } from '../../../harness/renderTest.ts';
import { patchyEnvironment, perspective, testScene } from '../../../harness/testScenes.ts';
import { slab, transportStacks } from '../../../harness/transportStacks.ts';

const sphere = (environment: EnvironmentData) =>
  testScene({
    objects: [{ geometry: new SphereGeometry(1, 48, 32) }],
    camera: perspective([0, 0.5, 2.6], [0, 0, 0], 50),
    environment,
  });
const stack = (name: string) => {
  const found = transportStacks.find(([own]) => own === name);
  if (!found) throw new Error(`there is no stack '${name}'`);
  return layeredMaterial(found[1].graph('all'), [], { layering: 'transport' });
};

const patches = sphere(patchyEnvironment(11));
const film = stack('a film between glass and areas of clay and metal');
const render = (settings: Partial<PathTracerSettings>): Promise<Radiance> =>
  testRender({ scene: patches, materials: [film], size: 16, samples: 64, settings: { bounces: 1, ...settings } });

let mis: Radiance;
beforeAll(async () => {
  mis = await render({ seed: 21 });
});

// The density is a stand-in: weights of both strategies must add up to one all the same.
test.each([
  ['light', 22],
  ['bsdf', 23],
] as const)('%s samples alone agree with MIS by a stand-in density (seeds %s, 21)', async (lightStrategy, seed) => {
  const alone = await render({ seed, lightStrategy });
  expectEqualMeans(alone, mis);
  expect(imageMean(mis).error).toBeLessThan(1.1 * imageMean(alone).error);
});

test('a white slab that absorbs nothing vanishes in a white room (seed 24)', async () => {
  const white = layeredMaterial(slab(0.02, [1, 1, 1]).graph('all'), [], { layering: 'transport' });
  const image = await testRender({
    scene: sphere(uniformEnvironment([0.5, 0.5, 0.5])),
    materials: [white],
    size: 16,
    samples: 64,
    settings: { bounces: 1, seed: 24 },
  });
  const { mean, error } = imageMean(image);
  // α = .02 and a tessellated sphere lose less than a percent.
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * error + 0.005);
});
