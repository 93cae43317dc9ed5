import type { Vec3 } from '../../src/math/vec3.ts';
import { structLayout } from '../../src/engine/structLayout.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { DEFAULT_TRAINING } from '../../src/training/settings.ts';
import type { Trainer } from '../../src/training/trainer.ts';

/** Colour and roughness vary from texel to texel of an 8x8 image. */
export function patchwork() {
  const texels = 64;
  const color = new Uint8Array(texels * 4);
  const rough = new Uint8Array(texels * 4);
  for (let i = 0; i < texels; i++) {
    color.set([40 + ((i * 37) % 200), 40 + ((i * 91) % 200), 40 + ((i * 53) % 200), 255], i * 4);
    rough.set([0, 120 + ((i * 29) % 120), (i % 3) * 100, 255], i * 4);
  }
  const image = (data: Uint8Array, srgb: boolean) =>
    ({ width: 8, height: 8, data, srgb, wrapS: 'repeat', wrapT: 'repeat' }) as const;
  return metallicRoughnessMaterial({
    name: 'patchwork',
    baseColorTexture: image(color, false),
    metallicRoughnessTexture: image(rough, false),
  });
}

/** What these tests look at of a `TrainingSample`. */
export interface DrawnRow {
  readonly texel: number;
  readonly level: number;
  readonly place: readonly [number, number];
  readonly wo: Vec3;
  readonly wi: Vec3;
  readonly radiance: Vec3;
}

/** The first `count` rows of the last step. */
export async function drawnRows(trainer: Pick<Trainer, 'readSamples'>, count: number): Promise<DrawnRow[]> {
  const layout = await structLayout('package::training::trainingSample::TrainingSample');
  const view = new DataView(await trainer.readSamples());
  return Array.from({ length: count }, (_, i) => layout.read(view, i * layout.size) as unknown as DrawnRow);
}

export const settings = {
  ...DEFAULT_TRAINING,
  levels: 14,
  size: 16,
  stages: 1,
  batch: 64,
  steps: 4,
  samplerEvery: 1,
  codedShare: 0,
  seed: 5,
};

/** The distribution function of the standard normal distribution, to 1e-7 (Abramowitz and Stegun 1964, 7.1.26). */
export function normalBelow(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const half = 0.5 * tail * Math.exp((-x * x) / 2);
  return x < 0 ? half : 1 - half;
}
