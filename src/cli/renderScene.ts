import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Box3, PerspectiveCamera, Scene, Sphere, Vector3, type Camera, type Object3D } from 'three';
import { DEMO_NAMES, demoScene } from '../scene/demoScene.ts';
import { uniformEnvironment, type EnvironmentData } from '../scene/environmentData.ts';
import { flattenScene } from '../scene/flattenScene.ts';
import { parseEnvironment } from '../scene/parseEnvironment.ts';
import type { MeshData, SceneData } from '../scene/sceneData.ts';
import type { NeuralMaterial } from '../materials/neural/neuralMaterial.ts';
import { openGltfFile, type GltfFile } from './nodeGltf.ts';

export interface RenderScene {
  readonly data: SceneData;
  /** Whether a chosen material replaces the scene's material of this index. */
  readonly replaces: (material: number) => boolean;
  /** Neural materials that the scene brings along, by the keys of those they stand for. */
  readonly neural: ReadonlyMap<string, NeuralMaterial>;
}

/** A demo object on a table, or a glTF file seen by its first camera, else framed. @throws naming what is missing */
export async function openRenderScene(subject: string, environment: string, aspect: number): Promise<RenderScene> {
  const light = await openEnvironmentNamed(environment);
  const demo = demoScene(subject);
  const opened: Opened = demo
    ? { root: demo.root, framed: demo.object, neural: new Map(), warnings: [] }
    : await gltf(subject, aspect);
  const scene = new Scene();
  scene.add(opened.root);
  const camera = opened.camera ?? framing(opened.framed, aspect);
  const data: SceneData = { ...flattenScene(scene, camera), environment: light.data };
  data.warnings.push(...opened.warnings, ...light.warnings);
  const replaces = (index: number) => !demo || data.materials[index].key !== undefined;
  return { data, replaces, neural: opened.neural };
}

/** The meshes of a demo object (without its table) or a glTF file, in their object spaces. @throws naming what is missing */
export async function openMeshes(subject: string): Promise<{ meshes: readonly MeshData[]; warnings: string[] }> {
  const scene = new Scene();
  const object = demoScene(subject)?.object;
  const file = object ? undefined : await gltf(subject, 1);
  scene.add(object ?? file!.root);
  const { meshes, warnings } = flattenScene(scene, new PerspectiveCamera());
  return { meshes, warnings: [...(file?.warnings ?? []), ...warnings] };
}

interface Opened extends Pick<GltfFile, 'neural' | 'warnings'> {
  root: Object3D;
  /** What the camera looks at. */
  framed: Object3D;
  camera?: Camera;
}

async function gltf(path: string, aspect: number): Promise<Opened> {
  if (!['.glb', '.gltf'].includes(extname(path).toLowerCase()))
    throw new Error(`there is no subject '${path}': choose ${DEMO_NAMES.join(', ')}, or a .glb or .gltf`);
  const { root, cameras, neural, warnings } = await openGltfFile(path);
  const camera = cameras[0];
  if (camera instanceof PerspectiveCamera) {
    camera.aspect = aspect;
    camera.updateProjectionMatrix();
  }
  return { root, framed: root, camera, neural, warnings };
}

/** From the front, a little to the right and above; the bounding sphere fills the picture. */
function framing(object: Object3D, aspect: number): PerspectiveCamera {
  const camera = new PerspectiveCamera(30, aspect);
  const sphere = new Box3().setFromObject(object).getBoundingSphere(new Sphere());
  const halfAngle = (Math.PI / 180) * 15;
  const narrow = Math.min(halfAngle, Math.atan(Math.tan(halfAngle) * aspect));
  const direction = new Vector3(0.45, 0.45, 1).normalize();
  camera.position.copy(sphere.center).addScaledVector(direction, sphere.radius / Math.sin(narrow));
  camera.lookAt(sphere.center);
  return camera;
}

/** Those of @pmndrs/assets (CC0) that the viewer has too. */
const NAMED: Record<string, () => Promise<{ default: string }>> = {
  studio: () => import('@pmndrs/assets/hdri/studio.exr.js'),
  workshop: () => import('@pmndrs/assets/hdri/workshop.exr.js'),
  sunset: () => import('@pmndrs/assets/hdri/sunset.exr.js'),
  city: () => import('@pmndrs/assets/hdri/city.exr.js'),
};

export async function openEnvironmentNamed(name: string): Promise<{ data: EnvironmentData; warnings: string[] }> {
  const data = uniformEnvironment([1, 1, 1]);
  if (name === 'uniform') return { data, warnings: [] };
  const named = Object.hasOwn(NAMED, name);
  const bytes = named ? dataAddress((await NAMED[name]()).default) : await readEnvironmentFile(name);
  const { map, warnings } = await parseEnvironment(name, new Uint8Array(bytes).buffer);
  // Those that come along have negative rings round their lamps, from resampling: nothing that a user could mend.
  return { data: { ...data, map }, warnings: named ? [] : warnings };
}

async function readEnvironmentFile(path: string): Promise<Uint8Array> {
  if (!existsSync(path))
    throw new Error(`there is no environment '${path}': choose ${Object.keys(NAMED).join(', ')}, uniform, or a file`);
  return readFile(path);
}

function dataAddress(address: string): Uint8Array {
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}
