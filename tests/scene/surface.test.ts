import {
  Euler,
  Matrix3,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  PlaneGeometry,
  Scene,
  SphereGeometry,
  Vector3,
} from 'three';
import { describe, expect, it } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { flattenScene } from '../../src/scene/flattenScene.ts';
import { uploadScene } from '../../src/scene/gpuScene.ts';
import { intersectScene } from '../../src/scene/intersectScene.ts';
import { sceneLayout } from '../../src/scene/sceneBindings.ts';
import type { SceneData } from '../../src/scene/sceneData.ts';
import { testGpu } from '../harness/gpu.ts';
import { runProbe } from './probe.ts';
import { randomRays, soupScene, wildMatrix, type Ray } from './soups.ts';
import { packRays } from './trace.ts';

interface Surface {
  hit: boolean;
  position: Vector3;
  geometric: Vector3;
  tangent: Vector3;
  bitangent: Vector3;
  normal: Vector3;
  object: Vector3;
  uv: [number, number];
  density: number;
  front: boolean;
  material: number;
  /** Whether a ray spawned to either side starts off the surface on that side and meets nothing within 1e-4. */
  spawned: [number, number];
}

async function resolve(data: SceneData, rays: Ray[]): Promise<Surface[]> {
  const gpu = await testGpu();
  const scene = await uploadScene(gpu, data);
  const answers = await runProbe(
    gpu,
    {
      imports: `import package::scene::hit::{infinite_ray, is_hit};
import package::scene::surface::{resolve_surface, spawn_ray};
import package::scene::traverse::closest_hit;`,
      body: `let ray = infinite_ray(queries[2u * i].xyz, queries[2u * i + 1u].xyz);
  let hit = closest_hit(ray);
  if (!is_hit(hit)) { return; }
  let s = resolve_surface(hit, ray);
  // Distance along the ray at which the surface is met again: its own triangle must not be.
  var again = vec2f(0.0);
  for (var side = 0; side < 2; side++) {
    let next = spawn_ray(s, select(-1.0, 1.0, side == 0) * s.geometric_normal, 1e-4);
    again[side] = select(0.0, 1.0, closest_hit(next).triangle == hit.triangle && is_hit(closest_hit(next)));
  }
  answers[8u * i] = vec4f(s.position, 1.0);
  answers[8u * i + 1u] = vec4f(s.geometric_normal, f32(s.front_facing));
  answers[8u * i + 2u] = vec4f(s.frame.tangent, f32(s.material));
  answers[8u * i + 3u] = vec4f(s.frame.bitangent, again.x);
  answers[8u * i + 4u] = vec4f(s.frame.normal, again.y);
  answers[8u * i + 5u] = vec4f(s.object_position, s.uv_density);
  answers[8u * i + 6u] = vec4f(s.uv, 0.0, 0.0);`,
      layouts: [sceneLayout(1)],
    },
    packRays(rays),
    rays.length,
    8,
    [scene.sceneResources],
  );
  scene.dispose();
  return rays.map((_, i) => {
    const a = answers.subarray(i * 32, i * 32 + 32);
    const v = (k: number) => new Vector3(a[k * 4], a[k * 4 + 1], a[k * 4 + 2]);
    return {
      hit: a[3] === 1,
      position: v(0),
      geometric: v(1),
      front: a[7] === 1,
      tangent: v(2),
      material: a[11],
      bitangent: v(3),
      normal: v(4),
      object: v(5),
      density: a[23],
      uv: [a[24], a[25]],
      spawned: [a[15], a[19]],
    };
  });
}

