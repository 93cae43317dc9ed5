import type { EnvironmentMap } from './environmentData.ts';
import { checkExr } from './checkExr.ts';
import { parseRadianceHdr } from './radianceHdr.ts';
import { flipRows } from './sceneTexture.ts';

/**
 * Decodes an OpenEXR or Radiance HDR file as it is stored, negative and infinite values included: RGBA floats, rows from the
 * top. Loads three's EXR reader when first needed.
 * @throws Error where it is neither, is cut off or broken, or too large.
 */
export async function decodeHdrImage(bytes: Uint8Array): Promise<EnvironmentMap> {
  if (isExr(bytes)) return decodeExr(bytes);
  if (bytes[0] === 0x23 && bytes[1] === 0x3f) return parseRadianceHdr(bytes);
  throw new Error('neither an OpenEXR nor a Radiance HDR file');
}

function isExr(bytes: Uint8Array): boolean {
  return [0x76, 0x2f, 0x31, 0x01].every((byte, i) => bytes[i] === byte);
}

async function decodeExr(bytes: Uint8Array): Promise<EnvironmentMap> {
  checkExr(bytes);
  const { FloatType } = await import('three');
  const { EXRLoader } = await import('three/addons/loaders/EXRLoader.js');
  // The reader wants a buffer of its own.
  const { width = 0, height = 0, data } = new EXRLoader().setDataType(FloatType).parse(bytes.slice().buffer);
  if (!(data instanceof Float32Array) || data.length !== width * height * 4)
    throw new Error('its channels are not red, green and blue');
  // The reader puts row 0 down.
  const upright = flipRows({ width, height, data });
  return { width, height, data: upright.data as Float32Array };
}
