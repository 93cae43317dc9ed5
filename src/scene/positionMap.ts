import type { MeshData } from './sceneData.ts';

/** Object-space positions of a surface over its uv square, which repeats. */
export interface PositionMap {
  /** Texels a side. */
  readonly size: number;
  /** x, y, z and 1 where the surface lies, 0 where the nearest texel that has some lends its own; rows from v = 0. */
  readonly data: Float32Array;
  /** Shares of the texels: under a triangle, and under several at different places. */
  readonly covered: number;
  readonly overlapping: number;
}

/** A triangle that spans more of uv than this is taken for damage. */
const LARGEST_SPAN = 64;
/** Two places of one texel farther apart than this share of the bounds' diagonal are different. */
const SAME_PLACE = 0.01;

/**
 * Rasterises positions over uv at texel centres (uv as in `SurfacePoint`); later triangles win where several cover a texel.
 * @throws RangeError naming the mesh where its uv is not finite or spans too much; Error where no texel is covered.
 */
export function positionMap(
  meshes: readonly Pick<MeshData, 'name' | 'positions' | 'uvs' | 'indices'>[],
  size: number,
): PositionMap {
  const data = new Float32Array(size * size * 4);
  const crowded = new Uint8Array(size * size);
  for (const mesh of meshes) {
    const near = SAME_PLACE * diagonal(mesh.positions);
    for (let i = 0; i < mesh.indices.length; i += 3) rasterise(mesh, i, size, data, crowded, near);
  }
  const covered = count(data.length / 4, (i) => data[4 * i + 3] === 1);
  if (covered === 0)
    throw new Error('no triangle of the mesh covers any of its uv square: has it texture coordinates?');
  const overlapping = count(crowded.length, (i) => crowded[i] === 1);
  fillGaps(data, size);
  return { size, data, covered: covered / size ** 2, overlapping: overlapping / size ** 2 };
}

/** The position at a place of uv, of the texel it lies in. */
export function positionAt({ size, data }: PositionMap, [u, v]: readonly [number, number]): [number, number, number] {
  const texel = (x: number) => modulo(Math.floor(x * size), size);
  const at = 4 * (texel(v) * size + texel(u));
  return [data[at], data[at + 1], data[at + 2]];
}

function rasterise(
  { name, positions, uvs, indices }: Pick<MeshData, 'name' | 'positions' | 'uvs' | 'indices'>,
  first: number,
  size: number,
  data: Float32Array,
  crowded: Uint8Array,
  near: number,
): void {
  const corners = [indices[first], indices[first + 1], indices[first + 2]];
  const [ax, bx, cx] = corners.map((v) => uvs[2 * v] * size - 0.5);
  const [ay, by, cy] = corners.map((v) => uvs[2 * v + 1] * size - 0.5);
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (!Number.isFinite(area)) throw new RangeError(`mesh '${name}' has a texture coordinate that is not finite`);
  const [x0, x1] = [Math.ceil(Math.min(ax, bx, cx)), Math.floor(Math.max(ax, bx, cx))];
  const [y0, y1] = [Math.ceil(Math.min(ay, by, cy)), Math.floor(Math.max(ay, by, cy))];
  if (Math.max(x1 - x0, y1 - y0) > LARGEST_SPAN * size)
    throw new RangeError(`mesh '${name}' has a triangle that spans more than ${LARGEST_SPAN} of uv`);
  if (area === 0) return;
  for (let y = y0; y <= y1; y++)
    for (let x = x0; x <= x1; x++) {
      const b = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
      const c = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
      if (b < 0 || c < 0 || b + c > 1) continue;
      const texel = modulo(y, size) * size + modulo(x, size);
      const place = [0, 1, 2].map(
        (k) =>
          (1 - b - c) * positions[3 * corners[0] + k] +
          b * positions[3 * corners[1] + k] +
          c * positions[3 * corners[2] + k],
      );
      const at = 4 * texel;
      const apart = Math.hypot(...place.map((value, k) => value - data[at + k]));
      if (data[at + 3] === 1 && apart > near) crowded[texel] = 1;
      data.set(place, at);
      data[at + 3] = 1;
    }
}

/** Breadth first from what is covered, over neighbours that wrap. */
function fillGaps(data: Float32Array, size: number): void {
  const known = Uint8Array.from({ length: size * size }, (_, i) => data[4 * i + 3]);
  let front = Array.from(known.keys()).filter((i) => known[i] === 1);
  while (front.length > 0) {
    const next: number[] = [];
    for (const texel of front) {
      const [x, y] = [texel % size, Math.floor(texel / size)];
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ]) {
        const other = modulo(y + dy, size) * size + modulo(x + dx, size);
        if (known[other] === 1) continue;
        known[other] = 1;
        data.copyWithin(4 * other, 4 * texel, 4 * texel + 3);
        next.push(other);
      }
    }
    front = next;
  }
}

const modulo = (x: number, n: number): number => ((x % n) + n) % n;

function count(length: number, holds: (i: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < length; i++) if (holds(i)) sum++;
  return sum;
}

function diagonal(positions: ArrayLike<number>): number {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    low[i % 3] = Math.min(low[i % 3], positions[i]);
    high[i % 3] = Math.max(high[i % 3], positions[i]);
  }
  return Math.hypot(...low.map((value, k) => high[k] - value));
}
