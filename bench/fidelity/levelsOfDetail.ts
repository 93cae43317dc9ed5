import { luminance } from '../../src/math/srgb.ts';
import type { Gpu } from '../../src/engine/device.ts';
import type { Material } from '../../src/materials/program.ts';
import { displayed, exposureOf } from '../../src/metrics/display.ts';
import { flip } from '../../src/metrics/flip.ts';
import { meanOverMask } from '../../src/metrics/imageErrors.ts';
import type { RgbImage } from '../../src/metrics/image.ts';
import { fidelityLights } from './lighting.ts';
import type { Part } from './fidelity.ts';
import { createFidelityRenderer } from './renderer.ts';
import { fidelityViews } from './views.ts';

export interface LodOptions {
  readonly size?: number;
  /**
   * Light samples a pixel; of the converged images camera samples too. A candidate that filters shares no noise with the
   * reference: with 32 samples noise alone is .04 of car paint's bias (docs/benchmarks.md).
   */
  readonly samples?: number;
  readonly seed?: number;
  /** Wraps the measurement of every scale, so that a caller can keep what it gave. */
  readonly part?: Part;
  /** As `FidelityRenderOptions.footprintScale`; default 1. */
  readonly footprintScale?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
  readonly onImages?: (name: string, reference: RgbImage, candidates: RgbImage[]) => void;
}

/** One candidate at one scale, against the converged reference without a footprint. */
export interface LodErrors {
  /** FLIP converged, and with 1 and 4 camera samples a pixel under a converged lighting integral. */
  readonly bias: number;
  readonly flip1: number;
  readonly flip4: number;
  /** Variance of one camera sample over the mask, over the mean squared: from the images with 1 and with all. */
  readonly variance: number;
}

export interface LodScale {
  /** FLIP of the reference against itself with another seed: what a perfect filter would be given as bias at most. */
  readonly floor: number;
  readonly candidates: LodErrors[];
}

const FLOOR_SEED = 0x5eed;

/**
 * How materials fare when they are seen from further away: uv tiled `scale` times at constant image size, pixels with their
 * footprints, front view, one HDR environment.
 * @returns by scale
 */
export async function levelsOfDetail(
  gpu: Gpu,
  reference: Material,
  candidates: readonly Material[],
  scales: readonly number[],
  options: LodOptions = {},
): Promise<LodScale[]> {
  const { size = 128, samples = 64, seed = 1, footprintScale = 1, signal, part = (_, measure) => measure() } = options;
  const [view] = fidelityViews();
  const [light] = await fidelityLights();
  const renderer = await createFidelityRenderer(gpu, reference, candidates, size);
  const results: LodScale[] = [];
  try {
    for (const uvScale of scales) {
      results.push(await part(`x${uvScale}`, () => scaled(uvScale)));
    }
  } finally {
    renderer.dispose();
  }
  return results;

  async function scaled(uvScale: number): Promise<LodScale> {
    options.progress?.(`${reference.name}: uv x ${uvScale}`);
    const shared = { uvScale, footprintScale, signal };
    const render = (places: number) => renderer.render(view, light, samples, seed, { ...shared, places });
    const converged = await render(0);
    const [one, four] = [await render(1), await render(4)];
    const other = await renderer.render(view, light, samples, seed ^ FLOOR_SEED, {
      ...shared,
      withCandidates: false,
    });
    const mask = converged.coverage.map((share) => (share >= 0.99 ? 1 : 0));
    const exposure = exposureOf(converged.reference, mask);
    const truth = displayed(converged.reference, exposure);
    const flipOf = (image: RgbImage) => meanOverMask(flip(truth, displayed(image, exposure)).data, mask);
    const shown = [...converged.candidates, ...one.candidates].map((image) => displayed(image, exposure));
    options.onImages?.(`x${uvScale}`, truth, shown);
    return {
      floor: flipOf(other.reference),
      candidates: candidates.map((_, i) => ({
        bias: flipOf(converged.candidates[i]),
        flip1: flipOf(one.candidates[i]),
        flip4: flipOf(four.candidates[i]),
        variance: relativeVariance(one.candidates[i], converged.candidates[i], mask),
      })),
    };
  }
}

/** Mean over the mask of the squared distance between two images' luminances, over the mean luminance squared. */
function relativeVariance(image: RgbImage, mean: RgbImage, mask: Float32Array): number {
  const at = ({ data }: RgbImage, p: number) => luminance(data[3 * p], data[3 * p + 1], data[3 * p + 2]);
  let squares = 0;
  let sum = 0;
  let count = 0;
  mask.forEach((inside, p) => {
    if (inside === 0) return;
    squares += (at(image, p) - at(mean, p)) ** 2;
    sum += at(mean, p);
    count++;
  });
  return squares / count / (sum / count) ** 2;
}