describe('surfaces of a soup in stretched and mirrored instances, seed 21', () => {
  const data = soupScene(21, 2, 150, 12);
  const rays = randomRays(22, 1024);
  const pending = resolve(data, rays);
  const hits = async () => (await pending).flatMap((surface, i) => (surface.hit ? [{ ...surface, ray: rays[i] }] : []));

  it('frames are orthonormal and face the viewer', async () => {
    const all = await hits();
    expect(all.length).toBeGreaterThan(200);
    for (const { tangent: t, bitangent: b, normal: n, geometric, ray } of all) {
      const wo = new Vector3(...ray.direction).normalize().negate();
      for (const axis of [t, b, n, geometric]) expect(Math.abs(axis.length() - 1)).toBeLessThan(1e-5);
      for (const product of [t.dot(b), b.dot(n), n.dot(t)]) expect(Math.abs(product)).toBeLessThan(1e-5);
      expect(geometric.dot(wo)).toBeGreaterThan(-1e-6);
      // MIN_VIEW_COSINE is 1e-3.
      expect(n.dot(wo)).toBeGreaterThan(0.9e-3);
    }
  });

  it('position, uv, side and material are those of the CPU hit', async () => {
    for (const surface of await hits()) {
      const { ray } = surface;
      const hit = intersectScene(data, ray.origin, ray.direction)!;
      const instance = data.instances[hit.instance];
      const mesh = data.meshes[instance.mesh];
      const at = new Vector3(...ray.direction).multiplyScalar(hit.t).add(new Vector3(...ray.origin));
      // Float32 through two transforms, at distances of some metres.
      expect(surface.position.distanceTo(at)).toBeLessThan(5e-5);
      expect(surface.material).toBe(instance.material);
      const corners = [0, 1, 2].map((k) => mesh.indices[hit.triangle * 3 + k]);
      const [u, v] = hit.barycentrics;
      const mixed = (array: Float32Array, size: number, k: number) =>
        [1 - u - v, u, v].reduce((sum, weight, c) => sum + weight * array[corners[c] * size + k], 0);
      expect(surface.uv[0]).toBeCloseTo(mixed(mesh.uvs, 2, 0), 3);
      expect(surface.uv[1]).toBeCloseTo(mixed(mesh.uvs, 2, 1), 3);
      expect(surface.object.x).toBeCloseTo(mixed(mesh.positions, 3, 0), 3);
      const inWorld = corners.map((corner) =>
        new Vector3()
          .fromArray(mesh.positions, corner * 3)
          .applyMatrix4(new Matrix4().fromArray([...instance.worldFromObject, 0, 0, 0, 1]).transpose()),
      );
      const area = inWorld[1].clone().sub(inWorld[0]).cross(inWorld[2].clone().sub(inWorld[0])).length();
      const uvs = corners.map((corner) => [mesh.uvs[2 * corner], mesh.uvs[2 * corner + 1]]);
      const [ab, ac] = [1, 2].map((k) => [uvs[k][0] - uvs[0][0], uvs[k][1] - uvs[0][1]]);
      const density = Math.sqrt(Math.abs(ab[0] * ac[1] - ab[1] * ac[0]) / area);
      expect(Math.abs(surface.density - density)).toBeLessThan(1e-3 * density + 1e-4);
      // Front is counter-clockwise in the object's own space, mirrored or not, as three has it.
      const points = corners.map((corner) => new Vector3().fromArray(mesh.positions, corner * 3));
      const face = points[1].clone().sub(points[0]).cross(points[2].clone().sub(points[0]));
      const m = instance.objectFromWorld;
      const d = [0, 4, 8].map(
        (r) => m[r] * ray.direction[0] + m[r + 1] * ray.direction[1] + m[r + 2] * ray.direction[2],
      );
      expect(surface.front).toBe(face.dot(new Vector3(...d)) < 0);
    }
  });

  it('a ray spawned to either side does not meet its own triangle', async () => {
    for (const { spawned } of await hits()) expect(spawned).toEqual([0, 0]);
  });
});

