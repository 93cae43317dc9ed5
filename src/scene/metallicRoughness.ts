import type { SceneImage, SceneTexture } from './sceneMaterial.ts';

/**
 * One texture with roughness in green and metallic in blue, as glTF packs them: three has two maps, often the same one.
 * Where one is missing, its channel is full and the material's number alone counts.
 */
export function joinMetallicRoughness(
  metallic: SceneTexture | undefined,
  roughness: SceneTexture | undefined,
  owner: string,
  warnings: string[],
): SceneTexture | undefined {
  const base = roughness ?? metallic;
  if (!base) return undefined;
  const sizes = [metallic, roughness].map((texture) => texture && `${texture.image.width}x${texture.image.height}`);
  const alike = metallic && roughness && sizes[0] === sizes[1] && sameKind(metallic.image, roughness.image);
  if (metallic && roughness && !alike)
    warnings.push(
      `${owner}: metalness map (${sizes[0]}) and roughness map (${sizes[1]}) differ in kind: metalness map ignored`,
    );
  const metal = roughness && !alike ? undefined : metallic;
  return { ...base, image: joinChannels(base.image, roughness?.image, metal?.image) };
}

function sameKind(a: SceneImage, b: SceneImage): boolean {
  return a.data instanceof Uint8Array === b.data instanceof Uint8Array;
}

function joinChannels(base: SceneImage, green: SceneImage | undefined, blue: SceneImage | undefined): SceneImage {
  const data = base.data.slice();
  const full = data instanceof Uint8Array ? 255 : 1;
  for (let i = 0; i < data.length; i += 4) {
    data[i + 1] = green ? green.data[i + 1] : full;
    data[i + 2] = blue ? blue.data[i + 2] : full;
  }
  return { ...base, data };
}
