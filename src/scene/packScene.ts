import { structLayout, type StructLayout } from '../engine/structLayout.ts';
import type { MeshData, SceneData } from './sceneData.ts';

/** Size of the traversal stack in shaders/scene/traverse.wgsl. */
export const STACK_SIZE = 64;

/** The storage buffers of `scene_bindings`. */
export interface PackedScene {
  readonly nodes: ArrayBuffer;
  readonly triangles: ArrayBuffer;
  readonly vertices: ArrayBuffer;
  readonly instances: ArrayBuffer;
}

/** Where a mesh begins in the shared arrays, counted in items. */
interface MeshStart {
  node: number;
  triangle: number;
  vertex: number;
}

/**
 * Lays all meshes and both tree levels out as the shaders read them.
 * @throws if the tree is deeper than the traversal's stack.
 */
export async function packScene(scene: SceneData): Promise<PackedScene> {
  const deepest = scene.meshes.reduce((depth, mesh) => Math.max(depth, mesh.tree.depth), 0);
  if (scene.tree.depth + deepest > STACK_SIZE)
    throw new Error(`scene tree is ${scene.tree.depth} + ${deepest} deep; traversal holds ${STACK_SIZE}`);
  const starts = meshStarts(scene);
  return {
    nodes: await packNodes(scene, starts),
    triangles: await packTriangles(scene.meshes, starts),
    vertices: await packVertices(scene.meshes, starts),
    instances: await packInstances(scene, starts),
  };
}

function meshStarts(scene: SceneData): MeshStart[] {
  const next: MeshStart = { node: scene.tree.first.length, triangle: 0, vertex: 0 };
  return scene.meshes.map((mesh) => {
    const start = { ...next };
    next.node += mesh.tree.first.length;
    next.triangle += mesh.indices.length / 3;
    next.vertex += mesh.positions.length / 3;
    return start;
  });
}

async function packNodes(scene: SceneData, starts: MeshStart[]): Promise<ArrayBuffer> {
  const trees = [
    { tree: scene.tree, node: 0, item: 0 },
    ...scene.meshes.map((mesh, i) => ({ tree: mesh.tree, node: starts[i].node, item: starts[i].triangle })),
  ];
  const total = trees.reduce((sum, { tree }) => sum + tree.first.length, 0);
  const out = new StructArray(await structLayout('package::scene::node::BvhNode'), total);
  for (const { tree, node, item } of trees) {
    for (let i = 0; i < tree.first.length; i++) {
      const leaf = tree.counts[i] > 0;
      out.floats('lower', node + i, tree.bounds, i * 6, 3);
      out.floats('upper', node + i, tree.bounds, i * 6 + 3, 3);
      out.word('first', node + i, tree.first[i] + (leaf ? item : node));
      out.word('count', node + i, tree.counts[i]);
    }
  }
  return out.buffer;
}

async function packTriangles(meshes: MeshData[], starts: MeshStart[]): Promise<ArrayBuffer> {
  const total = meshes.reduce((sum, mesh) => sum + mesh.indices.length / 3, 0);
  const out = new StructArray(await structLayout('package::scene::triangle::Triangle'), total);
  const corners = ['a', 'b', 'c'];
  meshes.forEach((mesh, m) => {
    for (let i = 0; i < mesh.indices.length; i++) {
      const triangle = starts[m].triangle + Math.floor(i / 3);
      out.floats(corners[i % 3], triangle, mesh.positions, mesh.indices[i] * 3, 3);
      out.word(`vertex_${corners[i % 3]}`, triangle, starts[m].vertex + mesh.indices[i]);
    }
  });
  return out.buffer;
}

async function packVertices(meshes: MeshData[], starts: MeshStart[]): Promise<ArrayBuffer> {
  const total = meshes.reduce((sum, mesh) => sum + mesh.positions.length / 3, 0);
  const out = new StructArray(await structLayout('package::scene::triangle::Vertex'), total);
  meshes.forEach((mesh, m) => {
    for (let i = 0; i < mesh.positions.length / 3; i++) {
      const vertex = starts[m].vertex + i;
      out.floats('normal', vertex, mesh.normals, i * 3, 3);
      out.floats('tangent', vertex, mesh.tangents, i * 4, 3);
      out.floats('handedness', vertex, mesh.tangents, i * 4 + 3, 1);
      out.floats('uv', vertex, mesh.uvs, i * 2, 2);
    }
  });
  return out.buffer;
}

async function packInstances(scene: SceneData, starts: MeshStart[]): Promise<ArrayBuffer> {
  const layout = await structLayout('package::scene::instance::Instance');
  return layout.pack(
    scene.instances.map((instance) => ({
      world_from_object: instance.worldFromObject,
      object_from_world: instance.objectFromWorld,
      root: starts[instance.mesh].node,
      material: instance.material,
    })),
  );
}

/** Fills an array of structs field by field: `StructLayout.write` makes an object a struct, too slow for millions. */
class StructArray {
  readonly buffer: ArrayBuffer;
  private readonly f32: Float32Array;
  private readonly u32: Uint32Array;
  private readonly stride: number;
  private readonly offsets: Map<string, number>;

  constructor(layout: StructLayout, count: number) {
    // One zeroed item at least: a binding may not be empty.
    this.buffer = new ArrayBuffer(Math.max(1, count) * layout.size);
    this.f32 = new Float32Array(this.buffer);
    this.u32 = new Uint32Array(this.buffer);
    this.stride = layout.size / 4;
    this.offsets = new Map([...layout.fields].map(([name, field]) => [name, field.offset / 4]));
  }

  floats(field: string, index: number, source: Float32Array, from: number, count: number): void {
    const to = this.place(field, index);
    for (let i = 0; i < count; i++) this.f32[to + i] = source[from + i];
  }

  word(field: string, index: number, value: number): void {
    this.u32[this.place(field, index)] = value;
  }

  private place(field: string, index: number): number {
    const offset = this.offsets.get(field);
    if (offset === undefined) throw new Error(`no field '${field}'`);
    return index * this.stride + offset;
  }
}
