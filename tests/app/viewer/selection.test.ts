import { DataTexture, FloatType, RGBAFormat } from 'three';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ShownMaterial } from '../../../src/app/materialSource.ts';
import { Selection, type SelectionParts } from '../../../src/app/viewer/selection.ts';
import type { Subject } from '../../../src/app/viewer/subject.ts';
import type { BelowSurface } from '../../../src/materials/layered/layeredProgram.ts';

/** A sky of one radiance. */
function sky(radiance: number): DataTexture {
  const data = new Float32Array([radiance, radiance, radiance, 1, radiance, radiance, radiance, 1]);
  return new DataTexture(data, 2, 1, RGBAFormat, FloatType);
}
const subject = (name: string, ownMaterials = false, warnings: string[] = []) =>
  ({ name, ownMaterials, warnings }) as unknown as Subject;
const material = (name: string, more: Partial<ShownMaterial> = {}): ShownMaterial => ({ name, title: name, ...more });

let told: string[] = [];
let fakes: ReturnType<typeof makeFakes>;
let selection: Selection;

function makeFakes() {
  let current: Subject | undefined;
  let lit: unknown;
  return {
    state: { environment: 'city', object: 'teapot', material: '', subsurface: 'diffuse', exposure: 0 },
    notices: {
      add: (severity: string, text: string) => told.push(`${severity}: ${text}`),
      error: (cause: Error, doing: string) => told.push(`error: ${doing}: ${cause.message}`),
    },
    rig: { camera: {}, frame: vi.fn() },
    catalogue: {
      environment: vi.fn<(name: string) => Promise<DataTexture>>(() => Promise.resolve(sky(1))),
      subject: vi.fn((name: string) => Promise.resolve(subject(name))),
      material: (name: string): ShownMaterial | undefined => fakes.catalogue.materialList.find((m) => m.name === name),
      materialList: [material('clay'), material('slate')],
    },
    staging: {
      get current() {
        return current;
      },
      set: vi.fn((next: Subject) => (current = next)),
      bounds: () => 'bounds',
      light: vi.fn((environment: DataTexture) => (lit = environment.image)),
      environment: (warnings: string[]) => {
        warnings.push('a lamp is not finite');
        return { map: lit };
      },
    },
    sides: { choose: vi.fn<(shown: ShownMaterial | undefined) => void>() },
  };
}

beforeEach(() => {
  told = [];
  fakes = makeFakes();
  selection = new Selection(fakes as unknown as SelectionParts);
});

test('an environment lights the scene, sets the exposure for it and tells what is wrong with it', async () => {
  fakes.catalogue.environment.mockResolvedValueOnce(sky(4));
  await selection.openEnvironment();
  expect(fakes.staging.light).toHaveBeenCalledTimes(1);
  // A level floor under a sky of 4 has luminance 4: two stops too bright.
  expect(fakes.state.exposure).toBe(-2);
  expect(told).toEqual(['warning: a lamp is not finite']);
});

test('one that cannot be opened leaves the one before, by name too', async () => {
  await selection.openEnvironment();
  fakes.state.environment = 'torn.hdr';
  fakes.catalogue.environment.mockRejectedValueOnce(new Error('torn.hdr ends in the middle'));
  await expect(selection.openEnvironment()).rejects.toThrow('ends in the middle');
  expect(fakes.state.environment).toBe('city');
  expect(fakes.staging.light).toHaveBeenCalledTimes(1);
});

test('of two asked for only the later one comes, in whatever order they arrive', async () => {
  let arrive!: (texture: DataTexture) => void;
  fakes.catalogue.environment.mockReturnValueOnce(new Promise((resolve) => (arrive = resolve)));
  const slow = selection.openEnvironment();
  fakes.state.environment = 'sunset';
  fakes.catalogue.environment.mockResolvedValueOnce(sky(2));
  await selection.openEnvironment();
  arrive(sky(16));
  await slow;
  expect(fakes.state).toMatchObject({ environment: 'sunset', exposure: -1 });
  expect(fakes.staging.light).toHaveBeenCalledTimes(1);
});

