import { weldVertices } from './weldVertices.ts';

/** Triangles with what tangents depend on; arrays as in MeshData. */
export interface TangentInput {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly uvs: Float32Array;
  readonly indices: Uint32Array;
}

/** Tangents shared by groups of triangle corners that meet at one vertex. */
export interface TangentGroups {
  /** 4 a group: unit tangent, handedness. */
  readonly tangents: Float32Array;
  /** Group of each corner, in the order of `indices`; -1 where uv gives no direction. */
  readonly cornerGroups: Int32Array;
}

/**
 * Tangent space after Mikkelsen, "Simulation of Wrinkled Surfaces Revisited" (2008): corners that share position, normal
 * and uv and are joined by edges of triangles with one uv orientation share a tangent, the mean of the triangles' dP/du
 * weighted by angle. Handedness is glTF's: the bitangent points to *decreasing* v.
 */
export function computeTangents(input: TangentInput): TangentGroups {
  const corners = weldCorners(input);
  const faces = faceDirections(input);
  const { cornerGroups, members } = groupCorners(corners, neighbourFaces(corners), faces);
  const tangents = new Float32Array(members.length * 4);
  members.forEach((group, g) => {
    tangents.set(meanTangent(input, group, faces), g * 4);
    // A positive uv area means dP/dv = cross(n, t); glTF's bitangent is its negative.
    tangents[g * 4 + 3] = faces.positive[Math.floor(group[0] / 3)] ? -1 : 1;
  });
  return { tangents, cornerGroups };
}

/** Per triangle: unit dP/du, the sign of its uv area, and whether it has none. */
interface FaceDirections {
  readonly directions: Float64Array;
  readonly positive: Uint8Array;
  /** No uv area: such a triangle joins any group and adds nothing to it. */
  readonly flat: Uint8Array;
}

function faceDirections({ positions: p, uvs, indices }: TangentInput): FaceDirections {
  const count = indices.length / 3;
  const directions = new Float64Array(count * 3);
  const positive = new Uint8Array(count);
  const flat = new Uint8Array(count);
  for (let f = 0; f < count; f++) {
    const a = indices[f * 3];
    const b = indices[f * 3 + 1];
    const c = indices[f * 3 + 2];
    const u1 = uvs[b * 2] - uvs[a * 2];
    const v1 = uvs[b * 2 + 1] - uvs[a * 2 + 1];
    const u2 = uvs[c * 2] - uvs[a * 2];
    const v2 = uvs[c * 2 + 1] - uvs[a * 2 + 1];
    const area = u1 * v2 - v1 * u2;
    positive[f] = Number(area > 0);
    const x = v2 * (p[b * 3] - p[a * 3]) - v1 * (p[c * 3] - p[a * 3]);
    const y = v2 * (p[b * 3 + 1] - p[a * 3 + 1]) - v1 * (p[c * 3 + 1] - p[a * 3 + 1]);
    const z = v2 * (p[b * 3 + 2] - p[a * 3 + 2]) - v1 * (p[c * 3 + 2] - p[a * 3 + 2]);
    const length = Math.hypot(x, y, z) * (area > 0 ? 1 : -1);
    flat[f] = Number(Math.abs(area) < 1e-30 || length === 0);
    if (!flat[f]) directions.set([x / length, y / length, z / length], f * 3);
  }
  return { directions, positive, flat };
}

/** One number per corner, equal where position, normal and uv are equal. */
function weldCorners({ positions, normals, uvs, indices }: TangentInput): Uint32Array {
  const arrays = [
    [positions, 3],
    [normals, 3],
    [uvs, 2],
  ] as const;
  const welded = weldVertices(arrays, positions.length / 3);
  return indices.map((vertex) => welded[vertex]);
}

/** Per corner: the triangle across the edge that starts there, or -1. */
function neighbourFaces(corners: Uint32Array): Int32Array {
  const span = corners.reduce((most, vertex) => Math.max(most, vertex), 0) + 1;
  // Corners whose edge still waits for the opposite one, by edge; more than one on an edge form a chain.
  const open = new Map<number, number>();
  const following = new Int32Array(corners.length).fill(-1);
  const neighbours = new Int32Array(corners.length).fill(-1);
  for (let corner = 0; corner < corners.length; corner++) {
    const from = corners[corner];
    const to = corners[corner % 3 === 2 ? corner - 2 : corner + 1];
    const other = open.get(to * span + from);
    if (other !== undefined) {
      neighbours[corner] = Math.floor(other / 3);
      neighbours[other] = Math.floor(corner / 3);
      if (following[other] < 0) open.delete(to * span + from);
      else open.set(to * span + from, following[other]);
      continue;
    }
    following[corner] = open.get(from * span + to) ?? -1;
    open.set(from * span + to, corner);
  }
  return neighbours;
}

