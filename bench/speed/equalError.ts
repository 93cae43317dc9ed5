import type { RenderScene } from '../../src/cli/renderScene.ts';
import type { Gpu } from '../../src/engine/device.ts';
import type { Material } from '../../src/materials/program.ts';
import { exposureOf } from '../../src/metrics/display.ts';
import type { RgbImage } from '../../src/metrics/image.ts';
import { relativeMeanSquaredError } from '../../src/metrics/imageErrors.ts';
import { exposed } from '../fidelity/fidelity.ts';
import { objectMask, tracedBall } from '../tracedBall.ts';

/** relMSE of a path-traced image after so many samples a pixel. */
export interface ErrorAt {
  readonly samples: number;
  readonly relMse: number;
}

export interface EqualErrorOptions {
  /** Side of the images in pixels. */
  readonly size: number;
  /** Samples of the network's image. */
  readonly samples: number;
  /** Samples of the image that both are held against. */
  readonly truthSamples: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/**
 * A network's path-traced image after `samples`, and the reference's as it converges, both against a longer one of the
 * reference: relMSE of linear radiance, exposed so that the reference's 99th percentile is 1, over the object's pixels.
 */
export async function equalErrorImages(
  gpu: Gpu,
  scene: RenderScene,
  reference: Material,
  network: Material,
  { size, samples, truthSamples, seed, signal }: EqualErrorOptions,
): Promise<{ network: number; reference: ErrorAt[] }> {
  const mask = objectMask(scene, size);
  const images = async (material: Material, counts: readonly number[], own: number): Promise<RgbImage[]> => {
    const tracer = await tracedBall(gpu, scene, material, size, { seed: own, maxSamples: Math.max(...counts) });
    const found: RgbImage[] = [];
    try {
      for (const count of counts) {
        while (tracer.samples < count) {
          signal?.throwIfAborted();
          await tracer.renderSample();
        }
        const { mean, refused } = await tracer.readRadiance();
        if (refused > 0) throw new Error(`${material.name}: ${refused} path-traced samples were not finite`);
        found.push({ width: size, height: size, data: mean });
      }
      return found;
    } finally {
      tracer.dispose();
    }
  };
  // Seeds apart: what is compared shares no random number with the truth.
  const [truth] = await images(reference, [truthSamples], 3 * seed);
  const exposure = exposureOf(truth, mask);
  const shown = exposed(truth, exposure);
  const error = (image: RgbImage): number => relativeMeanSquaredError(shown, exposed(image, exposure), mask);
  const [own] = await images(network, [samples], 3 * seed + 1);
  const counts: number[] = [];
  for (let count = 1; count <= truthSamples / 4; count *= 2) counts.push(count);
  const curve = await images(reference, counts, 3 * seed + 2);
  return { network: error(own), reference: curve.map((image, i) => ({ samples: counts[i], relMse: error(image) })) };
}

/**
 * Samples after which a falling curve meets an error: linear between its points in logarithms of both.
 * @returns undefined where the curve ends above `error` or begins below it
 */
export function samplesToReach(curve: readonly ErrorAt[], error: number): number | undefined {
  const after = curve.findIndex(({ relMse }) => relMse <= error);
  if (after <= 0) return undefined;
  const [a, b] = [curve[after - 1], curve[after]];
  const share = Math.log(a.relMse / error) / Math.log(a.relMse / b.relMse);
  return a.samples * (b.samples / a.samples) ** share;
}
