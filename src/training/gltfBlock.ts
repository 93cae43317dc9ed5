import { srgbFromLinear } from '../math/srgb.ts';
import type { MetallicRoughnessOptions } from '../materials/analytic/metallicRoughness.ts';
import type { MaterialTexture } from '../materials/materialTexture.ts';
import type { AnalyticFit } from './analyticFit.ts';

/**
 * The textures of a fitted glTF block, 8 bits a channel: base colour (sRGB), occlusion-roughness-metallic, normal. All
 * factors are 1, as glTF's defaults are.
 * @throws when the fit is of another model
 */
export function gltfBlock(fit: AnalyticFit, name: string): MetallicRoughnessOptions {
  if (fit.model.name !== 'gltf')
    throw new Error(`'${name}': a glTF block is made from a fit of gltf, not of ${fit.model.name}`);
  // Rows of the map from uv to texture coordinates.
  const transform = fit.repeats > 1 ? ([fit.repeats, 0, 0, 0, fit.repeats, 0] as const) : undefined;
  const texel = (f: (p: Float32Array) => [number, number, number], srgb: boolean): MaterialTexture => {
    const data = new Uint8Array(fit.size * fit.size * 4);
    for (let i = 0; i < fit.size * fit.size; i++) {
      const rgb = f(fit.parameters.subarray(8 * i, 8 * i + 8));
      for (let c = 0; c < 3; c++) data[4 * i + c] = Math.round(255 * (srgb ? srgbFromLinear(rgb[c]) : rgb[c]));
      data[4 * i + 3] = 255;
    }
    return {
      width: fit.size,
      height: fit.size,
      data,
      srgb,
      wrapS: 'repeat',
      wrapT: 'repeat',
      ...(transform && { transform }),
    };
  };
  return {
    name,
    baseColorTexture: texel((p) => [p[0], p[1], p[2]], true),
    metallicRoughnessTexture: texel((p) => [1, p[4], p[3]], false),
    normalTexture: texel((p) => {
      const z = Math.sqrt(Math.max(1 - p[5] * p[5] - p[6] * p[6], 0.01));
      const length = Math.hypot(p[5], p[6], z);
      return [0.5 + (0.5 * p[5]) / length, 0.5 + (0.5 * p[6]) / length, 0.5 + (0.5 * z) / length];
    }, false),
  };
}