test('at first something is always shown: the default, then an even light that needs no network', async () => {
  fakes.catalogue.environment.mockRejectedValueOnce(new Error('404')).mockRejectedValueOnce(new Error('offline'));
  await selection.openOrDefault('environment');
  expect(fakes.catalogue.environment.mock.calls).toEqual([['city'], ['studio'], ['uniform']]);
  expect(fakes.state.environment).toBe('uniform');
  expect(told.slice(0, 2)).toEqual(['error: studio is shown instead: 404', 'error: uniform is shown instead: offline']);
  fakes.catalogue.subject.mockRejectedValue(new Error('no such file'));
  await selection.openOrDefault('object');
  expect(fakes.catalogue.subject.mock.calls).toEqual([['teapot'], ['shaderBall']]);
  expect(told.slice(-2)).toEqual([
    'error: shaderBall is shown instead: no such file',
    'error: There is no object: no such file',
  ]);
});

test('a subject is framed and its warnings told; a malformed one leaves the one before', async () => {
  fakes.catalogue.subject.mockResolvedValueOnce(subject('Teapot', false, ['a mesh has no normals']));
  await selection.openSubject();
  // By the name that it goes under.
  expect(fakes.state.object).toBe('Teapot');
  expect(fakes.rig.frame).toHaveBeenCalledWith('bounds');
  expect(told).toEqual(['warning: a mesh has no normals']);
  fakes.state.object = 'nan.glb';
  fakes.staging.set.mockImplementationOnce(() => {
    throw new Error('nan.glb cannot be shown');
  });
  await expect(selection.openSubject()).rejects.toThrow('nan.glb cannot be shown');
  expect(fakes.state.object).toBe('Teapot');
  expect(fakes.rig.frame).toHaveBeenCalledTimes(1);
});

test('the material that is named is chosen, else the first, which is said if one was named', () => {
  const chosen = () => fakes.sides.choose.mock.lastCall![0]?.name;
  selection.chooseMaterial();
  expect([chosen(), fakes.state.material, told]).toEqual(['clay', 'clay', []]);
  fakes.state.material = 'slate';
  selection.chooseMaterial();
  expect([chosen(), told]).toEqual(['slate', []]);
  fakes.state.material = 'marble';
  selection.chooseMaterial();
  expect([chosen(), fakes.state.material, told]).toEqual([
    'clay',
    'clay',
    ['error: There is no material "marble" here.'],
  ]);
});

test("a scene's own materials can be chosen where it has its own", async () => {
  fakes.state.material = 'own';
  selection.chooseMaterial();
  expect(fakes.sides.choose.mock.lastCall![0]?.name).toBe('clay');
  fakes.catalogue.subject.mockResolvedValueOnce(subject('hall.glb', true));
  await selection.openSubject();
  fakes.state.material = 'own';
  selection.chooseMaterial();
  expect(fakes.sides.choose.mock.lastCall).toEqual([undefined]);
  expect([fakes.state.material, told]).toEqual(['own', []]);
});

test('light walks through meshes where the view says so, whatever else is asked of the reference', async () => {
  const asked: (BelowSurface | undefined)[] = [];
  const reference = (below?: BelowSurface) => {
    asked.push(below);
    return Promise.reject<never>(new Error('only asked'));
  };
  fakes.catalogue.materialList = [material('wax', { reference })];
  fakes.state.subsurface = 'walk';
  selection.chooseMaterial();
  const { reference: open } = fakes.sides.choose.mock.lastCall![0]!;
  await expect(open!({ layering: 'transport' })).rejects.toThrow('only asked');
  fakes.state.subsurface = 'diffuse';
  selection.chooseMaterial();
  await expect(fakes.sides.choose.mock.lastCall![0]!.reference!()).rejects.toThrow('only asked');
  expect(asked).toEqual([{ subsurface: 'walk', layering: 'transport' }, undefined]);
});
