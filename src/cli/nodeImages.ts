import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import type { ReadText } from '../materials/layered/documentIncludes.ts';
import type { DecodedImage, ResolveFile } from '../materials/layered/patternImages.ts';
import { decodeHdrImage } from '../scene/decodeHdrImage.ts';

/** A 16k x 16k image. */
const MOST_MEGAPIXELS = 269;
/** And the memory that a JPEG's coefficients take. */
const JPEG_LIMITS = { maxResolutionInMP: MOST_MEGAPIXELS, maxMemoryUsageInMB: 8192 };

/** Finds images relative to `folder`, the document's own, and decodes PNG, JPEG, Radiance HDR and OpenEXR files. */
export function imagesIn(folder: string): ResolveFile {
  return async (path) => decodeImage(await readIn(folder, path), resolve(folder, path));
}

/** Reads the documents that one includes, relative to `folder`, the first one's own. */
export function textsIn(folder: string): ReadText {
  return async (path) => new TextDecoder().decode(await readIn(folder, path));
}

async function readIn(folder: string, path: string): Promise<Uint8Array> {
  const file = resolve(folder, path);
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Error(missing ? `there is no file ${file}` : `${file} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Decodes by content, not by name. @throws naming the file when it is none of the known formats, or broken. */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<DecodedImage> {
  try {
    if (bytes[0] === 0x89 && bytes[1] === 0x50) return fromPng(bytes);
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return fromJpeg(bytes);
    if (bytes[0] === 0x76 || bytes[0] === 0x23) return await decodeHdrImage(bytes);
  } catch (cause) {
    throw new Error(`${name} cannot be decoded: ${(cause as Error).message}`, { cause });
  }
  throw new Error(`${name} (${extname(name)}) is not a PNG, JPEG, Radiance HDR or OpenEXR file`);
}

function fromPng(bytes: Uint8Array): DecodedImage {
  // The decoder takes memory by what the header says, before it has seen a pixel.
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const megapixels = bytes.length < 24 ? 0 : (header.getUint32(16) * header.getUint32(20)) / 1e6;
  if (megapixels > MOST_MEGAPIXELS)
    throw new Error(`its header says ${Math.round(megapixels)} megapixels; at most ${MOST_MEGAPIXELS} are read`);
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  return { width, height, data: new Uint8Array(data) };
}

function fromJpeg(bytes: Uint8Array): DecodedImage {
  const { width, height, data } = jpeg.decode(bytes, { useTArray: true, ...JPEG_LIMITS });
  return { width, height, data };
}
