import { metallicRoughnessMaterial } from './metallicRoughness.ts';
import type { MaterialTexture, TextureWrap } from '../materialTexture.ts';
import type { Material } from '../program.ts';
import type { SceneMaterial, SceneTexture, SceneWrap } from '../../scene/sceneMaterial.ts';

const WRAPS: Record<SceneWrap, TextureWrap> = { repeat: 'repeat', clamp: 'clamp-to-edge', mirror: 'mirror-repeat' };

/** A scene's own material as a program; what it has and the program does not is added to `warnings` by name. */
export function analyticMaterial(scene: SceneMaterial, warnings: string[]): Material {
  const { name, maps } = scene;
  if (maps.emissive) warnings.push(`material '${name}': its emissive map is ignored; the colour is taken alone`);
  const emits = !maps.emissive && scene.emissive.some((value) => value > 0);
  const material = metallicRoughnessMaterial({
    name: name || 'unnamed',
    baseColor: scene.baseColor,
    metallic: scene.metallic,
    roughness: scene.roughness,
    normalScale: scene.normalScale[0],
    alphaMode: scene.alphaMode,
    alphaCutoff: scene.alphaCutoff,
    opacity: scene.opacity,
    baseColorTexture: maps.baseColor && materialTexture(maps.baseColor),
    metallicRoughnessTexture: maps.metallicRoughness && materialTexture(maps.metallicRoughness),
    normalTexture: maps.normal && materialTexture(flippedNormals(maps.normal, scene.normalScale)),
  });
  return emits ? { ...material, emission: scene.emissive } : material;
}

function materialTexture({ image, colourSpace, wrapU, wrapV, transform }: SceneTexture): MaterialTexture {
  const { width, height, data } = image;
  const bytes = data instanceof Float32Array ? Uint8Array.from(data, (v) => Math.round(255 * v)) : data;
  const srgb = colourSpace === 'srgb';
  return { width, height, data: bytes, srgb, wrapS: WRAPS[wrapU], wrapT: WRAPS[wrapV], transform };
}

/** The program has one scale for x and y; a y of the other sign is a map whose green points the other way. */
function flippedNormals(texture: SceneTexture, [x, y]: readonly [number, number]): SceneTexture {
  const { data } = texture.image;
  if (x * y >= 0 || data instanceof Float32Array) return texture;
  const flipped = data.slice();
  for (let i = 1; i < flipped.length; i += 4) flipped[i] = 255 - (flipped[i] as number);
  return { ...texture, image: { ...texture.image, data: flipped } };
}
