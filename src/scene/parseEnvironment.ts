import type { EnvironmentMap } from './environmentData.ts';
import { decodeHdrImage } from './decodeHdrImage.ts';
import { cleanEnvironment } from './sceneEnvironment.ts';

/**
 * Reads an OpenEXR or Radiance HDR file as an equirectangular environment.
 * @throws Error that names the file, where it is neither, is cut off or broken, or too large.
 */
export async function parseEnvironment(
  name: string,
  file: ArrayBuffer,
): Promise<{ map: EnvironmentMap; warnings: string[] }> {
  const warnings: string[] = [];
  const label = `environment '${name}'`;
  try {
    const map = await decodeHdrImage(new Uint8Array(file));
    return { map: cleanEnvironment(label, map, warnings), warnings };
  } catch (cause) {
    throw new Error(`${label}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
