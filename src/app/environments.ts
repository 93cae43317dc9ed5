import {
  ClampToEdgeWrapping,
  DataTexture,
  EquirectangularReflectionMapping,
  FloatType,
  LinearFilter,
  RepeatWrapping,
  RGBAFormat,
} from 'three';
import { decodeHdrImage } from '../scene/decodeHdrImage.ts';
import { extensionOf } from './fileSet.ts';

/** Environments that come with the page, CC0 from @pmndrs/assets; each is fetched when first chosen. */
const BUILT_IN: Partial<Record<string, () => Promise<{ default: string }>>> = {
  studio: () => import('@pmndrs/assets/hdri/studio.exr.js'),
  workshop: () => import('@pmndrs/assets/hdri/workshop.exr.js'),
  sunset: () => import('@pmndrs/assets/hdri/sunset.exr.js'),
  city: () => import('@pmndrs/assets/hdri/city.exr.js'),
};

/** Radiance 1 from everywhere: what a lossless material vanishes in. */
export const UNIFORM_ENVIRONMENT = 'uniform';

export const ENVIRONMENT_NAMES: readonly string[] = [...Object.keys(BUILT_IN), UNIFORM_ENVIRONMENT];

/**
 * The panorama of this name, or at this address, as an equirectangular float texture in linear Rec.709.
 * @throws Error naming the environment if it cannot be fetched or read.
 */
export async function openEnvironment(nameOrAddress: string): Promise<DataTexture> {
  if (nameOrAddress === UNIFORM_ENVIRONMENT) return panorama(new Float32Array(2 * 1 * 4).fill(1), 2, 1);
  const builtIn = BUILT_IN[nameOrAddress];
  const address = builtIn ? (await builtIn()).default : nameOrAddress;
  if (!builtIn && !['hdr', 'exr'].includes(extensionOf(address))) {
    throw new Error(
      `There is no environment "${nameOrAddress}": choose ${ENVIRONMENT_NAMES.join(', ')}, or an .hdr or .exr.`,
    );
  }
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The environment ${address} cannot be fetched: ${response.status}.`);
  return await readEnvironment(await response.arrayBuffer(), nameOrAddress);
}

/** Reads the bytes of an .hdr or .exr file, whichever it is. @throws Error naming the environment if it cannot be read. */
export async function readEnvironment(bytes: ArrayBuffer, name: string): Promise<DataTexture> {
  try {
    const { data, width, height } = await decodeHdrImage(new Uint8Array(bytes));
    return panorama(withoutRings(data), width, height);
  } catch (cause) {
    throw new Error(`The environment ${name} cannot be read`, { cause });
  }
}

/**
 * Resampling leaves negative rings round bright lamps, in most panoramas: no light, and no fault of the file. Other
 * values that are no light are left for the scene to report.
 */
function withoutRings(data: Float32Array): Float32Array<ArrayBuffer> {
  return data.map((value) => (value < 0 ? 0 : value));
}

/** @param data rows from the top. */
function panorama(data: Float32Array<ArrayBuffer>, width: number, height: number): DataTexture {
  const texture = new DataTexture(data, width, height, RGBAFormat, FloatType, EquirectangularReflectionMapping);
  texture.wrapS = RepeatWrapping;
  texture.wrapT = ClampToEdgeWrapping;
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.flipY = true;
  texture.needsUpdate = true;
  return texture;
}
