import type { DecodedImage } from '../materials/layered/patternImages.ts';
import { readEnvironment } from './environments.ts';
import { extensionOf } from './fileSet.ts';
import { drawnPixels } from './readPixels.ts';

/**
 * Decodes an image file as it is stored: no colour conversion, alpha not multiplied in, rows from the top. HDR and EXR
 * files give floats. @throws naming the file when it is not an image that this browser reads.
 */
export async function decodeImageFile(blob: Blob, name: string): Promise<DecodedImage> {
  if (['hdr', 'exr'].includes(extensionOf(name))) {
    const { image, flipY } = await readEnvironment(await blob.arrayBuffer(), name);
    const { width, height } = image;
    const data = image.data as Float32Array;
    return { width, height, data: flipY ? data : upsideDown(data, width * 4) };
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  } catch (cause) {
    throw new Error(`${name} is not an image that this browser reads`, { cause });
  }
  const pixels = drawnPixels(bitmap);
  bitmap.close();
  return pixels;
}

function upsideDown(data: Float32Array, row: number): Float32Array {
  const turned = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += row) turned.set(data.subarray(at, at + row), data.length - row - at);
  return turned;
}
