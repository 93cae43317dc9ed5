import {
  AmbientLight,
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  Color,
  DataTexture,
  DirectionalLight,
  Group,
  InstancedMesh,
  InterleavedBuffer,
  InterleavedBufferAttribute,
  Line,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshPhysicalMaterial,
  MeshStandardMaterial,
  NearestFilter,
  PerspectiveCamera,
  PlaneGeometry,
  PointLight,
  Scene,
  SkinnedMesh,
  SphereGeometry,
  Vector3,
  type Object3D,
} from 'three';
import { describe, expect, it } from 'vitest';
import { flattenScene } from '../../src/scene/flattenScene.ts';

const standard = () => new MeshStandardMaterial({ name: 'plain' });

function flatten(...objects: Object3D[]) {
  const scene = new Scene();
  if (objects.length > 0) scene.add(...objects);
  return flattenScene(scene, new PerspectiveCamera());
}

function geometryOf(positions: number[], indices?: number[]): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(positions), 3));
  if (indices) geometry.setIndex(indices);
  return geometry;
}

function named<O extends Object3D>(object: O, name: string): O {
  object.name = name;
  return object;
}

const TRIANGLE = [0, 0, 0, 1, 0, 0, 0, 1, 0];

describe('meshes', () => {
  it('share geometry and material, each with its own world matrix', () => {
    const geometry = new BoxGeometry();
    const material = standard();
    const group = new Group();
    group.position.x = 5;
    const inner = new Mesh(geometry, material);
    inner.scale.set(1, 2, 3);
    group.add(inner);
    const data = flatten(new Mesh(geometry, material), group);
    expect([data.meshes.length, data.instances.length, data.materials.length]).toEqual([1, 2, 1]);
    expect([...data.instances[1].worldFromObject]).toEqual([1, 0, 0, 5, 0, 2, 0, 0, 0, 0, 3, 0]);
    const inverse = [1, 0, 0, -5, 0, 0.5, 0, 0, 0, 0, 1 / 3, 0];
    data.instances[1].objectFromWorld.forEach((value, i) => expect(value).toBeCloseTo(inverse[i], 12));
    [-0.5, -1, -1.5, 5.5, 1, 1.5].forEach((side, i) => expect(data.bounds[i]).toBeCloseTo(side, 4));
  });

  it("leave the user's geometry as it was", () => {
    const geometry = new SphereGeometry();
    const index = Array.from(geometry.index!.array);
    const attributes = Object.keys(geometry.attributes);
    flatten(new Mesh(geometry, standard()));
    expect(Array.from(geometry.index!.array)).toEqual(index);
    expect(Object.keys(geometry.attributes)).toEqual(attributes);
    expect(geometry.boundingBox).toBeNull();
  });

  it('without index get flat normals, with index smooth ones, as three has it', () => {
    const fold = [0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0];
    const indexed = geometryOf(fold, [0, 2, 1, 0, 1, 3]);
    const smooth = flatten(new Mesh(indexed, standard())).meshes[0];
    const flat = flatten(new Mesh(indexed.toNonIndexed(), standard())).meshes[0];
    indexed.computeVertexNormals();
    const expected = indexed.getAttribute('normal').array;
    const found = (x: number, z: number) => {
      const vertex = smooth.positions.findIndex(
        (_, i) => i % 3 === 0 && smooth.positions[i] === x && smooth.positions[i + 2] === z,
      );
      return smooth.normals.subarray(vertex, vertex + 3);
    };
    for (let k = 0; k < 3; k++) expect(found(1, 0)[k]).toBeCloseTo(expected[3 + k], 6);
    const axes = new Set(
      Array.from({ length: 6 }, (_, i) => [...flat.normals.subarray(i * 3, i * 3 + 3)].map(Math.abs).join()),
    );
    expect([...axes].toSorted()).toEqual(['0,0,1', '0,1,0']);
  });

  it('with flat shading have the normals of their triangles', () => {
    const material = new MeshStandardMaterial({ flatShading: true });
    const { meshes } = flatten(new Mesh(new SphereGeometry(1, 8, 6), material));
    const { positions, normals, indices } = meshes[0];
    for (let i = 0; i < indices.length; i += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => new Vector3().fromArray(positions, indices[i + k] * 3));
      const face = b.sub(a).cross(c.sub(a)).normalize();
      for (let k = 0; k < 3; k++)
        expect(face.dot(new Vector3().fromArray(normals, indices[i + k] * 3))).toBeCloseTo(1, 5);
    }
  });

  it('with interleaved and normalized attributes are read as three reads them', () => {
    const floats = new InterleavedBuffer(
      Float32Array.from([...TRIANGLE].flatMap((v, i) => (i % 3 === 2 ? [v, 9] : [v]))),
      4,
    );
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new InterleavedBufferAttribute(floats, 3, 0));
    geometry.setAttribute('normal', new BufferAttribute(Int8Array.of(0, 0, 127, 0, 0, 127, 0, 0, 127), 3, true));
    geometry.setAttribute('uv', new BufferAttribute(Uint16Array.of(0, 0, 65535, 0, 0, 65535), 2, true));
    const [mesh] = flatten(new Mesh(geometry, standard())).meshes;
    expect([...mesh.positions]).toEqual(TRIANGLE);
    expect([...mesh.normals]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect([...mesh.uvs]).toEqual([0, 0, 1, 0, 0, 1]);
    expect([...mesh.tangents.subarray(0, 4)]).toEqual([1, 0, 0, -1]);
  });

  it('keep their own tangents; flat uv gives some tangent', () => {
    const plane = new PlaneGeometry();
    plane.setAttribute(
      'tangent',
      new BufferAttribute(Float32Array.from([0, 2, 0, -3, 0, 2, 0, -3, 0, 2, 0, -3, 0, 2, 0, -3]), 4),
    );
    expect([...flatten(new Mesh(plane, standard())).meshes[0].tangents.subarray(0, 4)]).toEqual([0, 1, 0, -1]);
    const [mesh] = flatten(new Mesh(geometryOf(TRIANGLE), standard())).meshes;
    expect(Math.hypot(...mesh.tangents.subarray(0, 3))).toBeCloseTo(1, 6);
    expect(mesh.tangents[2]).toBeCloseTo(0, 6);
  });

  it('of several materials fall into their groups; draw ranges count', () => {
    const box = new BoxGeometry();
    const materials = Array.from({ length: 6 }, (_, i) => new MeshStandardMaterial({ name: `m${i}` }));
    materials[3].visible = false;
    const data = flatten(new Mesh(box, materials));
    expect(data.meshes.map((mesh) => mesh.indices.length)).toEqual([6, 6, 6, 6, 6]);
    expect(data.instances.map(({ material }) => data.materials[material].name)).toEqual(['m0', 'm1', 'm2', 'm4', 'm5']);
    const part = new BoxGeometry();
    part.setDrawRange(6, 13);
    expect(flatten(new Mesh(part, standard())).meshes[0].indices.length).toBe(12);
  });

  it('InstancedMesh becomes its instances', () => {
    const many = named(new InstancedMesh(new BoxGeometry(), standard(), 3), 'many');
    for (let i = 0; i < 3; i++) many.setMatrixAt(i, new Matrix4().makeTranslation(i, 0, 0));
    many.position.y = 2;
    const data = flatten(many);
    expect(data.meshes.length).toBe(1);
    expect(data.instances.map(({ worldFromObject: m }) => [m[3], m[7]])).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
    expect(data.instances[1].name).toBe('many[1]');
  });

  it('that are invisible or outside the camera’s layers are left out without a word', () => {
    const hidden = new Group();
    hidden.visible = false;
    hidden.add(new Mesh(new BoxGeometry(), standard()));
    const elsewhere = new Mesh(new BoxGeometry(), standard());
    elsewhere.layers.set(3);
    const data = flatten(hidden, elsewhere);
    expect([data.instances.length, data.warnings.length]).toEqual([0, 0]);
  });
});

