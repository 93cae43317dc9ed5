import { describe, expect, it } from 'vitest';
import { positionMap } from '../../src/scene/positionMap.ts';

/** A square of side 2 in the plane z = 3, uv as given by `map`. */
function square(map: (u: number, v: number) => [number, number] = (u, v) => [u, v]) {
  const corners = [0, 1, 2, 3].map((i) => [i & 1, i >> 1] as const);
  return {
    name: 'square',
    positions: Float32Array.from(corners.flatMap(([x, y]) => [2 * x, 2 * y, 3])),
    uvs: Float32Array.from(corners.flatMap(([x, y]) => map(x, y))),
    indices: Uint32Array.from([0, 1, 2, 2, 1, 3]),
  };
}

describe('positions over uv', () => {
  it('are the plane they came from, at texel centres', () => {
    const { data, covered, overlapping } = positionMap([square()], 8);
    expect(covered).toBe(1);
    expect(overlapping).toBe(0);
    for (let i = 0; i < 64; i++) {
      expect(data[4 * i]).toBeCloseTo((2 * ((i % 8) + 0.5)) / 8, 5);
      expect(data[4 * i + 1]).toBeCloseTo((2 * (Math.floor(i / 8) + 0.5)) / 8, 5);
      expect(data[4 * i + 2]).toBe(3);
    }
  });

  it('repeat where uv leaves the unit square', () => {
    const inside = positionMap([square()], 8);
    const shifted = positionMap([square((u, v) => [u + 3, v - 2])], 8);
    expect(shifted.data).toEqual(inside.data);
  });

  it('reach texels without a triangle from their nearest neighbours, and say how many', () => {
    const { data, covered } = positionMap([square((u, v) => [u / 2, v])], 8);
    expect(covered).toBe(0.5);
    // Column 4 borders on column 3, column 7 on column 0, where uv wraps.
    expect(data[4 * 4]).toBe(data[4 * 3]);
    expect(data[4 * 7]).toBe(data[0]);
    expect(data[4 * 4 + 3]).toBe(0);
  });

  it('tell of texels that several places claim', () => {
    const moved = square();
    moved.positions = moved.positions.map((x) => x + 1);
    expect(positionMap([square(), moved], 8).overlapping).toBe(1);
  });

  it('name a mesh whose uv is damaged, and one without', () => {
    expect(() => positionMap([square(() => [Number.NaN, 0])], 8)).toThrow("mesh 'square' has a texture coordinate");
    expect(() => positionMap([square((u, v) => [1000 * u, v])], 8)).toThrow('spans more than 64');
    expect(() => positionMap([square(() => [0.5, 0.5])], 8)).toThrow('has it texture coordinates');
  });
});
