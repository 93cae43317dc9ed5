import { CylinderGeometry, Group, Mesh, MeshStandardMaterial } from 'three';
import { demoObjects } from '../../scene/demoObjects.ts';
import { openGltfAddress, type OpenedGltf } from '../openGltf.ts';
import { extensionOf } from '../fileSet.ts';
import type { Subject } from './subject.ts';

export const DEMO_NAMES: readonly string[] = Object.keys(demoObjects);

/** The demo object of this name, whatever its case, or the glTF file at this address. */
export async function openSubject(nameOrAddress: string): Promise<Subject> {
  const name = DEMO_NAMES.find((demo) => demo.toLowerCase() === nameOrAddress.toLowerCase());
  const makeGeometry = name === undefined ? undefined : demoObjects[name];
  if (name !== undefined && makeGeometry) return demoSubject(name, makeGeometry());
  if (!['glb', 'gltf'].includes(extensionOf(nameOrAddress))) {
    throw new Error(`There is no object "${nameOrAddress}": choose ${DEMO_NAMES.join(', ')}, or a .glb or .gltf file.`);
  }
  return gltfSubject(await openGltfAddress(nameOrAddress));
}

export function gltfSubject({ name, root, neural, warnings }: OpenedGltf): Subject {
  return { name, root, framed: root, ownMaterials: true, neural, warnings };
}

/** A demo object on a round table; `userData.patina` marks the material that the chosen one replaces. */
function demoSubject(name: string, geometry: ReturnType<(typeof demoObjects)[string]>): Subject {
  const shown = new MeshStandardMaterial({ name: 'shown', color: 0x808080 });
  shown.userData['patina'] = 'shown';
  const object = new Mesh(geometry, shown);
  object.name = name;
  const root = new Group();
  root.add(object);
  if (name !== 'plane') root.add(table());
  return { name, root, framed: object, ownMaterials: false, neural: new Map(), warnings: [] };
}

const TABLE_HEIGHT = 0.08;

function table(): Mesh {
  const material = new MeshStandardMaterial({ name: 'table', color: 0x4a4844, roughness: 0.6, metalness: 0 });
  const mesh = new Mesh(new CylinderGeometry(1.9, 1.9, TABLE_HEIGHT, 96), material);
  mesh.name = 'table';
  mesh.position.y = -TABLE_HEIGHT / 2;
  return mesh;
}