describe('malformed meshes', () => {
  it('points that are not finite and triangles without area are left out with a warning', () => {
    const positions = [...TRIANGLE, NaN, 0, 0, Infinity, 0, 0, 2, 0, 0];
    const broken = named(
      new Mesh(geometryOf(positions, [0, 1, 2, 0, 1, 3, 1, 2, 4, 0, 1, 5, 1, 1, 2]), standard()),
      'broken',
    );
    const { meshes, warnings } = flatten(broken);
    expect(meshes[0].indices.length).toBe(3);
    expect(meshes[0].positions.every(Number.isFinite)).toBe(true);
    expect(warnings).toEqual([
      "mesh 'broken': 2 triangles with points that are not finite left out",
      "mesh 'broken': 2 triangles without area left out",
    ]);
  });

  it.each([
    ['no attribute at all', new BufferGeometry(), /'empty' has no vertices: left out/],
    ['no triangle', geometryOf([0, 0, 0, 1, 0, 0]), /'empty' has no triangles: left out/],
    ['only empty triangles', geometryOf([0, 0, 0, 1, 0, 0, 2, 0, 0]), /'empty' has no triangles: left out/],
  ])('%s', (_, geometry, message) => {
    const { instances, warnings } = flatten(named(new Mesh(geometry, standard()), 'empty'));
    expect(instances).toEqual([]);
    expect(warnings.join('\n')).toMatch(message);
  });

  it('an index outside the vertices is an error', () => {
    const mesh = named(new Mesh(geometryOf(TRIANGLE, [0, 1, 3]), standard()), 'bad');
    expect(() => flatten(mesh)).toThrow("mesh 'bad': index 3 of 3 vertices");
  });

  it('an attribute that is too short is an error', () => {
    const geometry = geometryOf(TRIANGLE);
    geometry.setAttribute('uv', new BufferAttribute(new Float32Array(4), 2));
    expect(() => flatten(named(new Mesh(geometry, standard()), 'bad'))).toThrow(/'bad': attribute 'uv' has 2 items/);
  });

  it('normals, tangents and uvs that are not finite are replaced with a warning', () => {
    const geometry = geometryOf(TRIANGLE);
    const set = (name: string, values: number[], size: number) =>
      geometry.setAttribute(name, new BufferAttribute(Float32Array.from(values), size));
    set('normal', [NaN, 0, 0, 0, 0, 0, 0, 0, 2], 3);
    set('tangent', [1, 0, 0, 1, NaN, 0, 0, 1, 0, 0, 0, 1], 4);
    set('uv', [0, 0, NaN, 1, 1, 1], 2);
    const { meshes, warnings } = flatten(named(new Mesh(geometry, standard()), 'odd'));
    const [mesh] = meshes;
    for (let i = 0; i < 3; i++) {
      expect([...mesh.normals.subarray(i * 3, i * 3 + 3)]).toEqual([0, 0, 1]);
      expect(Math.hypot(...mesh.tangents.subarray(i * 4, i * 4 + 3))).toBeCloseTo(1, 6);
    }
    expect(mesh.uvs.every(Number.isFinite)).toBe(true);
    expect(warnings.length).toBe(3);
  });

  it('a world matrix that cannot be inverted leaves the mesh out', () => {
    const flat = named(new Mesh(new BoxGeometry(), standard()), 'flat');
    flat.scale.y = 0;
    const nowhere = named(new Mesh(new BoxGeometry(), standard()), 'nowhere');
    nowhere.position.x = NaN;
    const { instances, warnings } = flatten(flat, nowhere);
    expect(instances).toEqual([]);
    expect(warnings).toEqual([
      "mesh 'flat' has a world matrix that cannot be inverted: left out",
      "mesh 'nowhere' has a world matrix that cannot be inverted: left out",
    ]);
  });

  it('many equal triangles, and long chains of boxes, end', () => {
    const many = 60_000;
    const same = geometryOf(Array.from({ length: many }, () => TRIANGLE).flat());
    expect(flatten(new Mesh(same, standard())).meshes[0].indices.length).toBe(many * 3);
    const more = geometryOf(Array.from({ length: 70_000 }, () => TRIANGLE).flat());
    expect(() => flatten(named(new Mesh(more, standard()), 'pile'))).toThrow(/mesh 'pile': .* lie on one place/);
    const chain = new InstancedMesh(new BoxGeometry(), standard(), 600);
    for (let i = 0; i < 600; i++) {
      const size = 1.05 ** i;
      chain.setMatrixAt(i, new Matrix4().makeScale(size, size, size));
    }
    const { tree } = flatten(chain);
    expect(tree.depth).toBeLessThanOrEqual(24);
    expect(tree.first.length).toBe(1199);
  });
});

