import { expect } from 'vitest';
import type { Material } from '../../src/materials/program.ts';
import type { Radiance } from '../../src/pathtracer/film.ts';
import { PathTracer } from '../../src/pathtracer/pathTracer.ts';
import type { PathTracerSettings } from '../../src/pathtracer/settings.ts';
import type { SceneData } from '../../src/scene/sceneData.ts';
import { testGpu } from './gpu.ts';

export interface TestRender {
  scene: SceneData;
  materials: Material[];
  size?: number;
  samples: number;
  settings?: Partial<PathTracerSettings>;
  waveCapacity?: number;
}

/** A tracer with scene, materials and size set, samples independent; the caller disposes of it. */
export async function testTracer(render: TestRender): Promise<PathTracer> {
  const { settings = {}, waveCapacity = 4096, size = 16 } = render;
  const tracer = await PathTracer.create(await testGpu(), {
    settings: { sampling: 'independent', ...settings },
    waveCapacity,
  });
  await tracer.setScene(render.scene);
  await tracer.setMaterials(render.materials);
  tracer.setSize(size, size);
  return tracer;
}

export async function sampleTimes(tracer: PathTracer, samples: number): Promise<Radiance> {
  for (let i = 0; i < samples; i++) await tracer.renderSample();
  return tracer.readRadiance();
}

export async function testRender(render: TestRender): Promise<Radiance> {
  const tracer = await testTracer(render);
  const radiance = await sampleTimes(tracer, render.samples);
  tracer.dispose();
  return radiance;
}

/** Mean over all pixels and channels, with its standard error from the samples' variances. */
export function imageMean({ mean, variance, samples }: Radiance): { mean: number; error: number } {
  let sum = 0;
  let squares = 0;
  mean.forEach((value, i) => {
    sum += value;
    // Channels of a pixel share their paths: errors add up, they do not average out.
    squares += (3 * variance[i]) / samples[Math.floor(i / 3)];
  });
  return { mean: sum / mean.length, error: Math.sqrt(squares) / mean.length };
}

/** The same of one channel. */
export function channelMean({ mean, variance, samples }: Radiance, c: number): { mean: number; error: number } {
  let sum = 0;
  let squares = 0;
  for (let i = c; i < mean.length; i += 3) {
    sum += mean[i];
    squares += variance[i] / samples[Math.floor(i / 3)];
  }
  return { mean: (3 * sum) / mean.length, error: (3 * Math.sqrt(squares)) / mean.length };
}

/** Standard scores of the differences of two independent images, one a square of `block` x `block` pixels. */
function blockScores(a: Radiance, b: Radiance, block: number): number[] {
  const across = Math.floor(a.width / block);
  const down = Math.floor(a.height / block);
  return Array.from({ length: across * down }, (_, i) => {
    const [x, y] = [a, b].map((image) =>
      imageMean(crop(image, (i % across) * block, Math.floor(i / across) * block, block)),
    );
    return (x.mean - y.mean) / Math.hypot(x.error, y.error);
  });
}

/**
 * That two independent images have equal expectations, in the whole and by squares of four pixels: |z| < 4.3 everywhere fails once
 * in 3,000 seeds.
 */
export function expectEqualMeans(a: Radiance, b: Radiance): void {
  for (const block of [a.width, 4])
    for (const score of blockScores(a, b, block))
      expect(Math.abs(score), `squares of ${block} pixels`).toBeLessThan(4.3);
}

function crop(image: Radiance, left: number, top: number, size: number): Radiance {
  const pixels = Array.from(
    { length: size * size },
    (_, i) => (top + Math.floor(i / size)) * image.width + left + (i % size),
  );
  const values = (from: Float32Array) => Float32Array.from(pixels.flatMap((p) => [...from.subarray(p * 3, p * 3 + 3)]));
  const samples = Uint32Array.from(pixels, (p) => image.samples[p]);
  return { ...image, width: size, height: size, mean: values(image.mean), variance: values(image.variance), samples };
}
