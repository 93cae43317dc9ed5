import { Mesh, MeshStandardMaterial, PerspectiveCamera, PlaneGeometry, Scene as Scene3 } from 'three';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Gpu } from '../../../src/engine/device.ts';
import type { Material } from '../../../src/materials/program.ts';
import type { ReferenceMaterial } from '../../../src/app/layeredSource.ts';
import type { ShownMaterial } from '../../../src/app/materialSource.ts';
import { MaterialSides, type Scene } from '../../../src/app/viewer/materialSides.ts';
import type { Renderer } from '../../../src/app/viewer/renderer.ts';
import { flattenScene } from '../../../src/scene/flattenScene.ts';
import { metallicRoughnessMaterial } from '../../../src/materials/analytic/metallicRoughness.ts';

function sceneMaterial(name: string, key?: string): Scene['materials'][number] {
  const material = new MeshStandardMaterial({ name });
  if (key !== undefined) material.userData['patina'] = key;
  return flattenScene(new Scene3().add(new Mesh(new PlaneGeometry(), material)), new PerspectiveCamera()).materials[0];
}

/** One object whose material gives way to the chosen one. */
const scene: Scene = {
  materials: [sceneMaterial('object', 'shown')],
  neural: new Map(),
  ownMaterials: false,
};
const named = (name: string): Material => metallicRoughnessMaterial({ name });
const reference = (name: string) => named(name) as ReferenceMaterial;

