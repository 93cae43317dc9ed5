import { Mesh, MeshStandardMaterial, PerspectiveCamera, PlaneGeometry, Scene } from 'three';
import { describe, expect, it } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { flattenScene } from '../../src/scene/flattenScene.ts';
import { intersectScene, intersectSceneByForce } from '../../src/scene/intersectScene.ts';
import type { SceneData } from '../../src/scene/sceneData.ts';
import { testGpu } from '../harness/gpu.ts';
import { closedBall, randomRays, soupScene, type Ray } from './soups.ts';
import { traceOnGpu } from './trace.ts';

const scenes: [string, () => SceneData][] = [
  ['one soup of 1 triangle, seed 1', () => soupScene(1, 1, 1, 1)],
  ['one soup of 500, seed 2', () => soupScene(2, 1, 500, 1)],
  ['three soups of 200 in 40 stretched and mirrored instances, seed 3', () => soupScene(3, 3, 200, 40)],
  ['no triangle', () => flattenScene(new Scene(), new PerspectiveCamera())],
];

describe.each(scenes)('%s', (_, make) => {
  const data = make();
  const rays = randomRays(11, 2048);

  it('tree = brute force, in float64', () => {
    for (const { origin, direction } of rays.slice(0, 600)) {
      const byTree = intersectScene(data, origin, direction);
      expect(byTree).toEqual(intersectSceneByForce(data, origin, direction));
    }
  });

  it('GPU = CPU', async () => {
    const hits = await traceOnGpu(await testGpu(), data, rays);
    const unlike = rays.filter((ray, i) => {
      const cpu = intersectScene(data, ray.origin, ray.direction);
      const gpu = hits[i];
      if (gpu.any !== gpu.instance >= 0) return true;
      if (!cpu || gpu.instance < 0) return Boolean(cpu) || gpu.instance >= 0;
      return Math.abs(gpu.t - cpu.t) > 1e-4 * cpu.t || gpu.triangle !== cpu.triangle || gpu.instance !== cpu.instance;
    });
    // In float32 a ray within some 1e-6 of an edge may fall on its other side; random rays do so once in 1e5.
    expect(unlike.length).toBeLessThanOrEqual(2);
  });
});

it('GPU barycentrics give the point of t', async () => {
  const data = soupScene(5, 1, 100, 3);
  const rays = randomRays(12, 1024);
  const hits = await traceOnGpu(await testGpu(), data, rays);
  let worst = 0;
  hits.forEach((hit, i) => {
    if (hit.instance < 0) return;
    const along = rays[i].origin.map((value, k) => value + hit.t * rays[i].direction[k]);
    const at = pointOf(data, hit.instance, hit.triangle, hit.barycentrics);
    worst = Math.max(worst, ...along.map((value, k) => Math.abs(value - at[k])));
  });
  // Coordinates reach 6, so an ulp is 5e-7; slivers cost some more.
  expect(worst).toBeLessThan(2e-5);
  expect(worst).toBeGreaterThan(0);
});

// A closed ball seen from inside: every ray must meet it, the more so rays aimed at its edges and corners.
it('no ray slips through shared edges or corners, seed 7', async () => {
  const scene = new Scene();
  const ball = new Mesh(closedBall(), new MeshStandardMaterial());
  ball.scale.set(2, 1, -0.5);
  ball.rotation.set(0.3, 0.2, 0.1);
  scene.add(ball);
  const data = flattenScene(scene, new PerspectiveCamera());
  const random = new Pcg(7);
  const [mesh] = data.meshes;
  const rays: Ray[] = Array.from({ length: 8192 }, (_, i) => {
    const triangle = random.nextU32() % (mesh.indices.length / 3);
    // A point of an edge, or in every fourth ray a corner.
    const along = i % 4 === 0 ? 0 : random.nextFloat();
    const target = pointOf(data, 0, triangle, [along, 0]);
    const origin = [0, 1, 2].map(() => (random.nextFloat() - 0.5) * 0.2);
    return { origin, direction: target.map((value, k) => value - origin[k]) };
  });
  const hits = await traceOnGpu(await testGpu(), data, rays);
  expect(hits.filter((hit) => hit.instance < 0).length).toBe(0);
  expect(Math.max(...hits.map((hit) => Math.abs(hit.t - 1)))).toBeLessThan(1e-4);
});

it('rays along the axes and in the plane of a box are no trouble', async () => {
  const scene = new Scene();
  const plane = new Mesh(new PlaneGeometry(2, 2, 4, 4), new MeshStandardMaterial());
  scene.add(plane);
  const data = flattenScene(scene, new PerspectiveCamera());
  const rays: Ray[] = [];
  for (let x = -1; x <= 1; x += 0.25)
    for (let y = -1; y <= 1; y += 0.25) rays.push({ origin: [x, y, 3], direction: [0, 0, -1] });
  const inPlane: Ray = { origin: [-3, 0.1, 0], direction: [1, 0, 0] };
  const hits = await traceOnGpu(await testGpu(), data, [...rays, inPlane]);
  const inside = hits.slice(0, -1).filter((_, i) => Math.max(...rays[i].origin.slice(0, 2).map(Math.abs)) < 1);
  expect(inside.every((hit) => Math.abs(hit.t - 3) < 1e-6)).toBe(true);
  // A ray in the plane of a triangle meets no area; it must end, and not with a number that is none.
  expect(hits.every((hit) => Number.isFinite(hit.t))).toBe(true);
});

function pointOf(data: SceneData, instance: number, triangle: number, [u, v]: [number, number]): number[] {
  const { mesh, worldFromObject: m } = data.instances[instance];
  const { positions, indices } = data.meshes[mesh];
  const weights = [1 - u - v, u, v];
  const p = [0, 1, 2].map((axis) =>
    weights.reduce((sum, weight, k) => sum + weight * positions[indices[triangle * 3 + k] * 3 + axis], 0),
  );
  return [0, 4, 8].map((row) => m[row] * p[0] + m[row + 1] * p[1] + m[row + 2] * p[2] + m[row + 3]);
}
