import type { Vec3 } from '../../src/math/vec3.ts';
import { Pcg } from '../../src/engine/pcg.ts';
import type { Sequential } from '../../src/layers/sequential.ts';
import type { StructLayout } from '../../src/engine/structLayout.ts';
import type { LatentPyramid, LatentRange } from '../../src/materials/neural/latentPyramid.ts';
import { initNeuralParams, type NeuralLayout } from '../../src/materials/neural/neuralLayout.ts';
import {
  evaluationBackward,
  evaluationForward,
  samplerBackward,
  samplerForward,
} from '../../src/materials/neural/neuralReference.ts';
import { albedoHeadSlope } from '../../src/materials/neural/albedoHead.ts';
import {
  restrictedRaw,
  restrictedSlope,
  samplerHead,
  samplerHeadDraw,
  samplerHeadGradient,
} from '../../src/materials/neural/samplerHead.ts';
import { levelCount, pyramidOffsets } from '../../src/training/levelSchedule.ts';
import { lossOf } from '../../src/training/loss.ts';
import type { PlannedStep } from '../../src/training/schedule.ts';
import type { TrainingSettings } from '../../src/training/settings.ts';

/** One query as the dataset kernel wrote it. */
interface Sample {
  wo: Vec3;
  wi: Vec3;
  radiance: Vec3;
  texel: number;
  level: number;
  place: readonly [number, number];
}

/**
 * Training in float64 on the host, from the paper's formulas and the layers' own references: the oracle of the GPU trainer.
 * Takes the samples that the GPU drew, so that only the arithmetic is compared.
 */
export class TrainingReference {
  readonly params: Float64Array;
  readonly latents: Float64Array;
  readonly #layout: NeuralLayout;
  readonly #settings: TrainingSettings;
  readonly #moments: [Float64Array, Float64Array];
  readonly #latentMoments: [Float64Array, Float64Array];
  #encoded: ReadonlyMap<number, Float64Array> | undefined;
  #ranges: LatentRange[] | undefined;
  #mostCode = 0;
  #encoder:
    | {
        network: Sequential;
        params: Float64Array;
        moments: [Float64Array, Float64Array];
        rows: ReadonlyMap<number, Float64Array>;
      }
    | undefined;

  constructor(layout: NeuralLayout, settings: TrainingSettings) {
    this.#layout = layout;
    this.#settings = settings;
    this.params = Float64Array.from(initNeuralParams(layout, new Pcg(settings.seed)));
    const rng = new Pcg(settings.seed, 0x1a7e);
    const count = pyramidOffsets(settings.size, levelCount(settings)).texels * 8;
    this.latents = Float64Array.from({ length: count }, () => Math.fround((2 * rng.nextFloat() - 1) * 0.1));
    this.#moments = [new Float64Array(layout.paramCount), new Float64Array(layout.paramCount)];
    this.#latentMoments = [new Float64Array(count), new Float64Array(count)];
  }