/** A promise that is settled from outside. */
function later<T>() {
  let resolve!: (value: T) => void;
  let reject!: (cause: Error) => void;
  const promise = new Promise<T>((settle, refuse) => {
    resolve = settle;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** What the path tracer was given, by side; `compiling` holds it up. */
function tracer(compiling: (name: string) => Promise<void> = () => Promise.resolve()) {
  const given: string[] = [];
  const setMaterials = async ([material]: Material[], side: string) => {
    await compiling(material.name);
    given.push(`${side} ${material.name}`);
  };
  const fake = { gpu: {} as Gpu, setMaterials, tracer: { status: { programs: [] }, updateSplit: () => undefined } };
  return { given, renderer: fake as unknown as Renderer };
}

let states: string[] = [];
let sides: MaterialSides;
beforeEach(() => {
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
  states = [];
  sides = new MaterialSides(() => states.push(`${sides.states.neural} ${sides.states.reference}`));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const both = (name: string): ShownMaterial => ({
  name,
  title: name,
  neural: () => Promise.resolve(named(`${name}, baked`)),
  reference: () => Promise.resolve(reference(name)),
});

test('the baked side is shown first and over all of the image; the reference takes the left when it is there', async () => {
  const { given, renderer } = tracer();
  sides.choose(both('clay'));
  expect([sides.first, sides.second, sides.awaited('split'), sides.awaited('neural')]).toEqual([
    'neural',
    'reference',
    'reference',
    'neural',
  ]);
  await sides.showAlone('neural', renderer, scene);
  expect(given).toEqual(['a clay, baked']);
  expect(sides.split(0.4)).toEqual({ enabled: false });
  expect([sides.awaited('neural'), sides.awaited('split')]).toEqual([undefined, 'reference']);
  await sides.showReference(renderer, scene);
  expect(given.slice(1)).toEqual(['b clay, baked', 'a clay']);
  expect(sides.split(0.4)).toEqual({ enabled: true, position: 0.4 });
  expect(states.at(-1)).toBe('ready ready');
});

test('while the reference compiles the baked side keeps the whole image', async () => {
  const compiled = later<void>();
  const { renderer } = tracer((name) => (name === 'clay' ? compiled.promise : Promise.resolve()));
  sides.choose(both('clay'));
  await sides.showAlone('neural', renderer, scene);
  const shown = sides.showReference(renderer, scene);
  await vi.waitFor(() => expect(sides.states.reference).toBe('compiling'));
  // The right half is all of it: the left one has no width.
  await vi.waitFor(() => expect(sides.split(0.4)).toEqual({ enabled: true, position: 0 }));
  compiled.resolve();
  await shown;
  expect(sides.split(0.4)).toEqual({ enabled: true, position: 0.4 });
});

test('a baked side that cannot be opened leaves the reference alone, and both gone is a failure', async () => {
  const { given, renderer } = tracer();
  sides.choose({ ...both('clay'), neural: () => Promise.reject(new Error('clay.glb is torn')) });
  await expect(sides.showAlone('neural', renderer, scene)).rejects.toThrow('clay.glb is torn');
  expect([sides.first, sides.second, sides.failed]).toEqual(['reference', undefined, false]);
  await sides.showAlone('reference', renderer, scene);
  expect(given).toEqual(['a clay']);
  sides.choose({ ...both('slate'), neural: undefined, reference: () => Promise.reject(new Error('no such node')) });
  await expect(sides.showAlone('reference', renderer, scene)).rejects.toThrow('no such node');
  expect([sides.first, sides.failed]).toEqual([undefined, true]);
});

test('a material that opens when another is chosen already is not put under its name, and its failure is not told', async () => {
  const { given, renderer } = tracer();
  const [late, torn] = [later<Material>(), later<Material>()];
  sides.choose({ ...both('late'), neural: () => late.promise });
  const first = sides.showAlone('neural', renderer, scene);
  sides.choose({ ...both('torn'), neural: () => torn.promise });
  const second = sides.showAlone('neural', renderer, scene);
  sides.choose(both('clay'));
  late.resolve(named('late, baked'));
  torn.reject(new Error('torn'));
  await Promise.all([first, second]);
  expect(given).toEqual([]);
  await sides.showAlone('neural', renderer, scene);
  expect(given).toEqual(['a clay, baked']);
});

test('what is open is not opened again, on another device or in another scene', async () => {
  const { given, renderer } = tracer();
  const neural = vi.fn(() => Promise.resolve(named('clay, baked')));
  sides.choose({ ...both('clay'), neural });
  await sides.showAlone('neural', renderer, scene);
  await sides.showAlone('neural', tracer().renderer, scene);
  await sides.showAlone('neural', renderer, { ...scene, ownMaterials: true });
  expect(neural).toHaveBeenCalledTimes(1);
  expect(given).toHaveLength(2);
});

test('a side opened early is taken when it is its turn, and one that fails is told then', async () => {
  const { given, renderer } = tracer();
  const device = later<Gpu>();
  const neural = vi.fn(() => Promise.resolve(named('clay, baked')));
  const clay = { ...both('clay'), neural };
  const early = sides.openEarly(clay, device.promise);
  device.reject(new Error('no device'));
  await early;
  sides.choose(clay);
  await sides.showAlone('neural', renderer, scene);
  // The device was not there to compile for, so it is opened for the one that is.
  expect(neural).toHaveBeenCalledTimes(2);
  const torn = { ...both('torn'), neural: vi.fn(() => Promise.reject(new Error('torn.glb'))) };
  await sides.openEarly(torn, Promise.resolve({} as Gpu));
  sides.choose(torn);
  await expect(sides.showAlone('neural', renderer, scene)).rejects.toThrow('torn.glb');
  expect(given).toEqual(['a clay, baked']);
});

test("a scene's own materials are kept but where it is a demo object's, or the chosen one is for all", async () => {
  const { given, renderer } = tracer();
  const table = sceneMaterial('table');
  const set = vi.fn<(materials: Material[], side: string) => Promise<void>>(() => Promise.resolve());
  const spying = Object.assign(renderer, { setMaterials: set });
  sides.choose(both('clay'));
  await sides.showAlone('neural', spying, { ...scene, materials: [scene.materials[0], table] });
  expect(set.mock.calls[0][0].map(({ name }) => name)).toEqual(['clay, baked', 'table']);
  await sides.showAlone('neural', spying, { ...scene, materials: [table, table], ownMaterials: true });
  expect(set.mock.calls[1][0].map(({ name }) => name)).toEqual(['clay, baked', 'clay, baked']);
  expect(given).toEqual([]);
});
