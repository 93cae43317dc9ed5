import type { BufferAttribute, BufferGeometry, InterleavedBufferAttribute } from 'three';

type Attribute = BufferAttribute | InterleavedBufferAttribute;

/** A triangle mesh as read, before tangents: finite, no empty triangle. Arrays as in MeshData. */
export interface MeshGeometry {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly uvs: Float32Array;
  /** The file's own tangents, 4 a vertex, or undefined. */
  readonly tangents: Float32Array | undefined;
  readonly hasUvs: boolean;
  readonly indices: Uint32Array;
}

export interface TriangleRange {
  start: number;
  count: number;
}

/**
 * Reads `range` (in indices) of a geometry: drops triangles with points that are not finite and triangles without area,
 * computes normals that are missing. Undefined if nothing is left. What was changed is told in `warnings`.
 * @throws if an index points outside the vertices, or an attribute is shorter than the positions.
 */
export function readMeshGeometry(
  name: string,
  geometry: BufferGeometry,
  range: TriangleRange,
  flatShading: boolean,
  warnings: string[],
): MeshGeometry | undefined {
  const position = geometry.getAttribute('position') as Attribute | undefined;
  if (!position || position.count === 0) {
    warnings.push(`mesh '${name}' has no vertices: left out`);
    return undefined;
  }
  const positions = readAttribute(position, 3);
  const corners = keepTriangles(name, readCorners(name, geometry, position.count, range), positions, warnings);
  if (corners.length === 0) {
    warnings.push(`mesh '${name}' has no triangles: left out`);
    return undefined;
  }
  const read = (attribute: string, size: number) => readMatching(name, geometry, attribute, size, position.count);
  const uvs = read('uv', 2);
  const source = {
    positions,
    normals: flatShading ? undefined : read('normal', 3),
    uvs: uvs ?? new Float32Array(position.count * 2),
    tangents: flatShading ? undefined : read('tangent', 4),
  };
  if (uvs) cleanUvs(name, uvs, corners, warnings);
  // Flat normals, and three's normals of meshes without index, are per triangle: every corner becomes a vertex.
  const split = flatShading || (!source.normals && !geometry.index);
  const mesh = split ? splitCorners(source, corners) : { ...source, indices: corners };
  const normals = mesh.normals ?? vertexNormals(mesh.positions, mesh.indices);
  cleanNormals(name, mesh.positions, normals, mesh.indices, warnings);
  return { ...mesh, normals, hasUvs: uvs !== undefined };
}

function readCorners(name: string, geometry: BufferGeometry, vertices: number, range: TriangleRange): Uint32Array {
  const index = geometry.index;
  const total = index ? index.count : vertices;
  const start = Math.max(0, range.start, geometry.drawRange.start);
  const end = Math.min(total, range.start + range.count, geometry.drawRange.start + geometry.drawRange.count);
  const count = Math.max(0, Math.floor((end - start) / 3) * 3);
  const corners = Uint32Array.from({ length: count }, (_, i) => (index ? index.getX(start + i) : start + i));
  const outside = corners.find((vertex) => vertex >= vertices);
  if (outside !== undefined) throw new Error(`mesh '${name}': index ${outside} of ${vertices} vertices`);
  return corners;
}

function readMatching(name: string, geometry: BufferGeometry, attribute: string, size: number, vertices: number) {
  const found = geometry.getAttribute(attribute) as Attribute | undefined;
  if (!found) return undefined;
  if (found.count < vertices || found.itemSize < size)
    throw new Error(`mesh '${name}': attribute '${attribute}' has ${found.count} items of ${found.itemSize}`);
  return readAttribute(found, size).subarray(0, vertices * size);
}

/** A copy as floats; normalized integers and interleaved attributes are resolved by three. */
function readAttribute(attribute: Attribute, size: number): Float32Array {
  const plain = !('isInterleavedBufferAttribute' in attribute) && attribute.array instanceof Float32Array;
  if (plain && attribute.itemSize === size) return (attribute.array as Float32Array).slice(0, attribute.count * size);
  const out = new Float32Array(attribute.count * size);
  for (let i = 0; i < attribute.count; i++)
    for (let k = 0; k < size; k++) out[i * size + k] = attribute.getComponent(i, k);
  return out;
}

