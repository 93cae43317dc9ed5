import { describe, expect, it } from 'vitest';
import { Box3, MeshStandardMaterial, PerspectiveCamera, Scene } from 'three';
import { DEMO_NAMES, demoScene } from '../../src/scene/demoScene.ts';
import { flattenScene } from '../../src/scene/flattenScene.ts';

describe('demoScene', () => {
  it.each(DEMO_NAMES)('%s alone carries the material to replace, and stands on its table', (name) => {
    const { root, object } = demoScene(name)!;
    const scene = new Scene();
    scene.add(root);
    const { materials, warnings } = flattenScene(scene, new PerspectiveCamera());
    const tables = name === 'plane' ? 0 : 1;
    expect(materials.map(({ key }) => key)).toEqual(['shown', ...Array.from({ length: tables }, () => undefined)]);
    expect((object.material as MeshStandardMaterial).userData['patina']).toBe('shown');
    expect(warnings).toEqual([]);
    expect(new Box3().setFromObject(object).min.y).toBeCloseTo(0, 6);
    const table = root.getObjectByName('table');
    if (table) expect(new Box3().setFromObject(table).max.y).toBeCloseTo(0, 6);
  });

  it.each(['constructor', '', 'Teapot', 'ball.glb'])('knows no %j', (name) => expect(demoScene(name)).toBeUndefined());
});
