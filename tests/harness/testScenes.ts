import { Matrix4, OrthographicCamera, PerspectiveCamera, Vector3, type BufferGeometry } from 'three';
import { Pcg } from '../../src/engine/pcg.ts';
import { cameraData } from '../../src/scene/cameraData.ts';
import { uniformEnvironment, type EnvironmentData } from '../../src/scene/environmentData.ts';
import { buildInstanceTree } from '../../src/scene/instanceTree.ts';
import { buildMeshTree } from '../../src/scene/meshTree.ts';
import type { CameraData, InstanceData, LightData, MeshData, SceneData } from '../../src/scene/sceneData.ts';
import type { SceneMaterial } from '../../src/scene/sceneMaterial.ts';

export interface TestObject {
  /** Indexed, with normals and uvs: three's own generators give them. */
  geometry: BufferGeometry;
  matrix?: Matrix4;
  material?: number;
}

export interface TestSceneOptions {
  objects: TestObject[];
  camera: CameraData;
  lights?: LightData[];
  environment?: EnvironmentData;
}

/** Plain scene data from three's geometry generators, with as many materials as the objects name. */
export function testScene({ objects, camera, lights = [], environment }: TestSceneOptions): SceneData {
  const instances = objects.map((object, mesh) => instanceData(object, mesh));
  const boxes = Float32Array.from(objects.flatMap(worldBox));
  const materialCount = Math.max(0, ...instances.map((instance) => instance.material + 1));
  const bound = (k: number, pick: (...values: number[]) => number) => pick(...objects.map((_, i) => boxes[i * 6 + k]));
  return {
    meshes: objects.map(({ geometry }, i) => meshData(geometry, `mesh ${i}`)),
    instances,
    tree: buildInstanceTree(boxes),
    materials: Array.from({ length: materialCount }, (_, i) => sceneMaterial(`material ${i}`)),
    lights,
    environment: environment ?? uniformEnvironment([0, 0, 0]),
    camera,
    bounds: Float64Array.of(...[0, 1, 2].map((k) => bound(k, Math.min)), ...[3, 4, 5].map((k) => bound(k, Math.max))),
    warnings: [],
  };
}

/** Texels of 0 to 1 and one bright one: light samples and material samples have very different noise. */
export function patchyEnvironment(seed: number): EnvironmentData {
  const rng = new Pcg(seed);
  const [width, height] = [8, 4];
  const data = Float32Array.from({ length: width * height * 4 }, () => rng.nextFloat());
  data.set([6, 5, 4, 1], 10 * 4);
  return { ...uniformEnvironment([0, 0, 0]), map: { width, height, data } };
}

export function perspective(eye: [number, number, number], target: [number, number, number], fov = 45): CameraData {
  const camera = new PerspectiveCamera(fov, 1);
  camera.position.set(...eye);
  camera.lookAt(...target);
  return cameraData(camera);
}

/** Looks along -z at the square |x|, |y| <= halfWidth, from z = 5. */
export function orthographic(halfWidth: number): CameraData {
  const camera = new OrthographicCamera(-halfWidth, halfWidth, halfWidth, -halfWidth);
  camera.position.set(0, 0, 5);
  return cameraData(camera);
}

function meshData(geometry: BufferGeometry, name: string): MeshData {
  const array = (key: string) => geometry.getAttribute(key).array as Float32Array;
  const positions = array('position');
  const normals = array('normal');
  const { tree, indices } = buildMeshTree(name, positions, Uint32Array.from(geometry.index!.array), 4);
  // Test materials are isotropic: any tangent across the normal will do, and the shader makes one where it is parallel.
  const tangents = Float32Array.from({ length: (positions.length / 3) * 4 }, (_, i) => [1, 0, 0, 1][i % 4]);
  return { name, positions, normals, tangents, uvs: array('uv'), indices, tree };
}

function instanceData({ matrix = new Matrix4(), material = 0 }: TestObject, mesh: number): InstanceData {
  const rows = (m: Matrix4) => Float64Array.from(m.clone().transpose().elements.slice(0, 12));
  return {
    name: `instance ${mesh}`,
    mesh,
    material,
    worldFromObject: rows(matrix),
    objectFromWorld: rows(matrix.clone().invert()),
  };
}

function worldBox({ geometry, matrix = new Matrix4() }: TestObject): number[] {
  const low = new Vector3(Infinity, Infinity, Infinity);
  const high = new Vector3(-Infinity, -Infinity, -Infinity);
  const position = geometry.getAttribute('position');
  const point = new Vector3();
  for (let i = 0; i < position.count; i++) {
    point.fromBufferAttribute(position, i).applyMatrix4(matrix);
    low.min(point);
    high.max(point);
  }
  // Float32 bounds must not cut a face off.
  const pad = 1e-5;
  return [low.x - pad, low.y - pad, low.z - pad, high.x + pad, high.y + pad, high.z + pad];
}

function sceneMaterial(name: string): SceneMaterial {
  return {
    name,
    uuid: name,
    key: undefined,
    baseColor: [1, 1, 1],
    metallic: 0,
    roughness: 1,
    emissive: [0, 0, 0],
    normalScale: [1, 1],
    alphaMode: 'opaque',
    alphaCutoff: 0,
    opacity: 1,
    maps: {},
  };
}
