import { describe, expect, it } from 'vitest';
import { shaderSources } from '../../src/engine/shaderSources.ts';
import { structLayout } from '../../src/engine/structLayout.ts';
import { uploadScene } from '../../src/scene/gpuScene.ts';
import { packScene, STACK_SIZE } from '../../src/scene/packScene.ts';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { testGpu } from '../harness/gpu.ts';
import { soupScene } from './soups.ts';

describe('layouts of the scene structs', () => {
  // Worked out by hand from WGSL's rules (vec3f: size 12, align 16; mat3xN: columns of 16 bytes).
  it.each([
    ['node::BvhNode', 32, { lower: 0, first: 12, upper: 16, count: 28 }],
    ['triangle::Triangle', 48, { a: 0, vertex_a: 12, b: 16, vertex_b: 28, c: 32, vertex_c: 44 }],
    ['triangle::Vertex', 48, { normal: 0, handedness: 12, tangent: 16, uv: 32 }],
    ['instance::Instance', 112, { world_from_object: 0, object_from_world: 48, root: 96, material: 100 }],
    ['lightTable::Light', 32, { place: 0, kind: 12, intensity: 16, cumulative: 28 }],
    ['lightTable::AliasEntry', 8, { threshold: 0, other: 4 }],
    ['lightTable::EnvironmentParams', 80, { rotation: 0, background: 48, background_scale: 60, intensity: 64 }],
    ['lightTable::LightTable', 96 + 64 * 32, { environment: 0, environment_probability: 80, count: 84, items: 96 }],
    [
      'camera::Camera',
      80,
      { position: 0, aperture: 12, forward: 16, focus_distance: 28, right: 32, orthographic: 44, up: 48, size: 64 },
    ],
    ['hit::Ray', 32, { origin: 0, t_min: 12, direction: 16, t_max: 28 }],
    ['hit::Hit', 24, { t: 0, instance: 4, triangle: 8, barycentrics: 16 }],
  ])('%s', async (path, size, offsets) => {
    const layout = await structLayout(`package::scene::${path}`);
    expect(layout.size).toBe(size);
    expect(Object.fromEntries([...layout.fields].map(([name, { offset }]) => [name, offset]))).toEqual(offsets);
  });
});

describe('packing', () => {
  it('puts the root over instances first and every mesh behind it', async () => {
    const data = soupScene(51, 2, 50, 3);
    const packed = await packScene(data);
    const words = new Uint32Array(packed.nodes);
    const floats = new Float32Array(packed.nodes);
    const own = data.tree.first.length;
    expect([...floats.subarray(0, 3)]).toEqual([...data.tree.bounds.subarray(0, 3)]);
    const instances = new Uint32Array(packed.instances);
    data.instances.forEach((instance, i) => {
      const root = own + (instance.mesh === 0 ? 0 : data.meshes[0].tree.first.length);
      expect(instances[i * 28 + 24]).toBe(root);
      expect(instances[i * 28 + 25]).toBe(instance.material);
    });
    // Every triangle lies in exactly one leaf.
    const seen = new Uint8Array(100);
    for (let node = own; node < words.length / 8; node++)
      for (let k = 0; k < words[node * 8 + 7]; k++) seen[words[node * 8 + 3] + k]++;
    expect(seen.every((times) => times === 1)).toBe(true);
  });

  it('refuses a tree deeper than the stack, which is the shader’s', async () => {
    const data = soupScene(52, 1, 5, 1);
    const deep = { ...data, tree: { ...data.tree, depth: STACK_SIZE } };
    await expect(packScene(deep)).rejects.toThrow(/scene tree is 64 \+ \d+ deep; traversal holds 64/);
    expect(shaderSources['scene::traverse']).toContain(`const STACK_SIZE = ${STACK_SIZE}u;`);
  });
});

it('an uploaded scene tells when its environment map is new', async () => {
  const scene = await uploadScene(await testGpu(), soupScene(53, 1, 5, 1));
  const before = scene.lightResources;
  expect(scene.updateEnvironment({ ...scene.data.environment, intensity: 2 })).toBe(false);
  expect(scene.lightResources['environment_map']).toBe(before['environment_map']);
  expect(scene.updateEnvironment(uniformEnvironment([1, 1, 1]))).toBe(true);
  expect(scene.lightResources['environment_map']).not.toBe(before['environment_map']);
  expect(scene.bytes).toBeGreaterThan(0);
  scene.dispose();
});
