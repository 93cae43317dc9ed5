import { Group, OrthographicCamera, PerspectiveCamera, Raycaster, Vector2, type Camera } from 'three';
import { describe, expect, it } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { cameraData, type LensOptions } from '../../src/scene/cameraData.ts';
import { uploadScene } from '../../src/scene/gpuScene.ts';
import { sceneLayout } from '../../src/scene/sceneBindings.ts';
import { testGpu } from '../harness/gpu.ts';
import { sceneWith } from './lightProbe.ts';
import { runProbe } from './probe.ts';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';

const WIDTH = 40;
const HEIGHT = 30;

/** Rays for (pixel x, pixel y, jitter x, jitter y | lens x, lens y). */
async function cameraRays(camera: Camera, lens: LensOptions, queries: number[][]) {
  const gpu = await testGpu();
  const scene = await uploadScene(gpu, sceneWith(uniformEnvironment([0, 0, 0])));
  scene.updateCamera(cameraData(camera, lens), WIDTH, HEIGHT);
  const answers = await runProbe(
    gpu,
    {
      imports: `import package::scene::camera::camera_ray;
import package::scene_bindings::camera;`,
      body: `let q = queries[2u * i];
  let ray = camera_ray(camera, vec2u(q.xy), q.zw, queries[2u * i + 1u].xy);
  answers[2u * i] = vec4f(ray.origin, ray.t_min);
  answers[2u * i + 1u] = vec4f(ray.direction, ray.t_max);`,
      layouts: [sceneLayout(1)],
    },
    Float32Array.from(queries.flatMap((query) => [...query, 0, 0, 0, 0].slice(0, 8))),
    queries.length,
    2,
    [scene.sceneResources],
  );
  scene.dispose();
  return queries.map((_, i) => ({
    origin: [...answers.subarray(i * 8, i * 8 + 3)],
    direction: [...answers.subarray(i * 8 + 4, i * 8 + 7)],
  }));
}

function placed<C extends Camera>(camera: C): C {
  camera.position.set(1, 2, 3);
  camera.rotation.set(0.3, -0.5, 0.2);
  return camera;
}

function shifted(): PerspectiveCamera {
  const camera = placed(new PerspectiveCamera(35, WIDTH / HEIGHT, 0.1, 100));
  camera.setViewOffset(80, 60, 7, 11, 40, 30);
  return camera;
}

function inScaledGroup(): PerspectiveCamera {
  const camera = placed(new PerspectiveCamera(50, WIDTH / HEIGHT));
  const group = new Group();
  group.position.set(4, 0, 1);
  group.rotation.y = 1;
  group.add(camera);
  return camera;
}

const cameras: [string, Camera][] = [
  ['perspective', placed(new PerspectiveCamera(50, WIDTH / HEIGHT))],
  ['perspective with a view offset', shifted()],
  ['perspective inside a group', inScaledGroup()],
  ['orthographic', placed(new OrthographicCamera(-2, 3, 1.5, -1.2))],
];

describe.each(cameras)('%s camera, seed 41', (_, camera) => {
  const random = new Pcg(41);
  const queries = Array.from({ length: 64 }, () => [
    random.nextU32() % WIDTH,
    random.nextU32() % HEIGHT,
    random.nextFloat(),
    random.nextFloat(),
    random.nextFloat(),
    random.nextFloat(),
  ]);

  it("sends three's rays", async () => {
    const rays = await cameraRays(camera, {}, queries);
    camera.updateWorldMatrix(true, false);
    const raycaster = new Raycaster();
    rays.forEach(({ origin, direction }, i) => {
      const [x, y, jx, jy] = queries[i];
      const clip = new Vector2((2 * (x + jx)) / WIDTH - 1, 1 - (2 * (y + jy)) / HEIGHT);
      raycaster.setFromCamera(clip, camera as PerspectiveCamera);
      const [o, d] = [raycaster.ray.origin.toArray(), raycaster.ray.direction.toArray()];
      // Some tens of float32 roundings at positions of a few metres.
      for (let k = 0; k < 3; k++) {
        expect(Math.abs(origin[k] - o[k])).toBeLessThan(1e-5);
        expect(Math.abs(direction[k] - d[k])).toBeLessThan(1e-5);
      }
    });
  });

  it('with a lens, rays of one pixel meet in the plane of focus and start all over the lens', async () => {
    const lens = { aperture: 0.2, focusDistance: 4 };
    const one = queries.map((query) => [10, 20, 0.25, 0.75, query[4], query[5]]);
    const rays = await cameraRays(camera, lens, one);
    const data = cameraData(camera, lens);
    const points = rays.map(({ origin, direction }) => {
      const depth = dot(direction, normalize(cross(data.right, data.up), data.forward));
      const from = dot(subtract(origin, data.position), normalize(cross(data.right, data.up), data.forward));
      return origin.map((value, k) => value + ((lens.focusDistance - from) / depth) * direction[k]);
    });
    // As above, and carried along by the focus distance.
    for (const point of points) expect(Math.hypot(...subtract(point, points[0]))).toBeLessThan(2e-5);
    const offsets = rays.map(({ origin }) => Math.hypot(...subtract(origin, rays[0].origin)));
    // From one point of the lens the farthest is a radius away at least, and no more than its diameter.
    expect(Math.max(...offsets)).toBeGreaterThan(lens.aperture);
    expect(Math.max(...offsets)).toBeLessThan(2 * lens.aperture);
  });
});

it('a camera that is neither perspective nor orthographic, or broken, is an error', () => {
  const camera = new PerspectiveCamera();
  camera.name = 'broken';
  camera.position.x = NaN;
  expect(() => cameraData(camera)).toThrow(/'broken'.*not finite/);
  expect(() => cameraData(new PerspectiveCamera(), { aperture: -1 })).toThrow(/aperture -1/);
  expect(() => cameraData(new Group() as unknown as Camera)).toThrow(/neither perspective nor orthographic/);
});

type Triple = readonly number[];
const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const subtract = (a: Triple, b: Triple) => a.map((value, k) => value - b[k]);
const cross = (a: Triple, b: Triple) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
/** Unit along `v`, on the side of `like`. */
const normalize = (v: Triple, like: Triple) => {
  const length = Math.hypot(...v) * (dot(v, like) < 0 ? -1 : 1);
  return v.map((value) => value / length);
};
