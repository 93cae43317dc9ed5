import { cross, dot } from '../../src/math/vec3.ts';
import { basename, dirname } from 'node:path';
import type { Page } from 'playwright';
import { imagesIn, textsIn } from '../../src/cli/nodeImages.ts';
import { nodeMaterialX } from '../../src/cli/nodeMaterialX.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { bsdfQueries } from '../../src/materials/bsdfQueries.ts';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { openDocument, type OpenDocument } from '../../src/materials/layered/openDocument.ts';
import { readStack } from '../../src/materials/layered/stack.ts';
import type { LoadedImage } from '../../src/materials/layered/patternImages.ts';
import { EsslSurface, EYE, type EsslObject, type SurfacePixel } from './esslSurface.ts';

type Vec3 = readonly [number, number, number];

/** Eight directions, from behind the viewer to grazing, where half of a sphere is lit from its back. */
const LIGHTS: readonly Vec3[] = [0, 20, 40, 55, 70, 85, 100, 115].map((degrees, i) => {
  const [t, p] = [(degrees * Math.PI) / 180, (i * 137.5 * Math.PI) / 180];
  return [Math.sin(t) * Math.cos(p), Math.sin(t) * Math.sin(p), Math.cos(t)];
});

/** About 1,200 pixels of a sphere are compared. */
export const ACROSS = 40;

export interface Compared {
  readonly xml: string;
  /** Where the document stands, or would. */
  readonly path: string;
  readonly object: EsslObject;
  /** Side of MaterialX's image, for what it differences over the screen; `ACROSS` pixels of each row are compared. */
  readonly size?: number;
}

/** Absolute differences: their mean over the mean, and their 95th percentile over max(value, .01 of the mean). */
export interface Agreement {
  readonly mean: number;
  readonly p95: number;
  /** Of MaterialX's values. */
  readonly brightness: number;
}

/**
 * Draws a document with MaterialX's own shader in a page's WebGL2, asks our compiled program for the same pixels and lights, and
 * compares the values. Both sides see every n-th texel of large images.
 */
export async function compareDocument(
  gpu: Gpu,
  page: Page,
  { xml, path, object, size = ACROSS }: Compared,
): Promise<Agreement> {
  const folder = dirname(path);
  const opened = await openDocument(await nodeMaterialX(), xml, {
    name: basename(path),
    resolveFile: imagesIn(folder),
    readText: textsIn(folder),
  });
  const document = { ...opened, images: smaller(opened.images) };
  const oracle = await EsslSurface.open(page);
  const seen = { size, stride: Math.round(size / ACROSS) };
  const drawn = await oracle.render(xml, object, document.images, LIGHTS, seen);
  // The image is orthographic and the viewer is not: what he sees from behind is no surface that reflects.
  const pixels = drawn.filter(({ position, normal }) => dot(normal, towardsEye(position)) > 0);
  const values = await ours(gpu, document, pixels);
  // The mesh's horizon ends our reflection; MaterialX clamps cosines instead. Its lights shine through what spreads them, not
  // through what bends them, which there shows an environment.
  const { transmits, refracts } = readStack(document.graph);
  const fromBelow = transmits && !refracts;
  const pairs = pixels.flatMap(({ radiance, normal }, i) =>
    radiance.flatMap((theirs, k) =>
      dot(normal, LIGHTS[k]) <= 0 && !fromBelow ? [] : theirs.map((x, c) => [x, values[i][k][c]] as const),
    ),
  );
  const brightness = pairs.reduce((sum, [x]) => sum + x, 0) / pairs.length;
  const relative = pairs.map(([x, y]) => Math.abs(x - y) / Math.max(x, 0.01 * brightness)).toSorted((a, b) => a - b);
  return {
    mean: pairs.reduce((sum, [x, y]) => sum + Math.abs(x - y), 0) / pairs.length / brightness,
    p95: relative[Math.floor(0.95 * relative.length)],
    brightness,
  };
}

/** Every n-th texel, for both sides: whole images would be tens of megabytes on their way into the page. */
function smaller(images: readonly LoadedImage[]): LoadedImage[] {
  return images.map((loaded) => {
    const { width, height, data } = loaded.image;
    if (!(data instanceof Uint8Array))
      throw new Error(`image '${loaded.file}' holds floats; only images of 8 bits can be compared`);
    const step = Math.max(1, Math.floor(Math.max(width, height) / 256));
    const [w, h] = [Math.floor(width / step), Math.floor(height / step)];
    const kept = new Uint8Array(4 * w * h);
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) {
        const from = 4 * (step * y * width + step * x);
        kept.set(data.subarray(from, from + 4), 4 * (y * w + x));
      }
    return { ...loaded, image: { ...loaded.image, width: w, height: h, data: kept } };
  });
}

const unit = (v: Vec3): Vec3 => {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
};

const towardsEye = (position: Vec3): Vec3 => unit(EYE.map((e, k) => e - position[k]) as unknown as Vec3);

/** Our value for every pixel and light: f·|cos| and what the surface emits, where it is there. */
async function ours(gpu: Gpu, { graph, images }: OpenDocument, pixels: readonly SurfacePixel[]): Promise<Vec3[][]> {
  const material = layeredMaterial(graph, images);
  const { resources, dispose } = await material.upload(gpu);
  const queries = bsdfQueries(gpu, material.program, resources);
  const values: Vec3[][] = [];
  // Every configuration is asked for every direction of its chunk; its own eight are kept.
  const CHUNK = 64;
  for (let first = 0; first < pixels.length; first += CHUNK) {
    const chunk = pixels.slice(first, first + CHUNK);
    const frames = chunk.map(({ normal, tangent }) => {
      const x = unit(tangent.map((t, i) => t - dot(tangent, normal) * normal[i]) as unknown as Vec3);
      return { x, y: cross(normal, x), z: normal };
    });
    const local = ({ x, y, z }: (typeof frames)[0], v: Vec3): Vec3 => [dot(x, v), dot(y, v), dot(z, v)];
    const configurations = chunk.map(({ position, uv }, i) => ({
      position,
      uv,
      wo: local(frames[i], towardsEye(position)),
    }));
    const directions = Float32Array.from(frames.flatMap((frame) => LIGHTS.flatMap((light) => local(frame, light))));
    const found = await queries.evaluate(configurations, directions);
    const shaded = await queries.shade(configurations, Float32Array.of(0, 0, 1), 1);
    found.forEach(({ value }, i) =>
      values.push(
        LIGHTS.map((_, k) => {
          const at = 3 * (LIGHTS.length * i + k);
          const there = 1 - shaded[i].transparency[0];
          return [0, 1, 2].map((c) => there * (value[at + c] + shaded[i].emission[c])) as unknown as Vec3;
        }),
      ),
    );
  }
  dispose();
  return values;
}
