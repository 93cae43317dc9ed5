import { BufferAttribute, BufferGeometry } from 'three';
import { MeshBVH, SAH } from 'three-mesh-bvh';
import type { Tree } from './sceneData.ts';

const FLOATS_PER_NODE = 8;
const LEAF_FLAG = 0xffff;
/** With the 24 levels over instances this is the traversal's stack (packScene.ts). */
const MAX_DEPTH = 40;

/**
 * Builds the tree of one mesh by surface area heuristic.
 * @returns the tree and the indices in its leaves' order
 * @throws if so many triangles lie on one place that a leaf overflows.
 */
export function buildMeshTree(
  name: string,
  positions: Float32Array,
  indices: Uint32Array,
  targetLeafSize: number,
): { tree: Tree; indices: Uint32Array } {
  const geometry = new BufferGeometry();
  // three-mesh-bvh reorders the index it is given: it gets a copy.
  const ordered = indices.slice();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setIndex(new BufferAttribute(ordered, 1));
  const bvh = new MeshBVH(geometry, {
    strategy: SAH,
    targetLeafSize,
    maxDepth: MAX_DEPTH,
    setBoundingBox: false,
    verbose: false,
  });
  const [root] = MeshBVH.serialize(bvh, { cloneBuffers: false }).roots;
  const tree = readTree(root);
  const held = tree.counts.reduce((sum, count) => sum + count, 0);
  if (held !== indices.length / 3)
    throw new Error(`mesh '${name}': ${indices.length / 3 - held} triangles too many lie on one place`);
  return { tree, indices: ordered };
}

/** three-mesh-bvh's nodes: 6 floats of bounds, offset of the right child in nodes or first triangle, axis or leaf mark and count. */
function readTree(root: ArrayBuffer): Tree {
  const f32 = new Float32Array(root);
  const u32 = new Uint32Array(root);
  const count = f32.length / FLOATS_PER_NODE;
  // Projected corners are off by some ulp of the distance to the ray's origin (shaders/scene/triangle.wgsl): a ray that
  // meets a triangle in its edge must not miss the box for that.
  const slack = Math.max(...f32.subarray(0, 6).map(Math.abs)) * 2 ** -20;
  const bounds = new Float32Array(count * 6);
  const first = new Uint32Array(count);
  const counts = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const node = i * FLOATS_PER_NODE;
    for (let k = 0; k < 6; k++) bounds[i * 6 + k] = f32[node + k] + (k < 3 ? -slack : slack);
    const last = u32[node + 7];
    const leaf = last >>> 16 === LEAF_FLAG;
    counts[i] = leaf ? last & 0xffff : 0;
    first[i] = leaf ? u32[node + 6] : i + u32[node + 6];
  }
  return { bounds, first, counts, depth: treeDepth(first, counts) };
}

/** Inner nodes on the longest way down: each leaves one child waiting on the stack. */
export function treeDepth(first: Uint32Array, counts: Uint32Array): number {
  const levels = new Uint32Array(first.length);
  let deepest = 0;
  for (let i = 0; i < first.length; i++) {
    if (counts[i] > 0) continue;
    levels[i + 1] = levels[i] + 1;
    levels[first[i]] = levels[i] + 1;
    deepest = Math.max(deepest, levels[i] + 1);
  }
  return deepest;
}
