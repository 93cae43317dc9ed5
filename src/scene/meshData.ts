import { buildMeshTree } from './meshTree.ts';
import type { MeshGeometry } from './meshGeometry.ts';
import type { MeshData } from './sceneData.ts';
import { anyTangent, computeTangents } from './tangents.ts';

/**
 * Completes a mesh: tangents of its own where they are usable, else computed ones, else (no uvs) any. Corners of a vertex
 * with different tangents become different vertices; vertices no triangle uses are dropped.
 */
export function buildMeshData(
  name: string,
  geometry: MeshGeometry,
  targetLeafSize: number,
  warnings: string[],
): MeshData {
  const unified = geometry.tangents
    ? { ...geometry, tangents: ownTangents(name, geometry, geometry.tangents, warnings) }
    : splitByTangent(geometry);
  const compact = compactVertices(unified);
  const { tree, indices } = buildMeshTree(name, compact.positions, compact.indices, targetLeafSize);
  return { name, ...compact, indices, tree };
}

type Arrays = Omit<MeshData, 'name' | 'tree'>;

/** The file's tangents made unit, handedness ±1; those without direction replaced. */
function ownTangents(name: string, mesh: MeshGeometry, source: Float32Array, warnings: string[]): Float32Array {
  const tangents = source.slice();
  let replaced = 0;
  for (let i = 0; i < tangents.length; i += 4) {
    const length = Math.hypot(tangents[i], tangents[i + 1], tangents[i + 2]);
    const usable = length > 1e-12 && length < Infinity;
    const normal = mesh.normals.subarray((i / 4) * 3, (i / 4) * 3 + 3);
    if (usable) for (let k = 0; k < 3; k++) tangents[i + k] /= length;
    else tangents.set(anyTangent(normal), i);
    tangents[i + 3] = tangents[i + 3] < 0 ? -1 : 1;
    replaced += usable ? 0 : 1;
  }
  if (replaced > 0) warnings.push(`mesh '${name}': ${replaced} tangents without direction replaced`);
  return tangents;
}

function splitByTangent(mesh: MeshGeometry): Arrays {
  const { tangents: groups, cornerGroups } = mesh.hasUvs
    ? computeTangents(mesh)
    : { tangents: new Float32Array(0), cornerGroups: new Int32Array(mesh.indices.length).fill(-1) };
  const made = new Map<number, number>();
  const vertices: number[] = [];
  const tangents: number[] = [];
  const indices = mesh.indices.map((vertex, corner) => {
    const group = cornerGroups[corner];
    // One number for the pair; group -1 is the first.
    const key = vertex * (groups.length / 4 + 1) + group + 1;
    let index = made.get(key);
    if (index === undefined) {
      index = vertices.length;
      made.set(key, index);
      vertices.push(vertex);
      const normal = mesh.normals.subarray(vertex * 3, vertex * 3 + 3);
      tangents.push(...(group < 0 ? [...anyTangent(normal), 1] : groups.subarray(group * 4, group * 4 + 4)));
    }
    return index;
  });
  return {
    positions: gather(mesh.positions, 3, vertices),
    normals: gather(mesh.normals, 3, vertices),
    uvs: gather(mesh.uvs, 2, vertices),
    tangents: Float32Array.from(tangents),
    indices,
  };
}

function compactVertices(mesh: Arrays): Arrays {
  const renamed = new Int32Array(mesh.positions.length / 3).fill(-1);
  const used: number[] = [];
  const indices = mesh.indices.map((vertex) => {
    if (renamed[vertex] < 0) renamed[vertex] = used.push(vertex) - 1;
    return renamed[vertex];
  });
  return {
    positions: gather(mesh.positions, 3, used),
    normals: gather(mesh.normals, 3, used),
    tangents: gather(mesh.tangents, 4, used),
    uvs: gather(mesh.uvs, 2, used),
    indices,
  };
}

function gather(array: Float32Array, size: number, items: number[]): Float32Array {
  const out = new Float32Array(items.length * size);
  items.forEach((item, i) => {
    for (let k = 0; k < size; k++) out[i * size + k] = array[item * size + k];
  });
  return out;
}
