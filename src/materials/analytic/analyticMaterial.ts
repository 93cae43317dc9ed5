import { metallicRoughnessMaterial } from './metallicRoughness.ts';
import type { MaterialTexture, TextureWrap } from '../materialTexture.ts';
import type { Material } from '../program.ts';
import type { SceneMaterial, SceneTexture, SceneWrap } from '../../scene/sceneMaterial.ts';

const WRAPS: Record<SceneWrap, TextureWrap> = { repeat: 'repeat', clamp: 'clamp-to-edge', mirror: 'mirror-repeat' };

/** A scene's own material as a program (`readMaterial` has told what it leaves out). */
export function analyticMaterial(scene: SceneMaterial): Material {
  const { name, maps } = scene;
  return metallicRoughnessMaterial({
    name: name || 'unnamed',
    baseColor: scene.baseColor,
    metallic: scene.metallic,
    roughness: scene.roughness,
    normalScale: scene.normalScale[0],
    alphaMode: scene.alphaMode,
    alphaCutoff: scene.alphaCutoff,
    opacity: scene.opacity,
    emissive: scene.emissive,
    baseColorTexture: maps.baseColor && materialTexture(maps.baseColor),
    metallicRoughnessTexture: maps.metallicRoughness && materialTexture(maps.metallicRoughness),
    normalTexture: maps.normal && materialTexture(flippedNormals(maps.normal, scene.normalScale)),
    emissiveTexture: maps.emissive && materialTexture(maps.emissive),
  });
}

function materialTexture({ image, colourSpace, wrapU, wrapV, transform }: SceneTexture): MaterialTexture {
  const srgb = colourSpace === 'srgb';
  return { ...image, srgb, wrapS: WRAPS[wrapU], wrapT: WRAPS[wrapV], transform };
}

/** The program has one scale for x and y; a y of the other sign is a map whose green points the other way. */
function flippedNormals(texture: SceneTexture, [x, y]: readonly [number, number]): SceneTexture {
  const { data } = texture.image;
  if (x * y >= 0) return texture;
  const flipped = data.slice();
  const one = data instanceof Float32Array ? 1 : 255;
  for (let i = 1; i < flipped.length; i += 4) flipped[i] = one - flipped[i];
  return { ...texture, image: { ...texture.image, data: flipped } };
}