describe('what is not supported is named', () => {
  it('skinned and morphed meshes, lines, ambient light', () => {
    const morphed = named(new Mesh(new BoxGeometry(), standard()), 'morphed');
    morphed.morphTargetInfluences = [0.5];
    const { instances, warnings } = flatten(
      named(new SkinnedMesh(new BoxGeometry(), standard()), 'skinned'),
      morphed,
      named(new Line(new BoxGeometry()), 'line'),
      named(new AmbientLight(), 'ambient'),
    );
    expect(instances).toEqual([]);
    expect(warnings).toEqual([
      "mesh 'skinned' is skinned, which is not supported: left out",
      "mesh 'morphed' is morphed, which is not supported: left out",
      "object 'line' of type Line is not a mesh: left out",
      "light 'ambient' of type AmbientLight is not supported: left out",
    ]);
  });

  it('material features by name, once a material', () => {
    const glass = new MeshPhysicalMaterial({ name: 'glass', transmission: 1, clearcoat: 0.5, ior: 1.3 });
    const { warnings } = flatten(new Mesh(new BoxGeometry(), glass), new Mesh(new SphereGeometry(), glass));
    expect(warnings).toEqual([
      "material 'glass': transmission is not supported: ignored",
      "material 'glass': clearcoat is not supported: ignored",
      "material 'glass': ior is not supported: ignored",
    ]);
  });
});

