import { CylinderGeometry, Group, Mesh, MeshStandardMaterial } from 'three';
import { demoObjects } from './demoObjects.ts';

export const DEMO_NAMES: readonly string[] = Object.keys(demoObjects);

export interface DemoScene {
  readonly root: Group;
  /** What a camera frames: the object without its table. */
  readonly object: Mesh;
}

/**
 * A demo object on a round table; `userData.patina` marks the material that a chosen one replaces.
 * @returns undefined when there is no demo object of that name
 */
export function demoScene(name: string): DemoScene | undefined {
  if (!Object.hasOwn(demoObjects, name)) return undefined;
  const shown = new MeshStandardMaterial({ name: 'shown', color: 0x808080 });
  shown.userData['patina'] = 'shown';
  const object = new Mesh(demoObjects[name](), shown);
  object.name = name;
  const root = new Group();
  root.add(object);
  if (name !== 'plane') root.add(table());
  return { root, object };
}

const TABLE_HEIGHT = 0.08;

function table(): Mesh {
  const material = new MeshStandardMaterial({ name: 'table', color: 0x4a4844, roughness: 0.6, metalness: 0 });
  const mesh = new Mesh(new CylinderGeometry(1.9, 1.9, TABLE_HEIGHT, 96), material);
  mesh.name = 'table';
  mesh.position.y = -TABLE_HEIGHT / 2;
  return mesh;
}
