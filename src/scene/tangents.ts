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

/** Per triangle: unit dP/du, the sign of its uv area, and whether it has any. */
interface FaceDirections {
  readonly directions: Float64Array;
  readonly positive: Uint8Array;
  /** No uv area: such a triangle joins any group and adds nothing to it. */
  readonly flat: Uint8Array;
}

function faceDirections({ positions, uvs, indices }: TangentInput): FaceDirections {
  const count = indices.length / 3;
  const directions = new Float64Array(count * 3);
  const positive = new Uint8Array(count);
  const flat = new Uint8Array(count);
  for (let f = 0; f < count; f++) {
    const [a, b, c] = [indices[f * 3], indices[f * 3 + 1], indices[f * 3 + 2]];
    const u1 = uvs[b * 2] - uvs[a * 2];
    const v1 = uvs[b * 2 + 1] - uvs[a * 2 + 1];
    const u2 = uvs[c * 2] - uvs[a * 2];
    const v2 = uvs[c * 2 + 1] - uvs[a * 2 + 1];
    const area = u1 * v2 - v1 * u2;
    positive[f] = Number(area > 0);
    const d = [0, 1, 2].map(
      (k) => v2 * (positions[b * 3 + k] - positions[a * 3 + k]) - v1 * (positions[c * 3 + k] - positions[a * 3 + k]),
    );
    const length = Math.hypot(...d) * (area > 0 ? 1 : -1);
    flat[f] = Number(Math.abs(area) < 1e-30 || length === 0);
    if (!flat[f]) for (let k = 0; k < 3; k++) directions[f * 3 + k] = d[k] / length;
  }
  return { directions, positive, flat };
}

/** One number per corner, equal where position, normal and uv are equal. */
function weldCorners({ positions, normals, uvs, indices }: TangentInput): Uint32Array {
  const known = new Map<string, number>();
  const welded = new Uint32Array(positions.length / 3);
  for (let i = 0; i < welded.length; i++) {
    const key = `${positions[i * 3]},${positions[i * 3 + 1]},${positions[i * 3 + 2]},${normals[i * 3]},${normals[i * 3 + 1]},${normals[i * 3 + 2]},${uvs[i * 2]},${uvs[i * 2 + 1]}`;
    const found = known.get(key) ?? i;
    if (found === i) known.set(key, i);
    welded[i] = found;
  }
  return indices.map((vertex) => welded[vertex]);
}

/** Per corner: the triangle across the edge that starts there, or -1. */
function neighbourFaces(corners: Uint32Array): Int32Array {
  const next = (corner: number) => corner - (corner % 3) + ((corner + 1) % 3);
  const open = new Map<number, number[]>();
  const span = corners.reduce((most, vertex) => Math.max(most, vertex), 0) + 1;
  const neighbours = new Int32Array(corners.length).fill(-1);
  for (let corner = 0; corner < corners.length; corner++) {
    const [from, to] = [corners[corner], corners[next(corner)]];
    const waiting = open.get(to * span + from);
    const other = waiting?.shift();
    if (other === undefined) {
      const list = open.get(from * span + to);
      if (list) list.push(corner);
      else open.set(from * span + to, [corner]);
    } else {
      neighbours[corner] = Math.floor(other / 3);
      neighbours[other] = Math.floor(corner / 3);
    }
  }
  return neighbours;
}

/** Walks round each vertex over edges, as far as the uv orientation stays. */
function groupCorners(corners: Uint32Array, neighbours: Int32Array, faces: FaceDirections) {
  const cornerGroups = new Int32Array(corners.length).fill(-1);
  const members: number[][] = [];
  for (let start = 0; start < corners.length; start++) {
    const face = Math.floor(start / 3);
    if (cornerGroups[start] >= 0 || faces.flat[face]) continue;
    const group = members.length;
    const own: number[] = [];
    const pending = [start];
    while (pending.length > 0) {
      const corner = pending.pop()!;
      if (cornerGroups[corner] >= 0) continue;
      const at = Math.floor(corner / 3);
      if (faces.flat[at] && [0, 1, 2].every((k) => cornerGroups[at * 3 + k] < 0))
        faces.positive[at] = faces.positive[face];
      if (faces.positive[at] !== faces.positive[face]) continue;
      cornerGroups[corner] = group;
      own.push(corner);
      const previous = at * 3 + ((corner + 2) % 3);
      for (const next of [neighbours[previous], neighbours[corner]]) {
        const shared = [0, 1, 2].find((k) => next >= 0 && corners[next * 3 + k] === corners[start]);
        if (shared !== undefined) pending.push(next * 3 + shared);
      }
    }
    members.push(own);
  }
  return { cornerGroups, members };
}

/** Mean of the faces' directions in the plane across the normal, weighted by the angle of each corner. */
function meanTangent({ positions, normals, indices }: TangentInput, group: number[], faces: FaceDirections): number[] {
  const vertex = indices[group[0]];
  const n = [normals[vertex * 3], normals[vertex * 3 + 1], normals[vertex * 3 + 2]];
  const flatten = (v: number[]) => {
    const along = v[0] * n[0] + v[1] * n[1] + v[2] * n[2];
    const across = v.map((value, k) => value - along * n[k]);
    const length = Math.hypot(...across);
    return length > 0 ? across.map((value) => value / length) : across;
  };
  const sum = [0, 0, 0];
  for (const corner of group) {
    const face = Math.floor(corner / 3);
    if (faces.flat[face]) continue;
    const edge = (step: number) => {
      const end = indices[face * 3 + ((corner + step) % 3)];
      return flatten([0, 1, 2].map((k) => positions[end * 3 + k] - positions[indices[corner] * 3 + k]));
    };
    const [e1, e2] = [edge(1), edge(2)];
    const angle = Math.acos(Math.min(1, Math.max(-1, e1[0] * e2[0] + e1[1] * e2[1] + e1[2] * e2[2])));
    const direction = flatten([...faces.directions.subarray(face * 3, face * 3 + 3)]);
    for (let k = 0; k < 3; k++) sum[k] += angle * direction[k];
  }
  const length = Math.hypot(...sum);
  return length > 0 ? sum.map((value) => value / length) : anyTangent(n);
}

/** Some unit vector across the unit vector `n`. */
export function anyTangent(n: ArrayLike<number>): number[] {
  const axis = Math.abs(n[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const along = axis[0] * n[0] + axis[1] * n[1];
  const across = axis.map((value, k) => value - along * n[k]);
  const length = Math.hypot(...across);
  return across.map((value) => value / length);
}
