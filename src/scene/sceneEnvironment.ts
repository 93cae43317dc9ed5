import { linearFromSrgb } from '../math/srgb.ts';
import {
  Color,
  EquirectangularReflectionMapping,
  Matrix4,
  SRGBColorSpace,
  UnsignedByteType,
  type Euler,
  type Scene,
  type Texture,
} from 'three';
import { uniformEnvironment, type EnvironmentData, type EnvironmentMap } from './environmentData.ts';
import { flipRows, flipsRows, readImage, type ReadPixels } from './sceneTexture.ts';

/**
 * The environment of a scene: `scene.environment`, or an equirectangular background where there is none. What cannot be
 * shown is told in `warnings`.
 * @param mapOf  reads the panorama; default: `environmentMap`
 */
export function readEnvironment(
  scene: Scene,
  readPixels: ReadPixels | undefined,
  warnings: string[],
  mapOf = (texture: Texture) => environmentMap(texture, readPixels, warnings),
): EnvironmentData {
  const behind = scene.background instanceof Color || !scene.background ? undefined : (scene.background as Texture);
  const source = scene.environment ?? behind;
  const colour = scene.background instanceof Color ? scene.background : new Color(0, 0, 0);
  const map = source && mapOf(source);
  if (!map) return { ...uniformEnvironment([0, 0, 0]), background: [colour.r, colour.g, colour.b] };
  const lights = scene.environment ? scene.environmentIntensity : scene.backgroundIntensity;
  warnBackground(scene, behind, warnings);
  return {
    map,
    rotation: inverseRotation(scene.environment ? scene.environmentRotation : scene.backgroundRotation),
    intensity: lights,
    background: [colour.r, colour.g, colour.b],
    backgroundScale: behind && lights > 0 ? scene.backgroundIntensity / lights : 0,
  };
}

function warnBackground(scene: Scene, behind: Texture | undefined, warnings: string[]): void {
  if (!behind) return;
  if (scene.environment && behind !== scene.environment)
    warnings.push('scene.background differs from scene.environment: the environment is shown behind the scene');
  if (scene.environment && !scene.backgroundRotation.equals(scene.environmentRotation))
    warnings.push('scene.backgroundRotation differs from scene.environmentRotation: ignored');
  if (scene.backgroundBlurriness > 0) warnings.push('scene.backgroundBlurriness is not supported: ignored');
}

/** Undefined with a warning where the texture is not equirectangular or cannot be read. */
export function environmentMap(
  texture: Texture,
  readPixels: ReadPixels | undefined,
  warnings: string[],
): EnvironmentMap | undefined {
  const name = `environment '${texture.name}'`;
  if (texture.mapping !== EquirectangularReflectionMapping) {
    warnings.push(`${name} is not equirectangular (EquirectangularReflectionMapping): ignored`);
    return undefined;
  }
  const image = readImage(texture, readPixels);
  if (!image) {
    warnings.push(`${name}: its pixels cannot be read: ignored`);
    return undefined;
  }
  // Row 0 of three's image is v = 0, down, unless rows are flipped.
  const upright = flipsRows(texture) ? image : flipRows(image);
  const bytes = texture.type === UnsignedByteType;
  const decode = texture.colorSpace === SRGBColorSpace ? linearFromSrgb : (value: number) => value;
  const data = Float32Array.from(upright.data, (value, i) => {
    const unit = bytes ? value / 255 : value;
    return i % 4 === 3 ? unit : decode(unit);
  });
  return cleanEnvironment(name, { width: image.width, height: image.height, data }, warnings);
}

/** Sets radiance that is negative or not a number to 0 and infinite radiance to the largest finite one of the map. */
export function cleanEnvironment(name: string, map: EnvironmentMap, warnings: string[]): EnvironmentMap {
  const data = map.data.slice();
  const largest = data.reduce((most, value, i) => (i % 4 !== 3 && value < Infinity && value > most ? value : most), 0);
  const cleaned = new Set<number>();
  for (let i = 0; i < data.length; i++) {
    if (i % 4 === 3 || (data[i] >= 0 && data[i] < Infinity)) continue;
    data[i] = data[i] === Infinity ? largest : 0;
    cleaned.add(Math.floor(i / 4));
  }
  if (cleaned.size > 0)
    warnings.push(`${name}: ${cleaned.size} texels that are negative, infinite or not numbers were cleaned`);
  return { ...map, data };
}

/** World -> environment: three turns the environment by the Euler angles. */
function inverseRotation(rotation: Euler): number[] {
  const e = new Matrix4().makeRotationFromEuler(rotation).elements;
  return [e[0], e[1], e[2], e[4], e[5], e[6], e[8], e[9], e[10]];
}
