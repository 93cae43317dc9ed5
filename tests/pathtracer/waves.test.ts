import { Matrix4, PlaneGeometry, SphereGeometry } from 'three';
import { expect, test } from 'vitest';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { sampleTimes, testRender, testTracer } from '../harness/renderTest.ts';
import { testMaterial } from '../harness/testMaterials.ts';
import { orthographic, perspective, testScene } from '../harness/testScenes.ts';

/** A floor and a ball: two materials, indirect light, an environment. */
const room = {
  scene: testScene({
    objects: [
      { geometry: new PlaneGeometry(6, 6), matrix: new Matrix4().makeRotationX(-Math.PI / 2) },
      { geometry: new SphereGeometry(0.7, 16, 12), matrix: new Matrix4().makeTranslation(0, 0.7, 0), material: 1 },
    ],
    camera: perspective([0, 1.6, 3.2], [0, 0.5, 0]),
    environment: uniformEnvironment([0.8, 0.9, 1]),
  }),
  materials: [testMaterial('uniformLambert', [0.8, 0.6, 0.4]), testMaterial('lambert', 0.5)],
  samples: 3,
  settings: { bounces: 3, rouletteStart: 2 },
};

test('same seed, same bytes; another seed, others', async () => {
  const first = await testRender(room);
  expect(await testRender(room)).toEqual(first);
  expect((await testRender({ ...room, settings: { ...room.settings, seed: 2 } })).mean).not.toEqual(first.mean);
});

test('cutting the image into submits of one block changes nothing', async () => {
  const size = 20; // blocks stick out of the image on both sides
  const whole = await testRender({ ...room, size });
  expect(await testRender({ ...room, size, waveCapacity: 64 })).toEqual(whole);
});

test('every hit is shaded by its own material: 100 quads, 3 programs', async () => {
  const tiles = 10;
  const quad = new PlaneGeometry(0.2, 0.2);
  const kinds = ['lambert', 'uniformLambert', 'mirror'] as const;
  const materials = Array.from({ length: tiles * tiles }, (_, i) => testMaterial(kinds[i % 3], (i + 1) / 100));
  const image = await testRender({
    scene: testScene({
      objects: materials.map((_, i) => ({
        geometry: quad,
        matrix: new Matrix4().makeTranslation((i % tiles) * 0.2 - 0.9, 0.9 - Math.floor(i / tiles) * 0.2, 0),
        material: i,
      })),
      camera: orthographic(1),
      environment: uniformEnvironment([1, 1, 1]),
    }),
    materials,
    size: 2 * tiles,
    samples: 16,
    settings: { bounces: 1, lightStrategy: 'bsdf' },
  });
  for (let i = 0; i < image.samples.length; i++) {
    const tile = Math.floor(Math.floor(i / (2 * tiles)) / 2) * tiles + Math.floor((i % (2 * tiles)) / 2);
    // uniformLambert is the only one with noise: its weight 2·cosθ has a standard deviation of 0.58.
    const tolerance = tile % 3 === 1 ? (5 * 0.58) / Math.sqrt(16) : 1e-4;
    expect(Math.abs(image.mean[i * 3] * (100 / (tile + 1)) - 1), `pixel ${i}, tile ${tile}`).toBeLessThan(tolerance);
  }
});

test('a split view with equal sides is the whole view, byte for byte', async () => {
  const whole = await testRender(room);
  const tracer = await testTracer(room);
  await tracer.setMaterials(room.materials, 'b');
  tracer.updateSplit({ enabled: true, position: 0.3 });
  expect(await sampleTimes(tracer, room.samples)).toEqual(whole);
  tracer.dispose();
});

test('each side of a split view has its own materials, also behind a bounce', async () => {
  const others = [testMaterial('mirror', 0.3), testMaterial('lambert', [0.1, 0.9, 0.1])];
  const left = await testRender(room);
  const right = await testRender({ ...room, materials: others });
  const tracer = await testTracer(room);
  await tracer.setMaterials(others, 'b');
  tracer.updateSplit({ enabled: true, position: 0.5 });
  const { mean, width } = await sampleTimes(tracer, room.samples);
  tracer.dispose();
  mean.forEach((value, i) => {
    const side = Math.floor(i / 3) % width < width / 2 ? left : right;
    expect(value).toBe(side.mean[i]);
  });
});

test('a split view without materials for side b is refused', async () => {
  const tracer = await testTracer(room);
  tracer.updateSplit({ enabled: true });
  await expect(tracer.renderSample()).rejects.toThrow(/side b has no materials/);
  tracer.dispose();
});

