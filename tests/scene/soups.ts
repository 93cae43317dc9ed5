import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  Quaternion,
  Scene,
  Vector3,
} from 'three';
import { Pcg } from '../../src/engine/pcg.ts';
import { flattenScene } from '../../src/scene/flattenScene.ts';
import type { SceneData } from '../../src/scene/sceneData.ts';

export type Ray = { origin: number[]; direction: number[] };

/** Random triangles in a cube of side 2, about `size` across. */
export function soupGeometry(random: Pcg, triangles: number, size: number): BufferGeometry {
  const positions = new Float32Array(triangles * 9);
  for (let t = 0; t < triangles; t++) {
    const centre = [0, 1, 2].map(() => random.nextFloat() * 2 - 1);
    for (let k = 0; k < 9; k++) positions[t * 9 + k] = centre[k % 3] + (random.nextFloat() - 0.5) * size;
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('uv', new BufferAttribute(positions.slice(0, triangles * 6).map(Math.abs), 2));
  return geometry;
}

/** A unit sphere whose neighbours share vertices everywhere: three's has a seam with coordinates 1e-16 apart. */
export function closedBall(): BufferGeometry {
  const segments = 24;
  const rings = 12;
  const points = [new Vector3(0, 1, 0), new Vector3(0, -1, 0)];
  for (let r = 1; r < rings; r++)
    for (let s = 0; s < segments; s++)
      points.push(new Vector3().setFromSphericalCoords(1, (Math.PI * r) / rings, (2 * Math.PI * s) / segments));
  const at = (r: number, s: number) => (r === 0 ? 0 : r === rings ? 1 : 2 + (r - 1) * segments + (s % segments));
  const indices: number[] = [];
  for (let r = 0; r < rings; r++)
    for (let s = 0; s < segments; s++) {
      if (r + 1 < rings) indices.push(at(r, s), at(r + 1, s), at(r + 1, s + 1));
      if (r > 0) indices.push(at(r, s), at(r + 1, s + 1), at(r, s + 1));
    }
  return new BufferGeometry().setFromPoints(points).setIndex(indices);
}

/** Rotated, unevenly scaled, and mirrored every other time. */
export function wildMatrix(random: Pcg, index: number): Matrix4 {
  const between = (low: number, high: number) => low + (high - low) * random.nextFloat();
  const place = new Vector3(between(-3, 3), between(-3, 3), between(-3, 3));
  const turn = new Quaternion(between(-1, 1), between(-1, 1), between(-1, 1), between(-1, 1)).normalize();
  const scale = new Vector3(between(0.3, 2), between(0.3, 2), between(0.3, 2));
  if (index % 2 === 1) scale.x *= -1;
  return new Matrix4().compose(place, turn, scale);
}

/** `meshes` soups of `triangles` triangles, `instances` placements. */
export function soupScene(seed: number, meshes: number, triangles: number, instances: number): SceneData {
  const random = new Pcg(seed);
  const scene = new Scene();
  const geometries = Array.from({ length: meshes }, () => soupGeometry(random, triangles, 0.5));
  const materials = [0, 1, 2].map((i) => new MeshStandardMaterial({ name: `m${i}`, side: DoubleSide }));
  for (let i = 0; i < instances; i++) {
    const mesh = new Mesh(geometries[i % meshes], materials[i % 3]);
    mesh.matrixAutoUpdate = false;
    mesh.matrix.copy(wildMatrix(random, i));
    scene.add(mesh);
  }
  return flattenScene(scene, new PerspectiveCamera());
}

/** Rays from a sphere of radius 6 to points inside a cube of side 6, with directions that are not unit. */
export function randomRays(seed: number, count: number): Ray[] {
  const random = new Pcg(seed);
  return Array.from({ length: count }, () => {
    const start = new Vector3(random.nextFloat() - 0.5, random.nextFloat() - 0.5, random.nextFloat() - 0.5);
    const origin = start.normalize().multiplyScalar(6).toArray();
    const direction = origin.map((value) => (random.nextFloat() * 6 - 3 - value) * (0.2 + random.nextFloat()));
    return { origin: Array.from(Float32Array.from(origin)), direction: Array.from(Float32Array.from(direction)) };
  });
}