describe('rays that leave a plane, seed 25', () => {
  /** A tilted square of `size` metres whose vertices stand `far` metres from the mesh's origin, placed back at the world's. */
  function plane(size: number, far: number): SceneData {
    const tilt = new Matrix4().makeRotationFromEuler(new Euler(0.3, 0.5, 0.2));
    const away = new Vector3(1, 0.7, -0.8).multiplyScalar(far);
    const geometry = new PlaneGeometry(size, size).applyMatrix4(tilt).translate(away.x, away.y, away.z);
    const mesh = new Mesh(geometry, new MeshStandardMaterial());
    mesh.position.copy(away).negate();
    const scene = new Scene();
    scene.add(mesh);
    return flattenScene(scene, new PerspectiveCamera());
  }

  it.each([
    [1, 0],
    [1, 30],
    [1, 1000],
    [1, 10_000],
    [200, 0],
    [2000, 0],
    [20_000, 0],
  ])('%d m a side, corners %d m from the origin of their mesh: none meets it again', async (size, far) => {
    const random = new Pcg(25);
    const rays = Array.from({ length: 1024 }, () => {
      const target = [0, 1, 2].map(() => (random.nextFloat() - 0.5) * 0.2 * Math.min(size, 40));
      const origin = [1, 2, 3].map((k) => target[k - 1] + 3 * k * (random.nextFloat() + 0.5));
      return { origin, direction: target.map((value, k) => value - origin[k]) };
    });
    const gpu = await testGpu();
    const scene = await uploadScene(gpu, plane(size, far));
    const turns = Float32Array.from({ length: 4 * 1024 }, () => random.nextFloat());
    const queries = Float32Array.from([...packRays(rays), ...turns]);
    const answers = await runProbe(
      gpu,
      {
        imports: `import package::scene::hit::{T_MAX, infinite_ray, is_hit};
import package::scene::surface::{resolve_surface, spawn_ray, to_world};
import package::scene::traverse::closest_hit;`,
        body: `let ray = infinite_ray(queries[2u * i].xyz, queries[2u * i + 1u].xyz);
  let hit = closest_hit(ray);
  if (!is_hit(hit)) { return; }
  let s = resolve_surface(hit, ray);
  // Cosine-distributed, to either side.
  let u = queries[2048u + i];
  let side = select(-1.0, 1.0, u.z < 0.5);
  let across = sqrt(u.x);
  let direction = to_world(s.frame, vec3f(across * cos(6.2831853 * u.y), across * sin(6.2831853 * u.y), side * sqrt(1.0 - u.x)));
  answers[i] = vec4f(1.0, select(0.0, 1.0, is_hit(closest_hit(spawn_ray(s, direction, T_MAX)))), 0.0, 0.0);`,
        layouts: [sceneLayout(1)],
      },
      queries,
      1024,
      1,
      [scene.sceneResources],
    );
    scene.dispose();
    const found = Array.from({ length: 1024 }, (_, i) => [answers[4 * i], answers[4 * i + 1]]);
    expect(found.filter(([hit]) => hit).length).toBeGreaterThan(256);
    expect(found.filter(([, again]) => again).length).toBe(0);
  });
});

describe('directions of the frame on a mirrored, stretched sphere, seed 23', () => {
  const matrix = wildMatrix(new Pcg(23), 1);
  const scene = new Scene();
  const sphere = new Mesh(new SphereGeometry(1, 64, 32), new MeshStandardMaterial());
  sphere.matrixAutoUpdate = false;
  sphere.matrix.copy(matrix);
  scene.add(sphere);
  const data = flattenScene(scene, new PerspectiveCamera());
  const centre = new Vector3().setFromMatrixPosition(matrix);
  const outside = randomRays(24, 512).map(({ origin }) => ({
    origin,
    direction: centre.toArray().map((value, k) => value - origin[k]),
  }));
  const inside = outside.map(({ direction }) => ({
    origin: centre.toArray().map(Math.fround),
    direction: direction.map((value) => -value),
  }));

  /** dP/du, -dP/dv and the outer normal of the ideal sphere, in world space. three's uv: v up. */
  function ideal(object: Vector3) {
    const p = object.clone().normalize();
    const du = new Vector3(p.z, 0, -p.x).normalize();
    const dv = p.clone().cross(du).normalize();
    const normal = p.clone().applyNormalMatrix(new Matrix3().getNormalMatrix(matrix));
    const world = (v: Vector3) => v.clone().transformDirection(new Matrix4().copy(matrix));
    return { du: world(du), dv: world(dv), normal };
  }

  it.each([
    ['from outside', outside, 1],
    ['from inside: all three axes flip', inside, -1],
  ] as const)('%s', async (_, rays, side) => {
    const found = (await resolve(data, rays)).filter(({ hit }) => hit);
    expect(found.length).toBe(512);
    for (const { object, tangent, bitangent, normal, front } of found) {
      if (Math.abs(object.y) > 0.9) continue; // tangents turn fast near the poles
      const { du, dv, normal: outer } = ideal(object);
      expect(front).toBe(side > 0);
      // Facets of 6 degrees, stretched up to sixfold: the interpolated axes are within some degrees of the ideal ones.
      expect(side * normal.dot(outer)).toBeGreaterThan(0.97);
      expect(side * tangent.dot(du)).toBeGreaterThan(0.9);
      // three's sphere: dP/dv is up, so glTF's bitangent, against v, is down.
      expect(side * bitangent.dot(dv)).toBeLessThan(0);
    }
  });
});
