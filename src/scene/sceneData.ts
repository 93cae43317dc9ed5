import type { EnvironmentData } from './environmentData.ts';
import type { SceneMaterial } from './sceneMaterial.ts';

/** One mesh in object space. Vertex arrays have one entry a vertex; triangles are in leaf order of `tree`. */
export interface MeshData {
  readonly name: string;
  /** 3 a vertex. */
  readonly positions: Float32Array;
  /** 3 a vertex, unit. */
  readonly normals: Float32Array;
  /** 4 a vertex: unit tangent, handedness ±1 with bitangent = handedness·cross(normal, tangent). */
  readonly tangents: Float32Array;
  /** 2 a vertex, as glTF has them. */
  readonly uvs: Float32Array;
  /** 3 a triangle, counter-clockwise seen from the front. */
  readonly indices: Uint32Array;
  readonly tree: Tree;
}

/**
 * A bounding volume hierarchy, depth first: an inner node's left child follows it. Bounds are 6 numbers a node
 * (lower, upper). `counts[i]` = 0 marks an inner node whose right child is `first[i]`; a leaf has `counts[i]` items
 * from `first[i]` on.
 */
export interface Tree {
  readonly bounds: Float32Array;
  readonly first: Uint32Array;
  readonly counts: Uint32Array;
  /** Most nodes that wait on a traversal's stack at once. */
  readonly depth: number;
}

/** A placed mesh. Matrices are affine 3x4, row by row. */
export interface InstanceData {
  readonly name: string;
  readonly mesh: number;
  readonly material: number;
  readonly worldFromObject: Float64Array;
  readonly objectFromWorld: Float64Array;
}

/** `intensity` is colour times lux (directional) or candela (point), linear Rec.709. */
export type LightData =
  | { readonly kind: 'directional'; readonly name: string; readonly toLight: Vec3; readonly intensity: Vec3 }
  | { readonly kind: 'point'; readonly name: string; readonly position: Vec3; readonly intensity: Vec3 };

export type Vec3 = readonly [number, number, number];

/** Mirrors the WGSL struct `Camera` of shaders/scene/camera.wgsl; world space, lengths in metres. */
export interface CameraData {
  readonly position: Vec3;
  /** To the middle of the image plane, whose depth along the axis is 1. */
  readonly forward: Vec3;
  /** From the middle of the image to its right and its upper edge: at depth 1, or in metres where it is orthographic. */
  readonly right: Vec3;
  readonly up: Vec3;
  readonly orthographic: boolean;
  /** Radius of the lens; 0 is a pinhole. */
  readonly aperture: number;
  /** Depth of the plane in focus, above 0. */
  readonly focusDistance: number;
}

/** What is rendered, as plain data: no object of three.js survives in it. */
export interface SceneData {
  readonly meshes: MeshData[];
  readonly instances: InstanceData[];
  /** Over instances, one a leaf; `first` of a leaf is an index into `instances`. */
  readonly tree: Tree;
  readonly materials: SceneMaterial[];
  readonly lights: LightData[];
  readonly environment: EnvironmentData;
  readonly camera: CameraData;
  /** World-space bounds of everything, (lower, upper); all zero for an empty scene. */
  readonly bounds: Float64Array;
  /** What the scene asked for and does not get, each naming object and feature. */
  readonly warnings: string[];
}
