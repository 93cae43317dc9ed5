import { toClampedHalves } from '../math/float16.ts';
import type { Gpu } from '../engine/device.ts';
import { mipCount, mipLevels } from './mipLevels.ts';

export type TextureWrap = 'repeat' | 'mirror-repeat' | 'clamp-to-edge';

/** An image as a material reads it: RGBA, rows from the top. */
export interface MaterialTexture {
  readonly width: number;
  readonly height: number;
  /** width·height·4 values: bytes, or linear floats (kept in 16 bits). */
  readonly data: Uint8Array | Uint8ClampedArray | Float32Array;
  /** RGB bytes are sRGB-encoded; the GPU decodes on reading. */
  readonly srgb: boolean;
  readonly wrapS: TextureWrap;
  readonly wrapT: TextureWrap;
  /** Affine map of uv [a, b, c, d, e, f]: u' = a·u + b·v + c, v' = d·u + e·v + f. Default: identity. */
  readonly transform?: readonly [number, number, number, number, number, number];
}

const TEXTURE_BINDING = 0x04;
const COPY_DST = 0x02;

/** Uploads an image with all its mip levels. @throws RangeError naming the texture when its data or size does not fit. */
export function uploadTexture(gpu: Gpu, label: string, image: MaterialTexture): GPUTexture {
  const { width, height, data } = image;
  if (data.length !== width * height * 4)
    throw new RangeError(
      `texture '${label}': ${width}x${height} needs ${width * height * 4} values, not ${data.length}`,
    );
  const limit = gpu.limits.maxTextureDimension2D;
  if (width > limit || height > limit || width < 1 || height < 1)
    throw new RangeError(`texture '${label}' is ${width}x${height}; this graphics adapter allows 1 to ${limit}`);
  const floats = data instanceof Float32Array;
  const texture = gpu.device.createTexture({
    label,
    size: { width, height },
    mipLevelCount: mipCount(width, height),
    format: floats ? 'rgba16float' : image.srgb ? 'rgba8unorm-srgb' : 'rgba8unorm',
    usage: TEXTURE_BINDING | COPY_DST,
  });
  [image, ...mipLevels(image)].forEach((level, mipLevel) => writeLevel(gpu, texture, mipLevel, level));
  return texture;
}

/** GPU memory of an uploaded image with its levels. */
export function textureBytes({ width, height, data }: Pick<MaterialTexture, 'width' | 'height' | 'data'>): number {
  const texel = data instanceof Float32Array ? 8 : 4;
  let bytes = 0;
  for (let m = 0; m < mipCount(width, height); m++) bytes += texel * Math.max(1, width >> m) * Math.max(1, height >> m);
  return bytes;
}

function writeLevel(
  gpu: Gpu,
  texture: GPUTexture,
  mipLevel: number,
  { width, height, data }: Pick<MaterialTexture, 'width' | 'height' | 'data'>,
): void {
  const floats = data instanceof Float32Array;
  const texels = (floats ? toClampedHalves(data) : data) as Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  const layout = { bytesPerRow: width * (floats ? 8 : 4) };
  gpu.device.queue.writeTexture({ texture, mipLevel }, texels, layout, { width, height });
}

/** A square of RGBA floats in 32 bits, to be read by `textureLoad`. */
export function uploadFloatTexture(gpu: Gpu, label: string, size: number, data: Float32Array): GPUTexture {
  const texture = gpu.device.createTexture({
    label,
    size: { width: size, height: size },
    format: 'rgba32float',
    usage: TEXTURE_BINDING | COPY_DST,
  });
  const layout = { bytesPerRow: size * 16 };
  gpu.device.queue.writeTexture({ texture }, data as Float32Array<ArrayBuffer>, layout, { width: size, height: size });
  return texture;
}

export function createTextureSampler(
  gpu: Gpu,
  label: string,
  { wrapS, wrapT }: Pick<MaterialTexture, 'wrapS' | 'wrapT'>,
): GPUSampler {
  return gpu.device.createSampler({
    label,
    addressModeU: wrapS,
    addressModeV: wrapT,
    magFilter: 'linear',
    minFilter: 'linear',
    mipmapFilter: 'linear',
  });
}
