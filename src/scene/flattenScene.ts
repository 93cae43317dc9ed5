import {
  Matrix4,
  type BufferGeometry,
  type Camera,
  type InstancedMesh,
  type Light,
  type Material,
  type Mesh,
  type Object3D,
  type Scene,
} from 'three';
import { cameraData, type LensOptions } from './cameraData.ts';
import { buildInstanceTree } from './instanceTree.ts';
import { instanceBounds, placeMesh } from './instanceData.ts';
import { buildMeshData } from './meshData.ts';
import { readMeshGeometry, type TriangleRange } from './meshGeometry.ts';
import { readMaterial } from './readMaterial.ts';
import type { InstanceData, LightData, MeshData, SceneData } from './sceneData.ts';
import { readEnvironment } from './sceneEnvironment.ts';
import { readLight } from './sceneLights.ts';
import type { SceneMaterial } from './sceneMaterial.ts';
import type { ReadPixels } from './sceneTexture.ts';

export interface FlattenOptions extends LensOptions {
  /** Triangles in a leaf, about; default 4. */
  targetLeafSize?: number;
  /** For textures whose images are not plain data; without it they are ignored with a warning. */
  readPixels?: ReadPixels;
}

/**
 * Turns a scene of three.js into plain data. The user's geometries are not changed; world matrices are brought up to date.
 * Invisible objects and objects outside the camera's layers are left out; what else is left out is told in `warnings`.
 * @throws naming the mesh or camera, where one is malformed (an index outside the vertices, a matrix that is not finite).
 */
export function flattenScene(scene: Scene, camera: Camera, options: FlattenOptions = {}): SceneData {
  scene.updateMatrixWorld();
  const flat = new Flattener(options);
  scene.traverseVisible((object) => {
    if (object.layers.test(camera.layers)) flat.add(object);
  });
  const environment = readEnvironment(scene, options.readPixels, flat.warnings);
  if (scene.fog) flat.warnings.push('scene.fog is not supported: ignored');
  const boxes = instanceBounds(flat.meshes, flat.instances);
  const tree = buildInstanceTree(boxes);
  return {
    meshes: flat.meshes,
    instances: flat.instances,
    tree,
    materials: flat.materials,
    lights: flat.lights,
    environment,
    camera: cameraData(camera, options),
    bounds: flat.instances.length > 0 ? Float64Array.from(tree.bounds.subarray(0, 6)) : new Float64Array(6),
    warnings: flat.warnings,
  };
}

/** Collects meshes, instances, materials and lights; equal parts of the scene become one. */
class Flattener {
  readonly meshes: MeshData[] = [];
  readonly instances: InstanceData[] = [];
  readonly materials: SceneMaterial[] = [];
  readonly lights: LightData[] = [];
  readonly warnings: string[] = [];
  private readonly meshNumbers = new Map<string, number | undefined>();
  private readonly materialNumbers = new Map<string, number>();
  private readonly options: FlattenOptions;

  constructor(options: FlattenOptions) {
    this.options = options;
  }

  add(object: Object3D): void {
    if ('isMesh' in object) this.addMesh(object as Mesh);
    else if ('isLight' in object) this.addLight(object as Light);
    else if (['isLine', 'isPoints', 'isSprite'].some((kind) => kind in object))
      this.warnings.push(`object '${object.name}' of type ${object.type} is not a mesh: left out`);
  }

  private addLight(light: Light): void {
    const read = readLight(light, this.warnings);
    if (read) this.lights.push(read);
  }

  private addMesh(mesh: Mesh): void {
    const refused = refusal(mesh);
    if (refused) {
      this.warnings.push(`mesh '${mesh.name}' ${refused}: left out`);
      return;
    }
    for (const { range, material } of this.parts(mesh)) {
      if (!material.visible) continue;
      const number = this.meshNumber(mesh, range, material);
      if (number !== undefined) this.addInstances(mesh, number, material);
    }
  }

  /** A mesh with several materials is drawn by groups; each becomes a mesh of its own. */
  private parts(mesh: Mesh): { range: TriangleRange; material: Material }[] {
    const { material, geometry } = mesh;
    if (!Array.isArray(material)) return [{ range: { start: 0, count: Infinity }, material }];
    if (geometry.groups.length === 0)
      this.warnings.push(`mesh '${mesh.name}' has several materials and no groups: left out`);
    return geometry.groups.flatMap(({ start, count, materialIndex }) => {
      const own = material[materialIndex ?? 0] as Material | undefined;
      if (!own) this.warnings.push(`mesh '${mesh.name}' has no material ${materialIndex}: group left out`);
      return own ? [{ range: { start, count }, material: own }] : [];
    });
  }

  private meshNumber(mesh: Mesh, range: TriangleRange, material: Material): number | undefined {
    const flatShading = 'flatShading' in material && material.flatShading === true;
    const { geometry } = mesh;
    const key = [geometry.uuid, range.start, range.count, flatShading].join();
    if (!this.meshNumbers.has(key))
      this.meshNumbers.set(key, this.addGeometry(mesh.name, geometry, range, flatShading));
    return this.meshNumbers.get(key);
  }

  private addGeometry(
    name: string,
    source: BufferGeometry,
    range: TriangleRange,
    flatShading: boolean,
  ): number | undefined {
    const geometry = readMeshGeometry(name, source, range, flatShading, this.warnings);
    if (!geometry) return undefined;
    const leafSize = this.options.targetLeafSize ?? 4;
    return this.meshes.push(buildMeshData(name, geometry, leafSize, this.warnings)) - 1;
  }

  private addInstances(mesh: Mesh, number: number, material: Material): void {
    const computedTangents = !mesh.geometry.hasAttribute('tangent');
    const materialNumber = this.materialNumber(material, computedTangents, mesh);
    const place = (matrix: Matrix4, name: string) => {
      const instance = placeMesh(name, number, materialNumber, matrix, this.warnings);
      if (instance) this.instances.push(instance);
    };
    if (!('isInstancedMesh' in mesh)) return place(mesh.matrixWorld, mesh.name);
    const many = mesh as unknown as InstancedMesh;
    if (many.instanceColor) this.warnings.push(`mesh '${mesh.name}': instance colours are not supported: ignored`);
    for (let i = 0; i < many.count; i++) {
      const matrix = new Matrix4();
      many.getMatrixAt(i, matrix);
      place(matrix.premultiply(mesh.matrixWorld), `${mesh.name}[${i}]`);
    }
  }

  private materialNumber(material: Material, computedTangents: boolean, mesh: Mesh): number {
    const key = `${material.uuid},${computedTangents && 'normalMap' in material && material.normalMap !== null}`;
    const found = this.materialNumbers.get(key);
    const number =
      found ??
      this.materials.push(readMaterial(material, computedTangents, this.options.readPixels, this.warnings)) - 1;
    this.materialNumbers.set(key, number);
    const textured = Object.values(this.materials[number].maps).some((map) => map !== undefined);
    if (textured && !mesh.geometry.hasAttribute('uv'))
      this.warnings.push(`mesh '${mesh.name}' has textures and no uvs: uv is (0, 0)`);
    return number;
  }
}

function refusal(mesh: Mesh): string | undefined {
  if ('isSkinnedMesh' in mesh) return 'is skinned, which is not supported';
  if ('isBatchedMesh' in mesh) return 'is a BatchedMesh, which is not supported';
  const morphed = mesh.morphTargetInfluences?.some((influence) => influence !== 0);
  return morphed ? 'is morphed, which is not supported' : undefined;
}
