import {
  Color,
  CubeTexture,
  DataTexture,
  DataUtils,
  EquirectangularReflectionMapping,
  FloatType,
  HalfFloatType,
  PerspectiveCamera,
  RGBAFormat,
  Scene,
  Vector3,
} from 'three';
import { describe, expect, it } from 'vitest';
import { flattenScene } from '../../src/scene/flattenScene.ts';
import { testGpu } from '../harness/gpu.ts';
import { lightProbe } from './lightProbe.ts';

/** Each texel's red is its column, its green its row counted from v = 0. */
function coded(half = false): DataTexture {
  const values = Array.from({ length: 8 * 4 }, (_, i) => [i % 8, i >> 3, 0, 1]).flat();
  const data = half ? Uint16Array.from(values, DataUtils.toHalfFloat) : Float32Array.from(values);
  const texture = new DataTexture(data, 8, 4, RGBAFormat, half ? HalfFloatType : FloatType);
  texture.mapping = EquirectangularReflectionMapping;
  texture.name = 'coded';
  return texture;
}

function flatten(set: (scene: Scene) => void) {
  const scene = new Scene();
  set(scene);
  return flattenScene(scene, new PerspectiveCamera());
}

describe('orientation', () => {
  it.each([
    ['float', coded()],
    ['half', coded(true)],
  ])("%s: directions find the texels of three's equirectUv", async (_, texture) => {
    const data = flatten((scene) => (scene.environment = texture));
    const texels = Array.from({ length: 32 }, (_item, i) => [i % 8, i >> 3]);
    const directions = texels.map(([column, row]) => {
      // three: u = atan(z, x) / 2π + 1/2, v = asin(y) / π + 1/2.
      const azimuth = ((column + 0.5) / 8 - 0.5) * 2 * Math.PI;
      const height = ((row + 0.5) / 4 - 0.5) * Math.PI;
      return [Math.cos(height) * Math.cos(azimuth), Math.sin(height), Math.cos(height) * Math.sin(azimuth)];
    });
    const found = await lightProbe(await testGpu(), data, 'look_up', directions);
    texels.forEach(([column, row], i) => {
      expect(found[i * 4]).toBeCloseTo(column, 4);
      expect(found[i * 4 + 1]).toBeCloseTo(row, 4);
    });
  });

  it('a flipped texture is the same upside down', () => {
    const flipped = coded();
    flipped.flipY = true;
    const up = flatten((scene) => (scene.environment = coded())).environment.map.data;
    const down = flatten((scene) => (scene.environment = flipped)).environment.map.data;
    expect(up[1]).toBe(3);
    expect(down[1]).toBe(0);
  });

  it('environmentRotation turns the map with the world', () => {
    const { rotation } = flatten((scene) => {
      scene.environment = coded();
      scene.environmentRotation.set(0, Math.PI / 2, 0);
    }).environment;
    // What was seen along +x is then seen along +x turned by 90 degrees about y, which is -z.
    const at = new Vector3(0, 0, -1);
    const inMap = [0, 3, 6].map((k) => rotation[k] * at.x + rotation[k + 1] * at.y + rotation[k + 2] * at.z);
    [1, 0, 0].forEach((value, k) => expect(inMap[k]).toBeCloseTo(value, 12));
  });
});

describe('background', () => {
  it('a colour is seen and does not light', () => {
    const { environment } = flatten((scene) => (scene.background = new Color(0.1, 0.2, 0.3)));
    expect(environment).toMatchObject({ background: [0.1, 0.2, 0.3] });
    expect([...environment.map.data.subarray(0, 3)]).toEqual([0, 0, 0]);
  });

  it('without one, an environment lights and is not seen', () => {
    expect(flatten((scene) => (scene.environment = coded())).environment.backgroundScale).toBe(0);
  });

  it('the environment behind the scene has its own intensity', () => {
    const texture = coded();
    const { environment, warnings } = flatten((scene) => {
      scene.environment = scene.background = texture;
      scene.environmentIntensity = 4;
      scene.backgroundIntensity = 2;
    });
    expect([environment.intensity, environment.backgroundScale]).toEqual([4, 0.5]);
    expect(warnings).toEqual([]);
  });

  it('an equirectangular one alone lights too', () => {
    const { environment } = flatten((scene) => (scene.background = coded()));
    expect([environment.map.width, environment.intensity, environment.backgroundScale]).toEqual([8, 1, 1]);
  });
});

describe('what is not supported is named', () => {
  it('cube maps and blur', () => {
    const { environment, warnings } = flatten((scene) => {
      scene.environment = new CubeTexture();
    });
    expect(environment.map.width).toBe(1);
    expect(warnings[0]).toMatch(/environment '' is not equirectangular/);
    expect(
      flatten((scene) => {
        scene.background = coded();
        scene.backgroundBlurriness = 1;
      }).warnings,
    ).toEqual(['scene.backgroundBlurriness is not supported: ignored']);
  });

  it('texels that are no radiance are cleaned', () => {
    const texture = coded();
    const data = texture.image.data as Float32Array;
    [data[0], data[4], data[8]] = [NaN, -1, Infinity];
    const { environment, warnings } = flatten((scene) => (scene.environment = texture));
    expect(warnings).toEqual(["environment 'coded': 3 texels that are negative, infinite or not numbers were cleaned"]);
    const last = environment.map.data.subarray(3 * 8 * 4);
    expect([last[0], last[4], last[8]]).toEqual([0, 0, 7]);
  });
});
