import {
  BoxGeometry,
  BufferAttribute,
  ClampToEdgeWrapping,
  DataTexture,
  FloatType,
  LinearFilter,
  Mesh,
  MeshStandardMaterial,
  MirroredRepeatWrapping,
  PerspectiveCamera,
  RedFormat,
  Scene,
  SRGBColorSpace,
  Texture,
  UnsignedByteType,
  type MeshStandardMaterialParameters,
} from 'three';
import { describe, expect, it } from 'vitest';
import { flattenScene, type FlattenOptions } from '../../src/scene/flattenScene.ts';

function bytes(width: number, height: number, first: number): DataTexture {
  const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => first + i);
  const texture = new DataTexture(data, width, height);
  // three's default for plain data is the nearest texel, which is told.
  texture.magFilter = LinearFilter;
  texture.name = `bytes${first}`;
  return texture;
}

function flatten(
  parameters: MeshStandardMaterialParameters,
  geometry = new BoxGeometry(),
  options: FlattenOptions = {},
) {
  const scene = new Scene();
  scene.add(new Mesh(geometry, new MeshStandardMaterial({ name: 'm', ...parameters })));
  const data = flattenScene(scene, new PerspectiveCamera(), options);
  return { material: data.materials[0], warnings: data.warnings };
}

describe('textures', () => {
  it('keep pixels, wrapping, colour space and transform', () => {
    const map = bytes(2, 1, 10);
    map.colorSpace = SRGBColorSpace;
    map.wrapS = ClampToEdgeWrapping;
    map.wrapT = MirroredRepeatWrapping;
    map.repeat.set(2, 3);
    map.offset.set(0.25, 0.5);
    const { baseColor } = flatten({ map }).material.maps;
    expect([...baseColor!.image.data]).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
    expect(baseColor).toMatchObject({ colourSpace: 'srgb', wrapU: 'clamp', wrapV: 'mirror' });
    expect(baseColor!.transform.map((value) => value + 0)).toEqual([2, 0, 0.25, 0, 3, 0.5]);
  });

  it('row 0 is v = 0 whether three flips or not', () => {
    const plain = bytes(1, 2, 0);
    const flipped = bytes(1, 2, 0);
    flipped.flipY = true;
    expect([...flatten({ map: plain }).material.maps.baseColor!.image.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...flatten({ map: flipped }).material.maps.baseColor!.image.data]).toEqual([4, 5, 6, 7, 0, 1, 2, 3]);
  });

  it('of one channel fill the others', () => {
    const map = new DataTexture(Float32Array.of(0.25, 0.5), 2, 1, RedFormat, FloatType);
    expect([...flatten({ map }).material.maps.baseColor!.image.data]).toEqual([0.25, 0, 0, 1, 0.5, 0, 0, 1]);
  });

  it('that cannot be read are named, and readable through the page’s reader', () => {
    const map = new Texture({ width: 1, height: 1 } as unknown as HTMLImageElement);
    map.name = 'photo';
    const { material, warnings } = flatten({ map });
    expect(material.maps.baseColor).toBeUndefined();
    expect(warnings).toEqual(["material 'm': the image of texture 'photo' cannot be read: ignored"]);
    const readPixels = () => ({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 4) });
    const read = flatten({ map }, new BoxGeometry(), { readPixels });
    expect([...read.material.maps.baseColor!.image.data]).toEqual([1, 2, 3, 4]);
  });

  it('without uvs to read them by are named', () => {
    const box = new BoxGeometry();
    box.deleteAttribute('uv');
    expect(flatten({ map: bytes(1, 1, 0) }, box).warnings).toEqual(["mesh '' has textures and no uvs: uv is (0, 0)"]);
  });
});

describe('metalness and roughness maps', () => {
  const green = bytes(1, 1, 100);
  const blue = bytes(1, 1, 50);

  it.each([
    ['one for both', { metalnessMap: green, roughnessMap: green }, [101, 102]],
    ['roughness alone: metalness full', { roughnessMap: green }, [101, 255]],
    ['metalness alone: roughness full', { metalnessMap: blue }, [255, 52]],
    ['two', { metalnessMap: blue, roughnessMap: green }, [101, 52]],
  ])('%s', (_, parameters, expected) => {
    const { material, warnings } = flatten(parameters);
    expect([...material.maps.metallicRoughness!.image.data.subarray(1, 3)]).toEqual(expected);
    expect(warnings).toEqual([]);
  });

  it('of different sizes are named', () => {
    const { warnings } = flatten({ metalnessMap: bytes(2, 1, 0), roughnessMap: green });
    expect(warnings[0]).toMatch(/metalness map \(2x1\) and roughness map \(1x1\) differ in kind/);
  });
});

it('normal maps go against v where tangents are computed, as three has them where they are given', () => {
  const normalMap = bytes(1, 1, 0);
  normalMap.type = UnsignedByteType;
  expect(flatten({ normalMap }).material.normalScale).toEqual([1, -1]);
  const box = new BoxGeometry();
  const tangents = Float32Array.from({ length: 24 * 4 }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? 1 : 0));
  box.setAttribute('tangent', new BufferAttribute(tangents, 4));
  expect(flatten({ normalMap }, box).material.normalScale).toEqual([1, 1]);
});

it('a material names the program it wants', () => {
  const { material } = flatten({ userData: { patina: 'copper' } });
  expect(material.key).toBe('copper');
  expect(flatten({}).material.key).toBeUndefined();
});
