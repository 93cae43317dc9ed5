import {
  ClampToEdgeWrapping,
  DataUtils,
  FloatType,
  HalfFloatType,
  MirroredRepeatWrapping,
  NearestFilter,
  SRGBColorSpace,
  UnsignedByteType,
  type Texture,
  type Wrapping,
} from 'three';
import type { SceneImage, SceneTexture, SceneWrap } from './sceneMaterial.ts';

/**
 * Reads the pixels of a texture whose image is not plain data (a decoded ImageBitmap, a canvas): RGBA bytes, row 0 as the
 * image has it, or undefined where it cannot. The page gives one that draws on a canvas.
 */
export type ReadPixels = (texture: Texture) => SceneImage | undefined;

/** Undefined with a warning where the pixels cannot be read. */
export function readTexture(
  texture: Texture,
  owner: string,
  readPixels: ReadPixels | undefined,
  warnings: string[],
): SceneTexture | undefined {
  const image = readImage(texture, readPixels);
  if (!image) {
    warnings.push(`${owner}: the image of texture '${texture.name}' cannot be read: ignored`);
    return undefined;
  }
  if (texture.channel !== 0)
    warnings.push(`${owner}: texture '${texture.name}' asks for uv set ${texture.channel}; set 0 is used`);
  if (texture.magFilter === NearestFilter)
    warnings.push(`${owner}: texture '${texture.name}' asks for hard-edged texels; they are blended`);
  if (texture.matrixAutoUpdate) texture.updateMatrix();
  const m = texture.matrix.elements;
  const placed = m.every(Number.isFinite);
  if (!placed) warnings.push(`${owner}: texture '${texture.name}' has a transform that is not finite: ignored`);
  return {
    name: texture.name,
    // three's v = 0 is the last row of a flipped image; here it is always row 0.
    image: flipsRows(texture) ? flipRows(image) : image,
    colourSpace: texture.colorSpace === SRGBColorSpace ? 'srgb' : 'linear',
    wrapU: wrapName(texture.wrapS),
    wrapV: wrapName(texture.wrapT),
    transform: placed ? [m[0], m[3], m[6], m[1], m[4], m[7]] : [1, 0, 0, 0, 1, 0],
  };
}

/** Pixels as RGBA, in the texture's own row order. */
export function readImage(texture: Texture, readPixels?: ReadPixels): SceneImage | undefined {
  const source = texture.image as { width?: number; height?: number; data?: ArrayLike<number> } | null;
  if (!source?.width || !source.height) return undefined;
  if (!source.data) return readPixels?.(texture);
  const { width, height, data } = source as { width: number; height: number; data: ArrayLike<number> };
  const channels = data.length / (width * height);
  if (![1, 2, 3, 4].includes(channels)) return undefined;
  const convert = converter(texture.type);
  if (!convert) return undefined;
  const bytes = texture.type === UnsignedByteType;
  const out = bytes ? new Uint8Array(width * height * 4) : new Float32Array(width * height * 4);
  const opaque = bytes ? 255 : 1;
  for (let i = 0; i < width * height; i++)
    for (let k = 0; k < 4; k++) out[i * 4 + k] = k < channels ? convert(data[i * channels + k]) : k === 3 ? opaque : 0;
  return { width, height, data: out };
}

function converter(type: number): ((value: number) => number) | undefined {
  if (type === HalfFloatType) return DataUtils.fromHalfFloat;
  return type === FloatType || type === UnsignedByteType ? (value) => value : undefined;
}

/** three ignores `flipY` for image bitmaps, as WebGL does. */
export function flipsRows(texture: Texture): boolean {
  const bitmap = typeof ImageBitmap !== 'undefined' && texture.image instanceof ImageBitmap;
  return texture.flipY && !bitmap;
}

export function flipRows(image: SceneImage): SceneImage {
  const { width, height, data } = image;
  const flipped = data.slice();
  for (let y = 0; y < height; y++)
    flipped.set(data.subarray(y * width * 4, (y + 1) * width * 4), (height - 1 - y) * width * 4);
  return { width, height, data: flipped };
}

function wrapName(wrapping: Wrapping): SceneWrap {
  if (wrapping === ClampToEdgeWrapping) return 'clamp';
  return wrapping === MirroredRepeatWrapping ? 'mirror' : 'repeat';
}
