import { decodeImage } from '../../src/cli/nodeImages.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import type { MaterialTexture } from '../../src/materials/materialTexture.ts';
import type { NeuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { Material } from '../../src/materials/program.ts';

/** The ordinary PBR block that a baked file carries, as the analytic material that a plain viewer would show. */
export async function fallbackOf({ name, fallback, latents }: NeuralMaterial): Promise<Material> {
  const texture = async (png: Uint8Array | undefined, srgb: boolean): Promise<MaterialTexture | undefined> => {
    if (!png) return undefined;
    const { width, height, data } = await decodeImage(png, `the fallback of ${name}`);
    if (!(data instanceof Uint8Array)) throw new Error(`the fallback of ${name} is not an 8-bit image`);
    const { repeats } = latents;
    return { width, height, data, srgb, wrapS: 'repeat', wrapT: 'repeat', transform: [repeats, 0, 0, 0, repeats, 0] };
  };
  return metallicRoughnessMaterial({
    name: `${name}/gltf`,
    baseColor: fallback.baseColorFactor,
    metallic: fallback.metallicFactor,
    roughness: fallback.roughnessFactor,
    baseColorTexture: await texture(fallback.baseColorTexture, true),
    metallicRoughnessTexture: await texture(fallback.metallicRoughnessTexture, false),
    normalTexture: await texture(fallback.normalTexture, false),
  });
}
