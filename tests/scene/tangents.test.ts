import { createRequire } from 'node:module';
import {
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  CylinderGeometry,
  SphereGeometry,
  TorusKnotGeometry,
} from 'three';
import { describe, expect, it } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { computeTangents, type TangentInput } from '../../src/scene/tangents.ts';

type Generate = (positions: Float32Array, normals: Float32Array, uvs: Float32Array) => Float32Array;
// Mikkelsen's own C code, as WebAssembly; its CommonJS entry reads the file itself.
const { generateTangents } = createRequire(import.meta.url)('mikktspace') as { generateTangents: Generate };

function inputOf(geometry: BufferGeometry): TangentInput {
  const array = (name: string) => Float32Array.from(geometry.getAttribute(name).array);
  return {
    positions: array('position'),
    normals: array('normal'),
    uvs: array('uv'),
    indices: Uint32Array.from(geometry.index!.array),
  };
}

/** Half the box's faces have mirrored uvs. */
function mirroredBox(): BufferGeometry {
  const box = new BoxGeometry(1, 2, 3, 2, 2, 2);
  const uv = box.getAttribute('uv');
  for (let i = 0; i < uv.count / 2; i++) uv.setX(i, 1 - uv.getX(i));
  return box;
}

/** Height field with random heights and random uvs: groups break and join in every way. */
function wildGrid(): BufferGeometry {
  const random = new Pcg(4);
  const grid = new BufferGeometry();
  const side = 12;
  const positions: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      positions.push(x, random.nextFloat(), y);
      uvs.push(x + random.nextFloat() * 1.5, y + random.nextFloat() * 1.5);
      const at = y * side + x;
      if (x + 1 < side && y + 1 < side) indices.push(at, at + side, at + 1, at + 1, at + side, at + side + 1);
    }
  grid.setAttribute('position', new BufferAttribute(Float32Array.from(positions), 3));
  grid.setAttribute('uv', new BufferAttribute(Float32Array.from(uvs), 2));
  grid.setIndex(indices);
  grid.computeVertexNormals();
  return grid;
}

const cases: [string, BufferGeometry][] = [
  ['box', new BoxGeometry(1, 2, 3)],
  ['half mirrored box', mirroredBox()],
  ['torus knot', new TorusKnotGeometry(1, 0.3, 64, 12)],
  ['cylinder', new CylinderGeometry(1, 0.5, 2, 24, 3)],
  ['sphere without poles', new SphereGeometry(1, 24, 12, 0, 2 * Math.PI, 0.3, 2)],
  ['height field with wild uvs, seed 4', wildGrid()],
];

describe.each(cases)('tangents of a %s', (_, geometry) => {
  const input = inputOf(geometry);
  const spread = (array: Float32Array, size: number) =>
    Float32Array.from([...input.indices].flatMap((v) => [...array.subarray(v * size, v * size + size)]));
  const theirs = generateTangents(spread(input.positions, 3), spread(input.normals, 3), spread(input.uvs, 2));
  const { tangents, cornerGroups } = computeTangents(input);

  it("are MikkTSpace's, with glTF's handedness", () => {
    let worst = 0;
    cornerGroups.forEach((group, corner) => {
      const mine = tangents.subarray(group * 4, group * 4 + 4);
      const other = theirs.subarray(corner * 4, corner * 4 + 4);
      for (let k = 0; k < 3; k++) worst = Math.max(worst, Math.abs(mine[k] - other[k]));
      // glTF's v runs down: its bitangent is the opposite of MikkTSpace's.
      expect(mine[3]).toBe(-other[3]);
    });
    // Theirs is computed in float32, with acos near 1.
    expect(worst).toBeLessThan(2e-3);
  });

  it('are unit and across the normal', () => {
    cornerGroups.forEach((group, corner) => {
      const t = tangents.subarray(group * 4, group * 4 + 3);
      const n = input.normals.subarray(input.indices[corner] * 3, input.indices[corner] * 3 + 3);
      expect(Math.abs(Math.hypot(...t) - 1)).toBeLessThan(1e-6);
      expect(Math.abs(t[0] * n[0] + t[1] * n[1] + t[2] * n[2])).toBeLessThan(1e-6);
    });
  });
});

it('a triangle without uv area has no tangent of its own', () => {
  const { cornerGroups } = computeTangents({
    positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
    normals: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1),
    uvs: new Float32Array(6),
    indices: Uint32Array.of(0, 1, 2),
  });
  expect([...cornerGroups]).toEqual([-1, -1, -1]);
});
