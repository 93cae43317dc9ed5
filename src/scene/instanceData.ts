import { Matrix4 } from 'three';
import type { InstanceData, MeshData } from './sceneData.ts';

/** A mesh placed by `matrix`, or undefined with a warning where the matrix flattens it or is not finite. */
export function placeMesh(
  name: string,
  mesh: number,
  material: number,
  matrix: Matrix4,
  warnings: string[],
): InstanceData | undefined {
  const worldFromObject = rows(matrix);
  const objectFromWorld = rows(new Matrix4().copy(matrix).invert());
  const finite = worldFromObject.every(Number.isFinite) && objectFromWorld.every(Number.isFinite);
  // three's invert() gives zeros where the determinant is 0.
  if (finite && objectFromWorld.some((value) => value !== 0))
    return { name, mesh, material, worldFromObject, objectFromWorld };
  warnings.push(`mesh '${name}' has a world matrix that cannot be inverted: left out`);
  return undefined;
}

/** World bounds (lower, upper) of each instance, widened by the rounding of rays in object space. */
export function instanceBounds(meshes: MeshData[], instances: InstanceData[]): Float32Array {
  const boxes = new Float32Array(instances.length * 6);
  instances.forEach(({ mesh, worldFromObject: m }, i) => {
    const box = meshes[mesh].tree.bounds;
    const reach = Math.max(...box.subarray(0, 6).map(Math.abs));
    for (let row = 0; row < 3; row++) {
      let centre = m[row * 4 + 3];
      let half = 0;
      let scale = Math.abs(centre);
      for (let k = 0; k < 3; k++) {
        const factor = m[row * 4 + k];
        centre += (factor * (box[k] + box[k + 3])) / 2;
        half += (Math.abs(factor) * (box[k + 3] - box[k])) / 2;
        scale += Math.abs(factor) * reach;
      }
      // Eight ulp of the largest number that entered the sum.
      const slack = half + scale * 2 ** -20;
      boxes[i * 6 + row] = centre - slack;
      boxes[i * 6 + 3 + row] = centre + slack;
    }
  });
  return boxes;
}

function rows(matrix: Matrix4): Float64Array {
  const e = matrix.elements;
  return Float64Array.from({ length: 12 }, (_, i) => e[(i % 4) * 4 + Math.floor(i / 4)]);
}
