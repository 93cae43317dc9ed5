import { BoxGeometry, Matrix4, PlaneGeometry, SphereGeometry } from 'three';
import { beforeAll, describe, expect, it } from 'vitest';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { singleScatteringAlbedo } from '../../src/materials/layered/lobes/subsurfaceWalk.ts';
import type { Material } from '../../src/materials/program.ts';
import type { Radiance } from '../../src/pathtracer/film.ts';
import type { PathTracerSettings } from '../../src/pathtracer/settings.ts';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { bsdfQueries } from '../../src/materials/bsdfQueries.ts';
import { halfSpaceAlbedo } from '../harness/chandrasekhar.ts';
import { ClosureGraph, type Given } from '../harness/closureGraph.ts';
import {
  channelMean,
  expectEqualMeans,
  imageMean,
  sampleTimes,
  testRender,
  testTracer,
} from '../harness/renderTest.ts';
import { testGpu } from '../harness/gpu.ts';
import { testMaterial } from '../harness/testMaterials.ts';
import { unpackMedium } from '../harness/unpackMedium.ts';
import { orthographic, patchyEnvironment, perspective, testScene } from '../harness/testScenes.ts';

/** Light walks below it. */
function wax(color: readonly number[], radius: readonly number[], opacity: Given = 1): Material {
  const graph = new ClosureGraph().add('it', 'subsurface_bsdf', {
    weight: ['float', 1],
    color: ['color3', color],
    radius: ['color3', radius],
    anisotropy: ['float', 0],
  });
  return layeredMaterial(graph.graph('it', undefined, opacity), [], { subsurface: 'walk' });
}

/** Over a medium of these coefficients. */
function filledGlass(
  roughness: number,
  absorption: readonly number[],
  scattering: readonly number[],
  anisotropy = 0,
  ior = 1.5,
): Material {
  const graph = new ClosureGraph()
    .add('glass', 'dielectric_bsdf', {
      weight: ['float', 1],
      tint: ['color3', [1, 1, 1]],
      ior: ['float', ior],
      roughness: ['vector2', [roughness, roughness]],
      scatter_mode: ['string', 'RT'],
    })
    .add('volume', 'anisotropic_vdf', {
      absorption: ['vector3', absorption],
      scattering: ['vector3', scattering],
      anisotropy: ['float', anisotropy],
    })
    .add('all', 'layer', { top: ['BSDF', '@glass'], base: ['BSDF', '@volume'] });
  return layeredMaterial(graph.graph('all'), []);
}

const even = uniformEnvironment([1, 1, 1]);

