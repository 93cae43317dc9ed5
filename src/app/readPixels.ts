import type { Texture } from 'three';
import type { SceneImage } from '../scene/sceneMaterial.ts';

/** Pixels of a decoded image (an ImageBitmap, as glTF images come), read by drawing it; undefined for anything else. */
export function readPixels(texture: Texture): SceneImage | undefined {
  const image: unknown = texture.image;
  if (!(image instanceof ImageBitmap || image instanceof HTMLImageElement || image instanceof HTMLCanvasElement)) {
    return undefined;
  }
  return drawnPixels(image);
}

/** RGBA bytes, row 0 on top, alpha not multiplied in. */
export function drawnPixels(image: ImageBitmap | HTMLImageElement | HTMLCanvasElement) {
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gives no 2D canvas to read images with.');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height, { colorSpace: 'srgb' });
  return { width, height, data: new Uint8Array(data.buffer) };
}