/** Walks round each vertex over edges, as far as the uv orientation stays. */
function groupCorners(corners: Uint32Array, neighbours: Int32Array, faces: FaceDirections) {
  const { positive, flat } = faces;
  const cornerGroups = new Int32Array(corners.length).fill(-1);
  const members: number[][] = [];
  const free = (face: number) =>
    cornerGroups[face * 3] < 0 && cornerGroups[face * 3 + 1] < 0 && cornerGroups[face * 3 + 2] < 0;
  const pending: number[] = [];
  const visit = (face: number, vertex: number) => {
    if (face < 0) return;
    for (let corner = face * 3; corner < face * 3 + 3; corner++) if (corners[corner] === vertex) pending.push(corner);
  };
  for (let start = 0; start < corners.length; start++) {
    const first = Math.floor(start / 3);
    if (cornerGroups[start] >= 0 || flat[first]) continue;
    const own: number[] = [];
    pending.push(start);
    while (pending.length > 0) {
      const corner = pending.pop()!;
      if (cornerGroups[corner] >= 0) continue;
      const face = Math.floor(corner / 3);
      if (flat[face] && free(face)) positive[face] = positive[first];
      if (positive[face] !== positive[first]) continue;
      cornerGroups[corner] = members.length;
      own.push(corner);
      visit(neighbours[corner % 3 === 0 ? corner + 2 : corner - 1], corners[start]);
      visit(neighbours[corner], corners[start]);
    }
    members.push(own);
  }
  return { cornerGroups, members };
}

/** Mean of the faces' directions in the plane across the normal, weighted by the angle of each corner. */
function meanTangent(input: TangentInput, group: number[], faces: FaceDirections): number[] {
  const { positions, normals, indices } = input;
  const vertex = indices[group[0]];
  const n = normals.subarray(vertex * 3, vertex * 3 + 3);
  const edge1 = new Float64Array(3);
  const edge2 = new Float64Array(3);
  const direction = new Float64Array(3);
  const sum = new Float64Array(3);
  for (const corner of group) {
    const face = Math.floor(corner / 3);
    if (faces.flat[face]) continue;
    const from = indices[corner];
    const next = indices[face * 3 + ((corner + 1) % 3)];
    const previous = indices[face * 3 + ((corner + 2) % 3)];
    for (let k = 0; k < 3; k++) {
      edge1[k] = positions[next * 3 + k] - positions[from * 3 + k];
      edge2[k] = positions[previous * 3 + k] - positions[from * 3 + k];
      direction[k] = faces.directions[face * 3 + k];
    }
    for (const vector of [edge1, edge2, direction]) projectAcross(vector, n);
    const cosine = edge1[0] * edge2[0] + edge1[1] * edge2[1] + edge1[2] * edge2[2];
    const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
    for (let k = 0; k < 3; k++) sum[k] += angle * direction[k];
  }
  const length = Math.hypot(...sum);
  return length > 0 ? [sum[0] / length, sum[1] / length, sum[2] / length] : anyTangent(n);
}

/** Removes the part of `v` along `n` and makes it unit, in place; a vector along `n` becomes 0. */
function projectAcross(v: Float64Array, n: Float32Array): void {
  const along = v[0] * n[0] + v[1] * n[1] + v[2] * n[2];
  for (let k = 0; k < 3; k++) v[k] -= along * n[k];
  const length = Math.hypot(v[0], v[1], v[2]);
  if (length > 0) for (let k = 0; k < 3; k++) v[k] /= length;
}

/** Some unit vector across the unit vector `n`. */
export function anyTangent(n: ArrayLike<number>): number[] {
  const axis = Math.abs(n[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const along = axis[0] * n[0] + axis[1] * n[1];
  const across = axis.map((value, k) => value - along * n[k]);
  const length = Math.hypot(...across);
  return across.map((value) => value / length);
}