describe('what is known in closed form', () => {
  it.each([
    { name: 'by channel', radius: [0.05, 0.03, 0.02], away: 0 },
    // Eight metres from the origin rays are spawned .12 mm off a surface: as far as light goes here.
    { name: 'of short ways, far from the origin', radius: [1e-4, 1e-4, 1e-4], away: 8 },
  ])(
    "a thick block of wax in an even light is Chandrasekhar's half space, $name (seed 41)",
    async ({ radius, away }) => {
      const colour = [0.8, 0.5, 0.2];
      const image = await testRender({
        scene: testScene({
          objects: [{ geometry: new BoxGeometry(8, 8, 4), matrix: new Matrix4().makeTranslation(0, 0, -away) }],
          camera: orthographic(0.5),
          environment: even,
        }),
        materials: [wax(colour, radius)],
        samples: 32,
        settings: { bounces: 3, rouletteStart: 16, seed: 41 },
      });
      for (const c of [0, 1, 2]) {
        const { mean, error } = channelMean(image, c);
        const known = halfSpaceAlbedo(singleScatteringAlbedo(colour[c], 0));
        expect(error).toBeLessThan(0.02 * known);
        // Halves keep coefficients to 5e-4, which the many events of a bright channel multiply.
        expect(Math.abs(mean - known)).toBeLessThan(4 * error + 3e-3 * known);
      }
    },
  );

  it.each([
    { name: 'white wax', material: wax([1, 1, 1], [0.4, 0.4, 0.4]), bounces: 3 },
    { name: 'milky glass', material: filledGlass(0.001, [0, 0, 0], [2, 2, 2], 0.5), bounces: 48 },
  ])('a ball of $name in a furnace gives back what came (seed 42)', async ({ material, bounces }) => {
    const image = await testRender({
      scene: testScene({
        objects: [{ geometry: new SphereGeometry(1, 96, 64) }],
        camera: orthographic(0.95),
        environment: even,
      }),
      materials: [material],
      samples: 24,
      settings: { bounces, rouletteStart: 64, seed: 42 },
    });
    // Grey: no path is worth more than another, but for roulette.
    const { mean, error } = imageMean(image);
    expect(error).toBeLessThan(0.008);
    // Smooth glass keeps .985 to 1.01 of the light (seeThrough.test.ts); halves keep an albedo of 1 exactly.
    expect(mean).toBeGreaterThan(0.98 - 4 * error);
    expect(mean).toBeLessThan(1.01 + 4 * error);
  });

  it('a lamp inside coloured glass: its light is dimmed on its way to what is inside, and the view on its own (seed 43)', async () => {
    const absorption = [0.4, 1, 3];
    const [albedo, down, height, aside] = [0.8, 0.6, 0.4, 0.3];
    const image = await testRender({
      scene: testScene({
        objects: [
          { geometry: new BoxGeometry(8, 8, 2) },
          { geometry: new PlaneGeometry(4, 4), matrix: new Matrix4().makeTranslation(0, 0, 1 - down), material: 1 },
        ],
        // So narrow that all is seen at one place, beside the lamp's own image in the glass.
        camera: orthographic(1e-3),
        lights: [{ kind: 'point', name: 'lamp', position: [aside, 0, 1 - down + height], intensity: [3, 3, 3] }],
      }),
      materials: [filledGlass(0.001, absorption, [0, 0, 0]), testMaterial('lambert', albedo)],
      samples: 64,
      settings: { bounces: 2, seed: 43 },
    });
    for (const c of [0, 1, 2]) {
      const { mean, error } = channelMean(image, c);
      const way = Math.hypot(height, aside);
      const irradiance = ((3 * height) / way ** 3) * Math.exp(-absorption[c] * way);
      const known = 0.96 * Math.exp(-absorption[c] * down) * (albedo / Math.PI) * irradiance;
      expect(error).toBeLessThan(0.01 * known);
      expect(Math.abs(mean - known)).toBeLessThan(4 * error + 0.01 * known);
    }
  });

  it('beside it in a split view nothing else is another (seed 44, exactly)', async () => {
    const scene = testScene({
      objects: [{ geometry: new SphereGeometry(1, 24, 16) }],
      camera: orthographic(0.95),
      environment: patchyEnvironment(12),
    });
    const clay = testMaterial('lambert', 0.6);
    const shared = { scene, samples: 4, settings: { bounces: 4, seed: 44 } };
    const tracer = await testTracer({ ...shared, materials: [wax([0.9, 0.5, 0.2], [0.3, 0.2, 0.1])] });
    await tracer.setMaterials([clay], 'b');
    tracer.updateSplit({ enabled: true, position: 0.5 });
    const split = await sampleTimes(tracer, shared.samples);
    tracer.dispose();
    const alone = await testRender({ ...shared, materials: [clay] });
    const right = (image: Radiance) =>
      [...image.mean].filter((_, i) => Math.floor(i / 3) % image.width >= image.width / 2);
    expect(right(split)).toEqual(right(alone));
    expect([...split.mean]).not.toEqual([...alone.mean]);
  });

  it.each([
    { name: 'its front', turn: 0 },
    { name: 'its back', turn: Math.PI },
  ])('a sheet with a hole in a fog, seen from $name, leaves the fog as it is (seed 45)', async ({ turn }) => {
    const sheet = new ClosureGraph().add('it', 'translucent_bsdf', {
      weight: ['float', 1],
      color: ['color3', [1, 1, 1]],
    });
    const fog = { geometry: new BoxGeometry(4, 4, 1) };
    const hole = { geometry: new PlaneGeometry(3, 3), matrix: new Matrix4().makeRotationX(turn), material: 1 };
    const render = (...objects: Parameters<typeof testScene>[0]['objects'][number][]) =>
      testRender({
        scene: testScene({ objects, camera: orthographic(0.1), environment: even }),
        materials: [
          filledGlass(0.001, [0.5, 1, 2], [0, 0, 0], 0, 1),
          layeredMaterial(sheet.graph('it', undefined, 0), []),
        ].slice(0, objects.length),
        samples: 1,
        settings: { bounces: 6, rouletteStart: 16, seed: 45 },
      });
    const [known, image] = [await render(fog), await render(fog, hole)];
    // A path in fifty is drawn as reflected, which brings nothing here: the middle one of the pixels was not.
    const middle = ({ mean }: Radiance, c: number) =>
      [...mean].filter((_, i) => i % 3 === c).toSorted((a, b) => a - b)[mean.length / 6];
    for (const c of [0, 1, 2]) expect(middle(image, c) / middle(known, c)).toBeCloseTo(1, 3);
    expect(middle(known, 2) * 0.98 ** 2).toBeCloseTo(Math.exp(-2), 3);
  });

  it('a channel denser than halves carry leaves the others as they are', async () => {
    const gpu = await testGpu();
    const { program, upload } = filledGlass(0.3, [1e9, 10, 0], [1e9, 0, 10]);
    const { resources, dispose } = await upload(gpu);
    const view = [{ wo: [0, 0, 1] as const }];
    const [{ interior }] = await bsdfQueries(gpu, program, resources).shade(view, Float32Array.of(0, 0, 1), 1);
    dispose();
    const { absorption, scattering } = unpackMedium(interior);
    expect([absorption, scattering]).toEqual([
      [65504, 10, 0],
      [65504, 0, 10],
    ]);
  });

  it('what is not there at all fills nothing (exactly)', async () => {
    const image = await testRender({
      scene: testScene({
        objects: [{ geometry: new SphereGeometry(1, 24, 16) }],
        camera: orthographic(0.9),
        environment: { ...even, background: [0.3, 0.3, 0.3], backgroundScale: 0 },
      }),
      materials: [wax([0.5, 0.5, 0.5], [0.1, 0.1, 0.1], 0)],
      samples: 1,
      settings: { bounces: 4 },
    });
    for (const value of image.mean) expect(value).toBeCloseTo(0.3, 6);
  });
});

