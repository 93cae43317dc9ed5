import type { Gpu } from '../engine/device.ts';

export type TextureWrap = 'repeat' | 'mirror-repeat' | 'clamp-to-edge';

/** An image as a material reads it: 8-bit RGBA, rows from the top. */
export interface MaterialTexture {
  readonly width: number;
  readonly height: number;
  /** width·height·4 bytes. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** RGB is sRGB-encoded; the GPU decodes on reading. */
  readonly srgb: boolean;
  readonly wrapS: TextureWrap;
  readonly wrapT: TextureWrap;
  /** Affine map of uv [a, b, c, d, e, f]: u' = a·u + b·v + c, v' = d·u + e·v + f. Default: identity. */
  readonly transform?: readonly [number, number, number, number, number, number];
}

const TEXTURE_BINDING = 0x04;
const COPY_DST = 0x02;

/** @throws RangeError naming the texture when its data or size does not fit. */
export function uploadTexture(gpu: Gpu, label: string, image: MaterialTexture): GPUTexture {
  const { width, height, data } = image;
  if (data.byteLength !== width * height * 4)
    throw new RangeError(
      `texture '${label}': ${width}x${height} needs ${width * height * 4} bytes, not ${data.byteLength}`,
    );
  const limit = gpu.limits.maxTextureDimension2D;
  if (width > limit || height > limit || width < 1 || height < 1)
    throw new RangeError(`texture '${label}' is ${width}x${height}; this graphics adapter allows 1 to ${limit}`);
  const texture = gpu.device.createTexture({
    label,
    size: { width, height },
    format: image.srgb ? 'rgba8unorm-srgb' : 'rgba8unorm',
    usage: TEXTURE_BINDING | COPY_DST,
  });
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  gpu.device.queue.writeTexture({ texture }, bytes, { bytesPerRow: width * 4 }, { width, height });
  return texture;
}

export function createTextureSampler(gpu: Gpu, label: string, image: MaterialTexture): GPUSampler {
  return gpu.device.createSampler({
    label,
    addressModeU: image.wrapS,
    addressModeV: image.wrapT,
    magFilter: 'linear',
    minFilter: 'linear',
  });
}
