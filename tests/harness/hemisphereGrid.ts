/** A rectangle of the (φ/2π, √(1 − cos θ)) square over the hemisphere: near the pole the second is ∝ θ, so that narrow lobes keep their size. */
export interface Cell {
  u0: number;
  u1: number;
  v0: number;
  v1: number;
}

/** columns·rows cells, row by row from the pole. Odd numbers keep edges off the axes of symmetry. */
export function hemisphereCells(columns: number, rows: number): Cell[] {
  const cells: Cell[] = [];
  for (let v = 0; v < rows; v++)
    for (let u = 0; u < columns; u++)
      cells.push({ u0: u / columns, u1: (u + 1) / columns, v0: v / rows, v1: (v + 1) / rows });
  return cells;
}

/** A direction in the square, and the index of its cell. */
export interface GridPlace {
  u: number;
  v: number;
  cell: number;
}

/** Place of a direction of z > 0. */
export function gridPlace(
  { columns, rows }: { columns: number; rows: number },
  x: number,
  y: number,
  z: number,
): GridPlace {
  const turn = Math.atan2(y, x) / (2 * Math.PI);
  const u = turn < 0 ? turn + 1 : turn;
  // √(1 - z), from the sine: 1 - z itself has no digits left near the pole in f32.
  const v = Math.hypot(x, y) / Math.sqrt(1 + z);
  const cell = Math.min(rows - 1, Math.floor(v * rows)) * columns + Math.min(columns - 1, Math.floor(u * columns));
  return { u, v, cell };
}

// Gauss-Legendre, five points on [0, 1].
const nodes = [0.04691007703066802, 0.23076534494715845, 0.5, 0.7692346550528415, 0.953089922969332];
const weights = [
  0.11846344252809454, 0.23931433524968324, 0.28444444444444444, 0.23931433524968324, 0.11846344252809454,
];
export const pointsPerCell = 25;

/** 25 directions a cell, 3 floats each. */
export function cellDirections(cells: Cell[]): Float32Array {
  const out = new Float32Array(cells.length * pointsPerCell * 3);
  let at = 0;
  for (const { u0, u1, v0, v1 } of cells)
    for (const a of nodes)
      for (const b of nodes) {
        const phi = 2 * Math.PI * (u0 + (u1 - u0) * a);
        const v = v0 + (v1 - v0) * b;
        const radius = v * Math.sqrt(2 - v * v);
        out[at++] = radius * Math.cos(phi);
        out[at++] = radius * Math.sin(phi);
        out[at++] = 1 - v * v;
      }
  return out;
}

/** Integrals over solid angle of each of `width` interleaved quantities given at `cellDirections`. */
export function integrateCells(cells: Cell[], values: Float32Array, width: number): Float64Array {
  const out = new Float64Array(cells.length * width);
  cells.forEach(({ u0, u1, v0, v1 }, cell) => {
    const area = 2 * Math.PI * (u1 - u0) * (v1 - v0);
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < 5; j++) {
        // dω = dφ dz = dφ · 2v dv
        const w = area * weights[i] * weights[j] * 2 * (v0 + (v1 - v0) * nodes[j]);
        const at = (cell * pointsPerCell + i * 5 + j) * width;
        for (let c = 0; c < width; c++) out[cell * width + c] += w * values[at + c];
      }
  });
  return out;
}

export function quarters({ u0, u1, v0, v1 }: Cell): Cell[] {
  const u = (u0 + u1) / 2;
  const v = (v0 + v1) / 2;
  return [
    { u0, u1: u, v0, v1: v },
    { u0: u, u1, v0, v1: v },
    { u0, u1: u, v0: v, v1 },
    { u0: u, u1, v0: v, v1 },
  ];
}