function keepTriangles(name: string, corners: Uint32Array, positions: Float32Array, warnings: string[]): Uint32Array {
  const kept: number[] = [];
  let broken = 0;
  let empty = 0;
  for (let i = 0; i < corners.length; i += 3) {
    const normal = faceNormal(positions, corners, i);
    if (!normal.every(Number.isFinite)) broken++;
    else if (Math.hypot(...normal) === 0) empty++;
    else kept.push(corners[i], corners[i + 1], corners[i + 2]);
  }
  if (broken > 0) warnings.push(`mesh '${name}': ${broken} triangles with points that are not finite left out`);
  if (empty > 0) warnings.push(`mesh '${name}': ${empty} triangles without area left out`);
  return Uint32Array.from(kept);
}

/** Twice the area long; not finite where a point is not. */
function faceNormal(positions: Float32Array, corners: Uint32Array, i: number): [number, number, number] {
  const [a, b, c] = [corners[i] * 3, corners[i + 1] * 3, corners[i + 2] * 3];
  const edge = (to: number, k: number) => positions[to + k] - positions[a + k];
  return [
    edge(b, 1) * edge(c, 2) - edge(b, 2) * edge(c, 1),
    edge(b, 2) * edge(c, 0) - edge(b, 0) * edge(c, 2),
    edge(b, 0) * edge(c, 1) - edge(b, 1) * edge(c, 0),
  ];
}

interface Vertices {
  positions: Float32Array;
  normals: Float32Array | undefined;
  uvs: Float32Array;
  tangents: Float32Array | undefined;
}

function splitCorners(source: Vertices, corners: Uint32Array): Vertices & { indices: Uint32Array } {
  const spread = (array: Float32Array, size: number) => {
    const out = new Float32Array(corners.length * size);
    corners.forEach((vertex, i) => out.set(array.subarray(vertex * size, (vertex + 1) * size), i * size));
    return out;
  };
  return {
    positions: spread(source.positions, 3),
    normals: source.normals && spread(source.normals, 3),
    uvs: spread(source.uvs, 2),
    tangents: source.tangents && spread(source.tangents, 4),
    indices: Uint32Array.from(corners, (_, i) => i),
  };
}

/** Sums of the face normals at each vertex, weighted by area: what three's computeVertexNormals gives. */
function vertexNormals(positions: Float32Array, indices: Uint32Array): Float32Array {
  const sums = new Float64Array(positions.length);
  for (let i = 0; i < indices.length; i++) {
    const normal = faceNormal(positions, indices, i - (i % 3));
    for (let k = 0; k < 3; k++) sums[indices[i] * 3 + k] += normal[k];
  }
  const normals = new Float32Array(positions.length);
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(sums[i], sums[i + 1], sums[i + 2]) || 1;
    for (let k = 0; k < 3; k++) normals[i + k] = sums[i + k] / length;
  }
  return normals;
}

/** Makes the used normals unit; one that has no direction becomes that of its triangle. */
function cleanNormals(
  name: string,
  positions: Float32Array,
  normals: Float32Array,
  indices: Uint32Array,
  warnings: string[],
): void {
  let replaced = 0;
  for (let i = 0; i < indices.length; i++) {
    const at = indices[i] * 3;
    let normal: number[] = [normals[at], normals[at + 1], normals[at + 2]];
    let length = Math.hypot(...normal);
    if (!(length > 1e-12 && length < Infinity)) {
      normal = faceNormal(positions, indices, i - (i % 3));
      length = Math.hypot(...normal);
      replaced++;
    }
    for (let k = 0; k < 3; k++) normals[at + k] = normal[k] / length;
  }
  if (replaced > 0) warnings.push(`mesh '${name}': ${replaced} normals without direction replaced`);
}

function cleanUvs(name: string, uvs: Float32Array, corners: Uint32Array, warnings: string[]): void {
  const broken = new Set(corners.filter((v) => !Number.isFinite(uvs[v * 2]) || !Number.isFinite(uvs[v * 2 + 1])));
  for (const vertex of broken) uvs.fill(0, vertex * 2, vertex * 2 + 2);
  if (broken.size > 0) warnings.push(`mesh '${name}': ${broken.size} uvs that are not finite set to 0`);
}
