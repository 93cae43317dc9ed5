import { decodeHdrImage } from '../../src/scene/decodeHdrImage.ts';
import type { EnvironmentMap } from '../../src/scene/environmentData.ts';

/** Light from all around, by name. */
export interface FidelityLight {
  readonly name: string;
  readonly map: EnvironmentMap;
}

/**
 * Two HDR environments (CC0, from @pmndrs/assets) and one small bright light. Of eleven scanned these two have the lowest noise
 * floor (gold of roughness .3, 64 samples: FLIP .023 and .021; studio and park .04 and more), and one is indoors.
 */
export async function fidelityLights(): Promise<FidelityLight[]> {
  const [apartment, dawn] = await Promise.all([
    import('@pmndrs/assets/hdri/apartment.exr.js'),
    import('@pmndrs/assets/hdri/dawn.exr.js'),
  ]);
  return [
    { name: 'apartment', map: await readExr(apartment.default) },
    { name: 'dawn', map: await readExr(dawn.default) },
    { name: 'spot', map: spotEnvironment(512, 256) },
  ];
}

/**
 * Black but for a disc of 2° radius, 45° up, whose irradiance on a surface that faces it is π.
 * @returns a map of width x height texels
 */
export function spotEnvironment(width: number, height: number): EnvironmentMap {
  const radius = (2 * Math.PI) / 180;
  const solidAngle = 2 * Math.PI * (1 - Math.cos(radius));
  const radiance = Math.PI / solidAngle;
  const centre = direction(0.5 + 40 / 360, 0.25);
  const data = new Float32Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const d = direction((x + 0.5) / width, (y + 0.5) / height);
      const inside = d[0] * centre[0] + d[1] * centre[1] + d[2] * centre[2] > Math.cos(radius);
      const value = inside ? radiance : 0;
      data.set([value, value, value, 1], 4 * (y * width + x));
    }
  }
  return { width, height, data };
}

// Direction of a place on an equirectangular map (shaders/scene/environment.wgsl).
function direction(u: number, v: number): [number, number, number] {
  const azimuth = 2 * Math.PI * (u - 0.5);
  const r = Math.sin(Math.PI * v);
  return [r * Math.cos(azimuth), Math.cos(Math.PI * v), r * Math.sin(azimuth)];
}

function readExr(dataUri: string): Promise<EnvironmentMap> {
  return decodeHdrImage(Buffer.from(dataUri.slice(dataUri.indexOf(',') + 1), 'base64'));
}
