import { Mesh, MeshStandardMaterial, PerspectiveCamera, Scene } from 'three';
import { describe, expect, it } from 'vitest';
import { demoObjects } from '../../src/scene/demoObjects.ts';
import { flattenScene } from '../../src/scene/flattenScene.ts';

describe.each(Object.entries(demoObjects))('demo object %s', (name, make) => {
  const scene = new Scene();
  scene.add(new Mesh(make(), new MeshStandardMaterial()));
  const data = flattenScene(scene, new PerspectiveCamera());
  const [mesh] = data.meshes;
  const corners = [...mesh.indices];

  it('needs no repair', () => {
    expect(data.warnings).toEqual([]);
    expect(mesh.indices.length / 3).toBeGreaterThan(1);
  });

  it('stands on the ground, about two metres across, round the y axis', () => {
    const [x0, y0, z0, x1, y1, z1] = data.bounds;
    expect(Math.abs(y0)).toBeLessThan(1e-4);
    expect(Math.max(x1 - x0, y1 - y0, z1 - z0)).toBeLessThan(5);
    expect(Math.max(x1 - x0, z1 - z0)).toBeGreaterThan(1.4);
    if (name !== 'teapot') expect(Math.abs(x0 + x1) + Math.abs(z0 + z1)).toBeLessThan(1e-4);
  });

  it('has normals on the outside of its triangles', () => {
    let wrong = 0;
    for (let i = 0; i < corners.length; i += 3) {
      const p = (k: number, axis: number) => mesh.positions[corners[i + k] * 3 + axis];
      const [e1, e2] = [1, 2].map((k) => [0, 1, 2].map((axis) => p(k, axis) - p(0, axis)));
      const face = [e1[1] * e2[2] - e1[2] * e2[1], e1[2] * e2[0] - e1[0] * e2[2], e1[0] * e2[1] - e1[1] * e2[0]];
      const cosine = [0, 1, 2].reduce((sum, axis) => sum + face[axis] * mesh.normals[corners[i] * 3 + axis], 0);
      if (cosine <= 0) wrong++;
    }
    expect(wrong).toBe(0);
  });

  it('has right-handed frames: uv runs right and down, as glTF has it', () => {
    const left = corners.filter((vertex) => mesh.tangents[vertex * 4 + 3] < 0).length;
    expect(left).toBe(0);
  });
});
