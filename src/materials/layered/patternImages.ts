import { linearFromSrgb } from '../../math/srgb.ts';
import type { FoldedGraph, ImageRequest } from './flatGraph.ts';

/** An image in memory: rows from the top, RGBA. 8-bit values are in the file's encoding; floats are linear. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
}

/** Finds and decodes a file a document names, its path relative to the document. @throws when it is missing or not an image. */
export type ResolveFile = (path: string) => Promise<DecodedImage>;

/** An image of a document, ready to upload. */
export interface LoadedImage extends ImageRequest {
  readonly image: DecodedImage;
}

/** Loads every image the live graph reads. @throws naming node, path and document when one is missing or broken. */
export async function loadImages(graph: FoldedGraph, resolveFile: ResolveFile): Promise<LoadedImage[]> {
  const decoded = new Map<string, Promise<DecodedImage>>();
  const load = (file: string): Promise<DecodedImage> => {
    const pending = decoded.get(file) ?? resolveFile(file);
    decoded.set(file, pending);
    return pending;
  };
  return Promise.all(
    graph.images.map(async (request) => {
      try {
        const image = await load(request.file);
        checkImage(image);
        return { ...request, image };
      } catch (error) {
        const where = `node '${request.node}' (image) in document '${graph.document}'`;
        throw new Error(`${where}: image '${request.file}': ${(error as Error).message}`, { cause: error });
      }
    }),
  );
}

function checkImage({ width, height, data }: DecodedImage): void {
  if (width < 1 || height < 1) throw new Error(`it is ${width} x ${height} texels`);
  if (data.length !== width * height * 4)
    throw new Error(`it has ${data.length} values for ${width} x ${height} RGBA texels`);
  const bad = data instanceof Float32Array ? data.findIndex((value) => !Number.isFinite(value)) : -1;
  if (bad >= 0) {
    const at = bad >> 2;
    throw new Error(`its texel (${at % width}, ${Math.floor(at / width)}) is ${data[bad]}`);
  }
}

/** One texel, linear RGBA; coordinates repeat. */
function texel({ width, height, data }: DecodedImage, srgb: boolean, x: number, y: number): number[] {
  const wrap = (i: number, n: number): number => ((i % n) + n) % n;
  const start = (wrap(y, height) * width + wrap(x, width)) * 4;
  const stored = [0, 1, 2, 3].map((channel) => data[start + channel]!);
  if (data instanceof Float32Array) return stored;
  return stored.map((value, channel) => (srgb && channel < 3 ? linearFromSrgb(value / 255) : value / 255));
}

/** Bilinear look-up in float64: uv with v up, repeating; sRGB is decoded before filtering, as GPUs do. */
export function sampleImage(image: DecodedImage, srgb: boolean, [u, v]: readonly number[]): number[] {
  const x = u! * image.width - 0.5;
  const y = (1 - v!) * image.height - 0.5;
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const corner = (dx: number, dy: number): number[] => texel(image, srgb, x0 + dx, y0 + dy);
  const [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
  return a!.map((_, i) => (1 - fy) * ((1 - fx) * a![i]! + fx * b![i]!) + fy * ((1 - fx) * c![i]! + fx * d![i]!));
}
