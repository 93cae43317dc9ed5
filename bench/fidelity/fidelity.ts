import type { Gpu } from '../../src/engine/device.ts';
import type { Material } from '../../src/materials/program.ts';
import { displayed, exposureOf } from '../../src/metrics/display.ts';
import { flip } from '../../src/metrics/flip.ts';
import type { RgbImage } from '../../src/metrics/image.ts';
import { meanAbsoluteError, meanOverMask, relativeMeanSquaredError } from '../../src/metrics/imageErrors.ts';
import { mean } from '../statistics.ts';
import { fidelityLights, type FidelityLight } from './lighting.ts';
import { createFidelityRenderer } from './renderer.ts';
import { fidelityViews, type FidelityView } from './views.ts';

export interface FidelityOptions {
  /** Side of the images in pixels; default 256. */
  readonly size?: number;
  /** Camera samples a pixel, each with three directions; default 64. */
  readonly samples?: number;
  readonly seed?: number;
  /** Default: the three of `fidelityViews`. */
  readonly views?: readonly FidelityView[];
  /** Default: the three of `fidelityLights`. Every view is lit by each. */
  readonly lights?: readonly FidelityLight[];
  /** Measure `flipFloor` too (default true): it costs a second rendering of the reference. */
  readonly floor?: boolean;
  /** Whose sampler proposes directions; needed where the reference's values are random. Default: the reference. */
  readonly proposals?: Material;
  /** Wraps the measurement of every lit view, so that a caller can keep what it gave. */
  readonly part?: Part;
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
  /** Called with the displayed images (sRGB) of each lit view: for pictures. */
  readonly onImages?: (name: string, reference: RgbImage, candidates: RgbImage[], mask: Float32Array) => void;
}

/** Measures, or gives what was kept of it: plain data, by a name of its own. */
export type Part = <T>(name: string, measure: () => Promise<T>) => Promise<T>;

/** Errors of one candidate: means over lit views of means over the object's mask. */
export interface FidelityErrors {
  readonly name: string;
  readonly flip: number;
  /** FLIP by lit view, named VIEW/LIGHT. */
  readonly flips: Readonly<Record<string, number>>;
  /** Of exposed linear radiance: 1 is the reference's 99th percentile. */
  readonly meanAbsolute: number;
  /** Relative squared error of exposed linear radiance, ε = .01. */
  readonly relMse: number;
}

export interface FidelityResult {
  readonly candidates: FidelityErrors[];
  /** FLIP of the reference against itself with another seed: the noise in the images. */
  readonly flipFloor: number | undefined;
}

const FLOOR_SEED = 0x5eed;

/**
 * How far candidates look from a reference: the fidelity image of docs/benchmarks.md. Direct light on a unit sphere from
 * every light in every view; reference and candidates are evaluated for the same camera samples and directions, so noise
 * is common to both.
 * @throws when a program does not compile or yields a value that is not finite (named), or the signal aborts
 */
export async function fidelity(
  gpu: Gpu,
  reference: Material,
  candidates: readonly Material[],
  options: FidelityOptions = {},
): Promise<FidelityResult> {
  const { size = 256, samples = 64, seed = 1, floor = true, signal, part = (_, measure) => measure() } = options;
  const views = options.views ?? fidelityViews();
  const lights = options.lights ?? (await fidelityLights());
  const renderer = await createFidelityRenderer(gpu, reference, candidates, size, options.proposals);
  const sums = candidates.map(({ name }) => ({
    name,
    flips: {} as Record<string, number>,
    meanAbsolute: 0,
    relMse: 0,
  }));
  const floors: number[] = [];
  const count = views.length * lights.length;
  try {
    for (const view of views) {
      for (const light of lights) {
        const name = `${view.name}/${light.name}`;
        const errors = await part(name, () => litView(name, view, light));
        sums.forEach((sum, i) => {
          const candidate = errors.candidates[i];
          sum.flips[name] = candidate.flip;
          sum.meanAbsolute += candidate.meanAbsolute / count;
          sum.relMse += candidate.relMse / count;
        });
        if (errors.floor !== null) floors.push(errors.floor);
      }
    }
  } finally {
    renderer.dispose();
  }
  return {
    candidates: sums.map((sum) => ({ ...sum, flip: mean(Object.values(sum.flips)) })),
    flipFloor: floor ? mean(floors) : undefined,
  };

  async function litView(name: string, view: FidelityView, light: FidelityLight) {
    options.progress?.(`${reference.name}: ${name}`);
    const images = await renderer.render(view, light, samples, seed, { signal });
    const truth = images.reference;
    const mask = images.coverage.map((share) => (share >= 0.5 ? 1 : 0));
    const exposure = exposureOf(truth, mask);
    const shown = displayed(truth, exposure);
    const shownCandidates = images.candidates.map((image) => displayed(image, exposure));
    options.onImages?.(name, shown, shownCandidates, mask);
    const linear = exposed(truth, exposure);
    const other = floor
      ? await renderer.render(view, light, samples, seed ^ FLOOR_SEED, { withCandidates: false, signal })
      : undefined;
    return {
      candidates: images.candidates.map((image, i) => ({
        flip: meanOverMask(flip(shown, shownCandidates[i]).data, mask),
        meanAbsolute: meanAbsoluteError(linear, exposed(image, exposure), mask),
        relMse: relativeMeanSquaredError(linear, exposed(image, exposure), mask),
      })),
      floor: other ? meanOverMask(flip(shown, displayed(other.reference, exposure)).data, mask) : null,
    };
  }
}
export function exposed(image: RgbImage, exposure: number): RgbImage {
  return { ...image, data: image.data.map((value) => value * exposure) };
}