describe('lights', () => {
  it('are in lux and candela, in world space', () => {
    const sun = new DirectionalLight(new Color(1, 0.5, 0), 4);
    sun.position.set(0, 3, 0);
    sun.target.position.set(0, 1, 0);
    const lamps = new Group();
    lamps.position.set(1, 0, 0);
    lamps.add(new PointLight(new Color(1, 1, 1), 7));
    const { lights, warnings } = flatten(sun, lamps);
    expect(lights[0]).toMatchObject({ kind: 'directional', toLight: [0, 1, 0], intensity: [4, 2, 0] });
    expect(lights[1]).toMatchObject({ kind: 'point', position: [1, 0, 0], intensity: [7, 7, 7] });
    expect(warnings).toEqual([]);
  });

  it('with a cut-off, without direction or with negative intensity are named', () => {
    const still = named(new DirectionalLight(), 'still');
    still.position.set(0, 0, 0);
    const { lights, warnings } = flatten(
      named(new PointLight(0xffffff, 1, 10), 'cut'),
      still,
      named(new PointLight(0xffffff, -1), 'hole'),
    );
    expect(lights.length).toBe(1);
    expect(warnings.map((text) => /'(\w+)'/.exec(text)![1])).toEqual(['cut', 'still', 'hole']);
  });
});

it('numbers that are not finite are replaced or left out, by name', () => {
  const map = new DataTexture(new Uint8Array(4), 1, 1);
  map.name = 'wood';
  map.repeat.set(Infinity, 1);
  const wild = new MeshStandardMaterial({
    name: 'wild',
    map,
    roughness: Infinity,
    metalness: Number.NaN,
    opacity: -Infinity,
  });
  wild.color.setRGB(Infinity, 0, 0);
  wild.emissive.setRGB(1, Infinity, 0);
  wild.normalScale.set(Number.NaN, 1);
  const lost = new PointLight(0xffffff, 1);
  lost.name = 'lost';
  lost.position.set(Infinity, 0, 0);
  const { materials, lights, warnings } = flatten(new Mesh(new BoxGeometry(), wild), lost);
  expect(lights).toEqual([]);
  expect(materials[0]).toMatchObject({
    baseColor: [1, 1, 1],
    metallic: 0,
    roughness: 1,
    emissive: [0, 0, 0],
    normalScale: [1, -1], // its tangents are computed
    opacity: 1,
    maps: { baseColor: { transform: [1, 0, 0, 0, 1, 0] } },
  });
  for (const what of ['color', 'metalness', 'roughness', 'emissive', 'normalScale', 'opacity'])
    expect(warnings).toContainEqual(expect.stringMatching(`material 'wild': ${what} is not finite`));
  expect(warnings).toContain("light 'lost' is at a place that is not finite: left out");
  expect(warnings).toContain("material 'wild': texture 'wood' has a transform that is not finite: ignored");
});

it('unlit materials shine', () => {
  const [material] = flatten(
    new Mesh(new BoxGeometry(), new MeshBasicMaterial({ color: new Color(1, 2, 3) })),
  ).materials;
  expect([material.baseColor, material.emissive]).toEqual([
    [0, 0, 0],
    [1, 2, 3],
  ]);
});

it('unlit materials shine through their texture, whose alpha is theirs too', () => {
  const map = new DataTexture(Uint8Array.of(255, 128, 0, 64), 1, 1);
  const maps = (transparent: boolean) =>
    flatten(new Mesh(new BoxGeometry(), new MeshBasicMaterial({ map, transparent }))).materials[0].maps;
  expect([...maps(false).emissive!.image.data]).toEqual([255, 128, 0, 64]);
  expect(maps(false).baseColor).toBeUndefined();
  expect([...maps(true).baseColor!.image.data]).toEqual([255, 128, 0, 64]);
});

it('what a material asks for and does not get is named', () => {
  const map = new DataTexture(Uint8Array.of(255, 128, 0, 64), 1, 1);
  map.name = 'pixels';
  map.magFilter = NearestFilter;
  const material = new MeshPhysicalMaterial({ map, alphaHash: true, specularColor: new Color(1, 0, 0), clearcoat: 1 });
  const { warnings } = flatten(new Mesh(new BoxGeometry(), material));
  for (const what of ['alphaHash', 'specularColor', 'clearcoat', "'pixels'"])
    expect(warnings.filter((text) => text.includes(what))).toHaveLength(1);
});
