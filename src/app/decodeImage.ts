import type { DecodedImage } from '../materials/layered/patternImages.ts';
import { decodeHdrImage } from '../scene/decodeHdrImage.ts';
import { extensionOf } from './fileSet.ts';
import { storedPixels } from './readPixels.ts';

/**
 * Decodes an image file as it is stored: no colour conversion, alpha not multiplied in, rows from the top. HDR and EXR
 * files give floats. @throws naming the file when it is not an image that this browser reads.
 */
export async function decodeImageFile(blob: Blob, name: string): Promise<DecodedImage> {
  if (['hdr', 'exr'].includes(extensionOf(name))) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    try {
      return await decodeHdrImage(bytes);
    } catch (cause) {
      throw new Error(`${name} cannot be decoded: ${(cause as Error).message}`, { cause });
    }
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  } catch (cause) {
    throw new Error(`${name} is not an image that this browser reads`, { cause });
  }
  try {
    return storedPixels(bitmap);
  } finally {
    bitmap.close();
  }
}
