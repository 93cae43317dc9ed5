import { addScaled, addVec, cross, dot, type Vec3 } from '../math/vec3.ts';
import type { InstanceData, MeshData, SceneData, Tree } from './sceneData.ts';

/** What a ray met. Barycentrics weigh the triangle's second and third corner; `triangle` counts within the mesh. */
export interface SceneHit {
  t: number;
  instance: number;
  triangle: number;
  barycentrics: [number, number];
}

type Triple = ArrayLike<number>;

/** Closest hit with 0 < t < tMax in float64: the reference of shaders/scene/traverse.wgsl, by the same two-level tree. */
export function intersectScene(
  scene: SceneData,
  origin: Triple,
  direction: Triple,
  tMax = Infinity,
): SceneHit | undefined {
  let closest: SceneHit | undefined;
  const limit = () => closest?.t ?? tMax;
  if (scene.instances.length === 0) return undefined;
  visitLeaves(scene.tree, origin, direction, limit, (number) => {
    const instance = scene.instances[number];
    const mesh = scene.meshes[instance.mesh];
    const [o, d] = toObject(instance, origin, direction);
    visitLeaves(mesh.tree, o, d, limit, (first, count) => {
      for (let triangle = first; triangle < first + count; triangle++) {
        const hit = intersectTriangle(mesh, triangle, o, d, limit());
        if (hit) closest = { ...hit, instance: number, triangle };
      }
    });
  });
  return closest;
}

/** The same by trying every triangle: the oracle of the tree. */
export function intersectSceneByForce(
  scene: SceneData,
  origin: Triple,
  direction: Triple,
  tMax = Infinity,
): SceneHit | undefined {
  let closest: SceneHit | undefined;
  scene.instances.forEach((instance, number) => {
    const mesh = scene.meshes[instance.mesh];
    const [o, d] = toObject(instance, origin, direction);
    for (let triangle = 0; triangle < mesh.indices.length / 3; triangle++) {
      const hit = intersectTriangle(mesh, triangle, o, d, closest?.t ?? tMax);
      if (hit) closest = { ...hit, instance: number, triangle };
    }
  });
  return closest;
}

/** Calls `leaf` for every leaf whose box the ray meets before `limit()`, nearer children first. */
function visitLeaves(
  tree: Tree,
  origin: Triple,
  direction: Triple,
  limit: () => number,
  leaf: (first: number, count: number) => void,
): void {
  const stack = [0];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (boxEntry(tree.bounds, node, origin, direction, limit()) === Infinity) continue;
    if (tree.counts[node] > 0) {
      leaf(tree.first[node], tree.counts[node]);
      continue;
    }
    const children = [node + 1, tree.first[node]];
    const [left, right] = children.map((child) => boxEntry(tree.bounds, child, origin, direction, limit()));
    stack.push(...(left < right ? children.toReversed() : children));
  }
}

/** Where the ray enters the box of `node`, Infinity where it misses it. */
function boxEntry(bounds: Float32Array, node: number, origin: Triple, direction: Triple, limit: number): number {
  let near = 0;
  let far = limit;
  for (let k = 0; k < 3; k++) {
    const lower = bounds[node * 6 + k] - origin[k];
    const upper = bounds[node * 6 + 3 + k] - origin[k];
    if (direction[k] === 0) {
      if (lower > 0 || upper < 0) return Infinity;
      continue;
    }
    const [a, b] = [lower / direction[k], upper / direction[k]];
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
  }
  return near <= far * (1 + 1e-12) ? near : Infinity;
}

/** Möller and Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection" (1997): not the shader's method. */
function intersectTriangle(mesh: MeshData, triangle: number, origin: Vec3, direction: Vec3, limit: number) {
  const corner = (k: number): Vec3 => {
    const at = mesh.indices[triangle * 3 + k] * 3;
    return [mesh.positions[at], mesh.positions[at + 1], mesh.positions[at + 2]];
  };
  const a = corner(0);
  const edge1 = addScaled(corner(1), -1, a);
  const edge2 = addScaled(corner(2), -1, a);
  const p = cross(direction, edge2);
  const determinant = dot(edge1, p);
  if (determinant === 0) return undefined;
  const s = addScaled(origin, -1, a);
  const u = dot(s, p) / determinant;
  const q = cross(s, edge1);
  const v = dot(direction, q) / determinant;
  const t = dot(edge2, q) / determinant;
  if (!(u >= 0 && v >= 0 && u + v <= 1 && t > 0 && t < limit)) return undefined;
  return { t, barycentrics: [u, v] as [number, number] };
}

function toObject({ objectFromWorld: m }: InstanceData, origin: Triple, direction: Triple): [Vec3, Vec3] {
  const row = (v: Triple, i: number) => m[i * 4] * v[0] + m[i * 4 + 1] * v[1] + m[i * 4 + 2] * v[2];
  const turned = (v: Triple): Vec3 => [row(v, 0), row(v, 1), row(v, 2)];
  return [addVec(turned(origin), [m[3], m[7], m[11]]), turned(direction)];
}
