import { srgbFromLinear } from '../../src/math/srgb.ts';
import { BoxGeometry } from 'three';
import { expect, test } from 'vitest';
import { createBuffer } from '../../src/engine/buffers.ts';
import { toneMap, type Rgb } from '../../src/pathtracer/toneMap.ts';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { testGpu } from '../harness/gpu.ts';
import { sampleTimes, testRender, testTracer } from '../harness/renderTest.ts';
import { testMaterial, withProgramText } from '../harness/testMaterials.ts';
import { perspective, testScene } from '../harness/testScenes.ts';

const box = {
  scene: testScene({
    objects: [{ geometry: new BoxGeometry(1, 1, 1) }],
    camera: perspective([2, 1.5, 2], [0, 0, 0]),
    environment: uniformEnvironment([0.5, 0.3, 0.2]),
  }),
  materials: [testMaterial('uniformLambert', 0.8)],
  size: 12,
};

test('mean and variance are those of the samples', async () => {
  const tracer = await testTracer({ ...box, samples: 0 });
  const samples = 12;
  const values: Float32Array[] = [];
  let last: Float32Array = new Float32Array(0);
  for (let n = 1; n <= samples; n++) {
    const { mean } = await sampleTimes(tracer, 1);
    // x_n = n·mean_n - (n-1)·mean_(n-1)
    values.push(mean.map((value, i) => n * value - (n - 1) * (last[i] ?? 0)));
    last = mean;
  }
  const { variance, samples: counts } = await tracer.readRadiance();
  tracer.dispose();
  expect(new Set(counts)).toEqual(new Set([samples]));
  last.forEach((mean, i) => {
    const expected = values.reduce((sum, value) => sum + (value[i] - mean) ** 2, 0) / (samples - 1);
    // Samples are reconstructed from float32 means: 12 roundings.
    expect(Math.abs(variance[i] - expected)).toBeLessThan(1e-4);
  });
  expect(Math.max(...variance)).toBeGreaterThan(0.001);
});

test('readPixels is the tone-mapped mean in sRGB', async () => {
  const tracer = await testTracer({ ...box, samples: 0, settings: { toneMap: 'neutral', exposure: 1.7 } });
  const { mean } = await sampleTimes(tracer, 2);
  const pixels = await tracer.readPixels();
  for (let i = 0; i < 144; i++) {
    const shown = toneMap([mean[i * 3], mean[i * 3 + 1], mean[i * 3 + 2]] as Rgb, 'neutral', 1.7).map(srgbFromLinear);
    // One step: rounding to 8 bits may fall either way.
    shown.forEach((value, c) => expect(Math.abs(pixels[i * 4 + c] - value * 255)).toBeLessThan(1.01));
    expect(pixels[i * 4 + 3]).toBe(255);
  }
  tracer.dispose();
});

test('present fills a texture of another size', async () => {
  const { device } = await testGpu();
  const tracer = await testTracer({ ...box, samples: 0, settings: { toneMap: 'linear' } });
  await tracer.renderSample();
  const target = device.createTexture({ size: [24, 24], format: 'rgba8unorm', usage: 0x08 | 0x01 });
  tracer.present(target);
  const rows = createBuffer(await testGpu(), 'rows', 256 * 24, 0x08 | 0x01);
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture: target }, { buffer: rows, bytesPerRow: 256 }, [24, 24]);
  device.queue.submit([encoder.finish()]);
  await rows.mapAsync(1);
  const shown = new Uint8Array(rows.getMappedRange());
  const pixels = await tracer.readPixels();
  for (let y = 0; y < 24; y++)
    for (let x = 0; x < 24; x++)
      expect(shown[y * 256 + x * 4]).toBe(pixels[(Math.floor(y / 2) * 12 + Math.floor(x / 2)) * 4]);
  tracer.dispose();
  target.destroy();
});

test('samples that are not finite stay out of the mean and are counted', async () => {
  const good = testMaterial('lambert', 1);
  const text = good.program.modules['program'].replace(
    'result.weight = tint.rgb',
    // NaN for half of the samples, made where no compiler sees it.
    'result.weight = tint.rgb * select(1.0, bitcast<f32>(0x7fc00000u + u32(tint.a)), u_prepare.x < 0.5)',
  );
  const image = await testRender({
    ...box,
    materials: [withProgramText(good, 'half NaN', text)],
    samples: 8,
    settings: { lightStrategy: 'bsdf', bounces: 1 },
  });
  expect(image.refused).toBeGreaterThan(50);
  expect(image.samples.reduce((sum, n) => sum + n, 0)).toBe(144 * 8 - image.refused);
  image.mean.forEach((value, i) => expect(value).toBeCloseTo([0.5, 0.3, 0.2][i % 3], 5));
});

test('a size that the adapter cannot hold is refused by name, and the one before can be had again', async () => {
  const tracer = await testTracer({ ...box, samples: 0 });
  const before = (await sampleTimes(tracer, 2)).mean;
  tracer.setSize(2 ** 15, 2 ** 15);
  await expect(tracer.renderSample()).rejects.toThrow(/buffer 'film.*needs \d+ bytes; this graphics adapter allows/);
  tracer.setSize(box.size, box.size);
  expect((await sampleTimes(tracer, 2)).mean).toEqual(before);
  tracer.dispose();
});

test('a scene of too many materials is refused when it is set, and the one before stays', async () => {
  const tracer = await testTracer({ ...box, samples: 0 });
  const before = (await sampleTimes(tracer, 1)).mean;
  const materials = Array.from({ length: 512 }, () => box.scene.materials[0]);
  await expect(tracer.setScene({ ...box.scene, materials })).rejects.toThrow('512 materials; 511 are supported');
  tracer.reset();
  expect((await sampleTimes(tracer, 1)).mean).toEqual(before);
  tracer.dispose();
});
