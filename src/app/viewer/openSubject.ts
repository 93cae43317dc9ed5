import { DEMO_NAMES, demoScene } from '../../scene/demoScene.ts';
import { openGltfAddress, type OpenedGltf } from '../openGltf.ts';
import { extensionOf } from '../fileSet.ts';
import type { Subject } from './subject.ts';

/** The demo object of this name, whatever its case, or the glTF file at this address. */
export async function openSubject(nameOrAddress: string): Promise<Subject> {
  const name = DEMO_NAMES.find((demo) => demo.toLowerCase() === nameOrAddress.toLowerCase());
  const demo = name === undefined ? undefined : demoScene(name);
  if (demo) {
    const { root, object } = demo;
    return { name: object.name, root, framed: object, ownMaterials: false, neural: new Map(), warnings: [] };
  }
  if (!['glb', 'gltf'].includes(extensionOf(nameOrAddress))) {
    throw new Error(`There is no object "${nameOrAddress}": choose ${DEMO_NAMES.join(', ')}, or a .glb or .gltf file.`);
  }
  return gltfSubject(await openGltfAddress(nameOrAddress));
}

export function gltfSubject({ name, root, neural, warnings }: OpenedGltf): Subject {
  return { name, root, framed: root, ownMaterials: true, neural, warnings };
}
