import { describe, expect, it, test } from 'vitest';
import { ladder, openRung, rungDocument } from '../../bench/speed/ladder.ts';
import { shuffledBall } from '../../bench/speed/shuffledBall.ts';
import { timedFrames } from '../../bench/speed/timedFrames.ts';
import { compileLayered } from '../../src/materials/layered/layeredProgram.ts';
import type { PathTracer } from '../../src/pathtracer/pathTracer.ts';
import { demoObjects } from '../../src/scene/demoObjects.ts';

describe('the break-even ladder', () => {
  it('goes from 2 to more than 200 live nodes, with names of its own, and every pattern is live', async () => {
    const live: number[] = [];
    // Some of them: a document takes MaterialX a second.
    const few = ['diffuse', 'noise2+specular+coat', 'noise32+specular+coat+sheen', 'image4+specular+coat'];
    for (const rung of ladder.filter(({ name }) => few.includes(name))) {
      const { graph, images } = await openRung(rung);
      const { report } = compileLayered(graph);
      live.push(report.liveNodes);
      expect(report.fetches, rung.name).toBe(rung.images);
      expect(images.length, rung.name).toBe(rung.images);
      expect([...graph.nodes.values()].filter(({ category }) => category === 'noise2d').length, rung.name).toBe(
        rung.noises,
      );
      // Diffuse base, and a lobe a layer.
      expect(report.lobes.length, rung.name).toBe(1 + rung.layers.length);
    }
    expect(ladder.length).toBeGreaterThanOrEqual(12);
    expect(new Set(ladder.map(({ name }) => name)).size).toBe(ladder.length);
    expect(Math.min(...live)).toBeLessThanOrEqual(3);
    expect(Math.max(...live)).toBeGreaterThan(200);
    expect(live.length).toBe(few.length);
  });

  it('takes any rung: a document is text of its own', () => {
    expect(rungDocument({ name: 'x', noises: 1, images: 1, layers: ['coat'] })).toContain('coat_color');
  });
});

test('a shuffled ball has every triangle once, and neighbours of different parts (seed 1)', async () => {
  const { meshes, instances, materials } = await shuffledBall(16, 4, 'uniform');
  const triangles = demoObjects.shaderBall().index!.count / 3;
  expect(meshes.reduce((sum, { indices }) => sum + indices.length / 3, 0)).toBe(triangles);
  expect(materials.length).toBe(4);
  expect(instances.map(({ material }) => material)).toEqual(Array.from({ length: 16 }, (_, part) => part % 4));
  const sizes = meshes.map(({ indices }) => indices.length / 3);
  // Binomial: 6 standard deviations.
  const mean = triangles / 16;
  sizes.forEach((size) => expect(Math.abs(size - mean)).toBeLessThan(6 * Math.sqrt(mean)));
});

test('frames are timed turn by turn, the first of each left out', async () => {
  const order: string[] = [];
  const tracer = (name: string) => ({ renderSample: async () => order.push(name) }) as unknown as PathTracer;
  const times = await timedFrames([tracer('a'), tracer('b')], 2, new AbortController().signal);
  expect(order.join('')).toBe('ababab');
  expect(times.map((own) => own.length)).toEqual([2, 2]);
  await expect(timedFrames([tracer('a')], 2, AbortSignal.abort())).rejects.toThrow();
});