test('resizing, larger and smaller, gives the picture of that size', async () => {
  const tracer = await testTracer({ ...room, size: 12 });
  await tracer.renderSample();
  for (const size of [24, 9]) {
    tracer.setSize(size, size);
    expect(tracer.samples).toBe(0);
    expect(await sampleTimes(tracer, room.samples)).toEqual(await testRender({ ...room, size }));
  }
  tracer.setSize(32, 16);
  tracer.updateSettings({ renderScale: 0.5 });
  await tracer.renderSample();
  const { width, height } = await tracer.readRadiance();
  expect([width, height]).toEqual([16, 8]);
  tracer.dispose();
});

test('materials that are not ready are striped, named, and leave no trace once they are', async () => {
  const tracer = await testTracer(room);
  await tracer.setScene(room.scene);
  const placeholder = await tracer.renderSample();
  expect(placeholder.pending).toEqual(['a/material 0', 'a/material 1']);
  const striped = await tracer.readRadiance();
  expect(new Set(striped.mean).size).toBeGreaterThan(3);
  await tracer.setMaterials(room.materials);
  expect(tracer.samples).toBe(0);
  expect(tracer.status.pending).toEqual([]);
  expect(tracer.status.programs.map((program) => program.state)).toEqual(['ready', 'ready']);
  expect(await sampleTimes(tracer, room.samples)).toEqual(await testRender(room));
  tracer.dispose();
});

test('a program that does not compile is told by name; the others go on', async () => {
  const tracer = await testTracer(room);
  const good = room.materials[0];
  const broken = {
    ...good,
    name: 'broken',
    program: {
      ...good.program,
      key: 'broken',
      label: 'broken',
      modules: { program: 'fn shade() -> u32 { return nothing; }' },
    },
  };
  await expect(tracer.setMaterials([broken, good])).rejects.toThrow(/broken/);
  const { pending } = await tracer.renderSample();
  expect(pending).toEqual(['a/broken']);
  expect(tracer.status.programs.find((program) => program.label === 'broken')?.state).toBe('failed');
  tracer.dispose();
});

test('a change during a render call restarts the film', async () => {
  const tracer = await testTracer({ ...room, waveCapacity: 64 });
  const running = tracer.renderSample();
  tracer.updateSettings({ seed: 7 });
  await running;
  expect(tracer.samples).toBe(1);
  const once = await testRender({ ...room, samples: 1, settings: { ...room.settings, seed: 7 } });
  expect(await tracer.readRadiance()).toEqual(once);
  tracer.dispose();
});

test('renderFor stops in the middle of a sample and goes on there; maxSamples ends it', async () => {
  const tracer = await testTracer({ ...room, waveCapacity: 64 });
  tracer.updateSettings({ maxSamples: 2 });
  const { samples, progress } = await tracer.renderFor(0.001);
  expect(samples).toBe(0);
  expect(progress).toBeGreaterThan(0);
  expect((await tracer.renderFor(60_000)).samples).toBe(2);
  expect(await tracer.readRadiance()).toEqual(await testRender({ ...room, samples: 2 }));
  tracer.dispose();
});

test('passes are timed apart, the sides of a split view too', async () => {
  const tracer = await testTracer({ ...room, settings: { ...room.settings, measure: true } });
  await tracer.setMaterials(room.materials, 'b');
  tracer.updateSplit({ enabled: true });
  const { gpuTimes } = await tracer.renderSample();
  const shading = ['a', 'b'].flatMap((side) => room.materials.map((m) => `shade/${side}/${m.name}`));
  const others = ['accumulate', 'bin', 'camera', 'escape', 'light', 'shadow', 'trace'];
  expect(Object.keys(gpuTimes!).toSorted()).toEqual([...others, ...shading].toSorted());
  tracer.dispose();
});

test('wrong calls are refused with the reason', async () => {
  const tracer = await testTracer(room);
  await expect(tracer.setMaterials([])).rejects.toThrow(/0 materials for a scene that has 2/);
  expect(() => tracer.updateSettings({ bounces: 0 })).toThrow(/bounces is 0/);
  expect(() => tracer.updateSplit({ position: 2 })).toThrow(/split position is 2/);
  await expect(tracer.readPixels()).rejects.toThrow(/nothing was rendered/);
  const running = tracer.renderSample();
  await expect(tracer.renderSample()).rejects.toThrow(/still running/);
  await running;
  tracer.dispose();
});

test('an empty scene shows the background', async () => {
  const scene = testScene({
    objects: [],
    camera: orthographic(1),
    environment: { ...uniformEnvironment([1, 1, 1]), background: [0.5, 0, 0], backgroundScale: 0.25 },
  });
  const { mean } = await testRender({ scene, materials: [], samples: 1 });
  mean.forEach((value, i) => expect(value).toBeCloseTo([0.75, 0.25, 0.25][i % 3], 6));
});