  /** Takes the place of the level's latents: rows of standardised features, a texel each. */
  useEncoder(network: Sequential, params: Float32Array): void {
    this.#encoder = {
      network,
      params: Float64Array.from(params),
      moments: [new Float64Array(params.length), new Float64Array(params.length)],
      rows: new Map(),
    };
  }

  /** From now on latents are seen as the codes of this pyramid, and masters stay in their ranges. */
  useCodes({ bits, levels }: LatentPyramid): void {
    this.#ranges = levels.map(({ range }) => range!);
    this.#mostCode = 2 ** bits - 1;
  }

  get encoderParams(): Float64Array {
    return this.#encoder!.params;
  }

  /** Trains on one batch and returns its losses, as `Trainer.losses` does. */
  step(
    planned: PlannedStep,
    samples: ArrayBuffer,
    sampleLayout: StructLayout,
    features?: ReadonlyMap<number, Float64Array>,
  ): { evaluation: number; sampler: number } {
    const view = new DataView(samples);
    if (features && this.#encoder) {
      const { network, params } = this.#encoder;
      this.#encoder.rows = features;
      // The sampler sees the latents that the evaluation decoder saw, before the encoder's step.
      this.#encoded = new Map([...features].map(([texel, row]) => [texel, network.forward(params, 0, row)]));
    }
    const batch = Array.from(
      { length: planned.batch },
      (_, i) => sampleLayout.read(view, i * sampleLayout.size) as unknown as Sample,
    );
    const evaluation = this.#evaluationStep(planned, batch);
    return { evaluation, sampler: this.#samplerStep(planned, batch) };
  }

  #evaluationStep(planned: PlannedStep, batch: Sample[]): number {
    const layout = this.#layout;
    const epsilon = this.#settings.lossEpsilon;
    const gradient = new Float64Array(layout.paramCount);
    let loss = 0;
    const updates: (Sample & { dz: Float64Array })[] = [];
    const correctionOf = (level: number) => planned.levels.find((dealt) => dealt.level === level)!.correction;
    for (const sample of batch) {
      const { wo, wi, radiance, level } = sample;
      const z = this.#latent(sample);
      const predicted = evaluationForward(layout, this.params, z, wo, wi);
      const losses = Array.from(predicted, (value, c) =>
        lossOf(
          (level > 0 && planned.meanLoss) || planned.cone > 0 ? this.#settings.levelLoss : this.#settings.loss,
          value,
          radiance[c],
          epsilon,
        ),
      );
      loss += losses.reduce((sum, [value]) => sum + value, 0) / 3;
      const delta = Float64Array.from(losses, ([, slope]) => slope / 3);
      updates.push({ ...sample, dz: evaluationBackward(layout, this.params, z, wo, wi, delta, gradient) });
    }
    if (planned.encodes) this.#encoderStep(planned, updates);
    else
      for (const sample of updates)
        for (const { texel, share } of this.#corners(sample))
          for (let i = 0; i < 8; i++) {
            const at = texel * 8 + i;
            const { level, dz } = sample;
            adam(this.latents, this.#latentMoments, at, share * dz[i], planned.latentRate, correctionOf(level));
            const range = this.#ranges?.[level];
            if (!range) continue;
            const high = range.low[i] + this.#mostCode * range.step[i];
            this.latents[at] = Math.min(high, Math.max(range.low[i], this.latents[at]));
          }
    for (let i = 0; i < layout.sampler.offset * 4; i++)
      adam(this.params, this.#moments, i, gradient[i] / batch.length, planned.rate, planned.correction);
    return loss / batch.length;
  }

  /** The texels around a sample's point, and their bilinear weights; one where it lies at a texel's centre. */
  #corners({ texel, level, place: [a, b] }: Sample): { texel: number; share: number }[] {
    const side = this.#settings.size >> level;
    const offset = pyramidOffsets(this.#settings.size, level + 1).offsets[level];
    const [x, y] = [(texel - offset) % side, Math.floor((texel - offset) / side)];
    const at = (i: number, k: number) => offset + ((y + k) % side) * side + ((x + i) % side);
    return [
      { texel: at(0, 0), share: (1 - a) * (1 - b) },
      { texel: at(1, 0), share: a * (1 - b) },
      { texel: at(0, 1), share: (1 - a) * b },
      { texel: at(1, 1), share: a * b },
    ].filter(({ share }) => share > 0);
  }

  #latent(sample: Sample): Float64Array {
    const encoded = this.#encoded?.get(sample.texel);
    if (encoded) return encoded;
    const z = new Float64Array(8);
    const range = this.#ranges?.[sample.level];
    for (const { texel, share } of this.#corners(sample))
      for (let c = 0; c < 8; c++) {
        const value = this.latents[8 * texel + c];
        const code = (value - (range?.low[c] ?? 0)) / (range?.step[c] ?? 1);
        const kept = Math.min(this.#mostCode, Math.max(0, Math.round(code)));
        z[c] += share * (range ? range.low[c] + kept * range.step[c] : value);
      }
    return z;
  }

  /** The mean of a texel's gradients goes through the encoder; the loss is the mean over texels. */
  #encoderStep(planned: PlannedStep, updates: readonly { texel: number; dz: Float64Array }[]): void {
    const { network, params, moments, rows } = this.#encoder!;
    const gradient = new Float64Array(params.length);
    for (const { texel, dz } of updates)
      network.backward(
        params,
        0,
        rows.get(texel)!,
        dz.map((d) => d / updates.length),
        gradient,
      );
    gradient.forEach((g, i) => adam(params, moments, i, g, planned.encoderRate, planned.correction));
  }

  #samplerStep(planned: PlannedStep, batch: Sample[]): number {
    const layout = this.#layout;
    const gradient = new Float64Array(layout.paramCount);
    let loss = 0;
    batch.forEach((sample, index) => {
      const { wo } = sample;
      const z = this.#latent(sample);
      const raw = samplerForward(layout, this.params, z, wo);
      const rng = new Pcg((this.#settings.seed ^ 0x5a3c91e7) >>> 0, planned.step, index);
      const u: Vec3 = [rng.nextFloat(), rng.nextFloat(), rng.nextFloat()];
      const density = layout.spec.sampler.density ?? 'full';
      const kept = restrictedRaw(density, raw);
      const drawn = samplerHeadDraw(samplerHead(kept), wo, u);
      const { pdf, gradient: ofKept } = samplerHeadGradient(kept, wo, drawn);
      const slope = restrictedSlope(density, ofKept);
      const value = pdf > 0 ? evaluationForward(layout, this.params, z, wo, drawn) : [0, 0, 0];
      const cut = (c: number) => (pdf > 0 ? Math.min(value[c] / pdf, 32) : 0);
      const estimate: Vec3 = [cut(0), cut(1), cut(2)];
      const weight = 0.2126 * estimate[0] + 0.7152 * estimate[1] + 0.0722 * estimate[2];
      loss += -weight * Math.log(Math.max(pdf, 1e-30));
      samplerBackward(
        layout,
        this.params,
        z,
        wo,
        Float64Array.of(...slope.map((s) => -weight * s), ...albedoHeadSlope(raw, estimate).map((s) => 0.1 * s)),
        gradient,
      );
    });
    for (let i = layout.sampler.offset * 4; i < this.params.length; i++)
      adam(this.params, this.#moments, i, gradient[i] / batch.length, planned.rate, planned.samplerCorrection);
    return loss / batch.length;
  }
}

/** Kingma and Ba 2015, with the paper's β and ε. */
function adam(
  values: Float64Array,
  [first, second]: [Float64Array, Float64Array],
  i: number,
  gradient: number,
  rate: number,
  correction: readonly [number, number],
): void {
  first[i] = 0.9 * first[i] + 0.1 * gradient;
  second[i] = 0.999 * second[i] + 0.001 * gradient * gradient;
  values[i] -= (rate * (first[i] / correction[0])) / (Math.sqrt(second[i] / correction[1]) + 1e-7);
}