describe('light samples and material samples agree around what light walks through', () => {
  const lying = (height: number): Matrix4 =>
    new Matrix4().makeTranslation(0, height, 0).multiply(new Matrix4().makeRotationX(-Math.PI / 2));
  const at = (x: number, y: number, z: number) => new Matrix4().makeTranslation(x, y, z);
  const scene = testScene({
    objects: [
      { geometry: new PlaneGeometry(6, 6), matrix: lying(0) },
      { geometry: new SphereGeometry(0.5, 24, 16), matrix: at(-0.7, 0.6, 0), material: 1 },
      { geometry: new SphereGeometry(0.5, 24, 16), matrix: at(0.6, 0.6, 0), material: 2 },
      // A stone in the glass, and a body that is half there.
      { geometry: new SphereGeometry(0.2, 16, 12), matrix: at(0.6, 0.6, 0) },
      { geometry: new BoxGeometry(0.5, 0.5, 0.5), matrix: at(0, 0.3, 0.8), material: 3 },
    ],
    camera: perspective([0, 1.7, 3.4], [0, 0.6, 0]),
    lights: [{ kind: 'point', name: 'lamp', position: [0.5, 2.4, -0.8], intensity: [1, 1, 2] }],
    environment: patchyEnvironment(12),
  });
  const materials = [
    testMaterial('lambert', 0.6),
    wax([0.9, 0.6, 0.3], [0.2, 0.1, 0.05]),
    filledGlass(0.4, [0.2, 0.1, 0], [1, 1, 2], 0.4),
    wax([0.3, 0.6, 0.9], [0.1, 0.1, 0.2], 0.5),
  ];
  const render = (settings: Partial<PathTracerSettings>, samples = 24): Promise<Radiance> =>
    testRender({ scene, materials, size: 16, samples, settings: { bounces: 12, rouletteStart: 4, ...settings } });

  let mis: Radiance;
  beforeAll(async () => {
    mis = await render({ seed: 51 });
  });

  it.each([
    { strategy: 'light', seed: 52 },
    { strategy: 'bsdf', seed: 53 },
  ] as const)('$strategy (seeds $seed, 51)', async ({ strategy, seed }) => {
    const other = await render({ seed, lightStrategy: strategy });
    expect(mis.refused).toBe(0);
    expectEqualMeans(other, mis);
    expect(imageMean(mis).error).toBeLessThan(0.04 * imageMean(mis).mean);
  });

  it('gives the same bytes again (seed 54)', async () => {
    const [once, again] = [await render({ seed: 54 }, 2), await render({ seed: 54 }, 2)];
    expect(again.mean).toEqual(once.mean);
  });
});
