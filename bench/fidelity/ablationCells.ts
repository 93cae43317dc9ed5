import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import type { OpenDocument } from '../../src/materials/layered/openDocument.ts';
import { decoderNames, decoderSpec, type DecoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { latentTexelBytes } from '../../src/materials/neural/latentPyramid.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import { unfiledMaterial } from '../../src/materials/neural/unfiledMaterial.ts';
import type { Material } from '../../src/materials/program.ts';
import { bake, type BakeResult } from '../../src/training/bake.ts';
import type { TrainingSettings } from '../../src/training/settings.ts';
import type { BenchCell, BenchContext, Measurement, RowSpec } from '../benchmark.ts';
import { openReference, type BenchMaterial } from '../benchMaterials.ts';
import { fidelity } from './fidelity.ts';

/** How long and how finely ablations are trained and looked at. */
export interface AblationBudget {
  readonly steps: number;
  /** Side of the latents. */
  readonly size: number;
  readonly seeds: number;
  /** Side and camera samples of the images. */
  readonly imageSize: number;
  readonly samples: number;
}

/** One training of a material, and the FLIP of what came out. */
interface Trained {
  readonly flip: number;
  /** The same decoder in f16; null where the adapter has none. */
  readonly flipF16: number | null;
  readonly seconds: number;
}

interface Training {
  readonly settings?: Partial<TrainingSettings>;
  /** In place of the budget's steps. */
  readonly seconds?: number;
  /** Look at it in f16 too. */
  readonly f16?: boolean;
}

/** `what` names it among the trainings of its cell. */
export type Train = (spec: DecoderSpec, what: string, training?: Training) => Promise<Trained>;

type Measure = (train: Train, adapter: { readonly f16: boolean }) => Promise<Measurement[]>;

/** A cell whose rows, named after the material, come from trainings of it. */
export function ablation(
  material: BenchMaterial,
  id: string,
  rows: readonly RowSpec[],
  budget: AblationBudget,
  measure: Measure,
): BenchCell {
  const { name } = material;
  const named = rows.map((row) => ({ ...row, name: `${name}/${row.name}` }));
  return ablationOf({ name, open: () => openReference(material) }, `${name}/${id}`, named, budget, measure);
}

/** A cell whose rows come from trainings of one document; each training is kept until the cell is finished. */
export function ablationOf(
  target: { readonly name: string; open(): Promise<OpenDocument> },
  id: string,
  rows: readonly RowSpec[],
  budget: AblationBudget,
  measure: Measure,
): BenchCell {
  return {
    id,
    rows,
    async run(context: BenchContext) {
      const gpu = await context.gpu();
      const { f16: hasF16 } = gpu.features;
      const { graph, images } = await target.open();
      const reference = layeredMaterial(graph, images);
      const look = async (candidates: Material[]) => {
        const { imageSize, samples } = budget;
        const options = { size: imageSize, samples, floor: false, signal: context.signal };
        return (await fidelity(gpu, reference, candidates, options)).candidates.map(({ flip }) => flip);
      };
      const train: Train = (spec, what, { settings = {}, seconds, f16 = false } = {}) =>
        context.part(what, async () => {
          context.progress(`${target.name}: ${what}`);
          // Level 0 is what the image sees: the rows compare at equal samples of it.
          const all = { steps: budget.steps, size: budget.size, levels: 1, ...settings };
          const result = await bake({ gpu, reference, spec, settings: all, seconds, signal: context.signal });
          const shown = (half: boolean) => trainedMaterial(result, spec, half);
          const [flip, flipF16] = await look(f16 && hasF16 ? [shown(false), shown(true)] : [shown(false)]);
          return { flip, flipF16: flipF16 ?? null, seconds: result.seconds };
        });
      return measure(train, gpu.features);
    },
  };
}

/** What a bake has learned, as a material to look at. */
function trainedMaterial({ networks }: BakeResult, spec: DecoderSpec, f16: boolean): Material {
  const { params, latents } = networks;
  return neuralMaterial(unfiledMaterial({ name: 'trained', spec, params, latents }), { f16 });
}

/** Decoder sizes at equal samples, a cell each, latents as wide as those of the baked file (`size` where there is none). */
export function sizesCells(material: BenchMaterial, budget: AblationBudget, size: number): BenchCell[] {
  return decoderNames.map((name) => {
    const rows = [{ name: `${name} ablation`, metric: 'flip', unit: '1' }];
    return ablation(material, `sizes/${name}`, rows, { ...budget, size }, async (train) => [
      { value: (await train(decoderSpec(name), name)).flip, n: 1 },
    ]);
  });
}

/** Decoder in f32 and f16 on latents in halves, then latents in 8 and 4 bits, a cell each; the same seed and samples for all. */
export function precisionCells(material: BenchMaterial, budget: AblationBudget): BenchCell[] {
  const spec = decoderSpec('2x32');
  const rows = (name: string): RowSpec[] => [
    { name, metric: 'bytesPerTexel', unit: 'B' },
    { name, metric: 'flip', unit: '1' },
  ];
  const halves = ablation(
    material,
    'precision/16',
    [...rows('f32'), ...rows('f16')],
    budget,
    async (train, { f16 }) => {
      const { flip, flipF16 } = await train(spec, 'latents in 16 bits', { settings: { latentBits: 16 }, f16 });
      const bytes = { value: latentTexelBytes(16) };
      const inHalves: Measurement =
        flipF16 === null ? { value: null, reason: 'the adapter has no shader-f16' } : { value: flipF16, n: 1 };
      return [bytes, { value: flip, n: 1 }, bytes, inHalves];
    },
  );
  const codes = ([8, 4] as const).map((bits) =>
    ablation(material, `precision/${bits}`, rows(`${bits}-bit`), budget, async (train) => {
      const { flip } = await train(spec, `latents in ${bits} bits`, { settings: { latentBits: bits } });
      return [{ value: latentTexelBytes(bits) }, { value: flip, n: 1 }];
    }),
  );
  return [halves, ...codes];
}

/** Without frames a decoder has 14 inputs; as wide as its multiply-adds then allow (a multiple of 4, the next above). */
export const WITHOUT_FRAMES: DecoderSpec = { ...decoderSpec('2x32'), frames: 0, evaluation: { hidden: [36, 36] } };

/** Learned frames against a wider network without them; the better of two rates for each, mean over seeds. */
export function framesCell(material: BenchMaterial, budget: AblationBudget): BenchCell {
  const rows = [
    { name: 'frames', metric: 'framesFlipGain', unit: '1' },
    { name: 'with frames', metric: 'flip', unit: '1' },
    { name: 'without frames', metric: 'flip', unit: '1' },
  ];
  return ablation(material, 'frames', rows, budget, async (train) => {
    const best = async (spec: DecoderSpec, what: string) => {
      const of = async (rate: number, seed: number) =>
        (await train(spec, `${what}, rate ${rate}, seed ${seed}`, { settings: { rate, seed } })).flip;
      // The rate by the first seed; then the others with it.
      const first = [await of(8e-3, 1), await of(4e-3, 1)];
      const flips = [Math.min(...first)];
      for (let seed = 2; seed <= budget.seeds; seed++) flips.push(await of(first[0] <= first[1] ? 8e-3 : 4e-3, seed));
      return flips.reduce((sum, flip) => sum + flip, 0) / flips.length;
    };
    const [within, without] = [
      await best(decoderSpec('2x32'), 'with frames'),
      await best(WITHOUT_FRAMES, 'without frames'),
    ];
    return [without / within, within, without].map((value) => ({ value, n: budget.seeds }));
  });
}

/** The encoder against latents trained from the start, at equal steps and at equal seconds. */
export function encoderCell(material: BenchMaterial, size: number, budget: AblationBudget): BenchCell {
  const rows = [
    { name: `${size}`, metric: 'encoderFlipGain', unit: '1' },
    { name: `${size}`, metric: 'encoderFlipGainEqualTime', unit: '1' },
  ];
  return ablation(material, `encoder/${size}`, rows, { ...budget, size }, async (train) => {
    const spec = decoderSpec('2x32');
    const encoded = await train(spec, `encoder, ${size}²`);
    const direct = await train(spec, `no encoder, ${size}²`, { settings: { encoderShare: 0 } });
    const steps = Math.round((budget.steps * encoded.seconds) / direct.seconds);
    const longer = await train(spec, `no encoder, ${size}², ${steps} steps`, { settings: { encoderShare: 0, steps } });
    return [direct, longer].map(({ flip }) => ({ value: flip / encoded.flip, n: 1 }));
  });
}

/** How much the smallest decoder depends on its seed: eight alone, and eight of which each is the best of four. */
export function seedsCell(material: BenchMaterial, budget: AblationBudget): BenchCell {
  const metrics = ['flip', 'flipLeast', 'flipMost', 'flipDeviation'];
  const rows = ['one seed', 'best of four'].flatMap((name) =>
    metrics.map((metric) => ({ name: `2x16/${name}`, metric, unit: '1' })),
  );
  return ablation(material, 'seeds', rows, budget, async (train) => {
    const spread = async (seeds: number) => {
      const flips: number[] = [];
      for (let i = 0; i < 8; i++) {
        const settings = { seed: 1 + 4 * i, seeds };
        const what = `seed ${settings.seed}, ${seeds} side by side`;
        flips.push((await train(decoderSpec('2x16'), what, { settings })).flip);
      }
      const mean = flips.reduce((sum, flip) => sum + flip, 0) / flips.length;
      const deviation = Math.sqrt(flips.reduce((sum, flip) => sum + (flip - mean) ** 2, 0) / (flips.length - 1));
      return [mean, Math.min(...flips), Math.max(...flips), deviation];
    };
    return [...(await spread(1)), ...(await spread(4))].map((value) => ({ value, n: 8 }));
  });
}
