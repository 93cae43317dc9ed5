import type { Gpu } from '../../src/engine/device.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { neuralMaterial, type NeuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { Material } from '../../src/materials/program.ts';
import { analytic8Model, gltfModel } from '../../src/training/analyticModels.ts';
import { fitAnalytic, fitsAdapter, type AnalyticFit } from '../../src/training/analyticFit.ts';
import { gltfBlock } from '../../src/training/gltfBlock.ts';
import type { BenchCell, BenchContext, Measurement } from '../benchmark.ts';
import { bakedDecoders, referenceOf, type BenchMaterial } from '../benchMaterials.ts';
import { fallbackOf } from './fallbackOf.ts';
import { fidelity, type FidelityErrors } from './fidelity.ts';
import { fittedMaterial } from './fittedMaterial.ts';
import { writeStrip } from './strip.ts';

const METRICS = ['flip', 'flipFloor', 'flipGltf', 'flipAnalytic8', 'meanAbsolute', 'relMse'] as const;

/** Size of the controls where nothing is baked yet. */
const DEFAULT_SIZE = 512;

/** FLIP of every baked decoder of a material and of the two analytic controls. */
export function materialCell(material: BenchMaterial, samples: number, queriesPerTexel: number): BenchCell {
  const baked = bakedDecoders(material);
  const labels = baked.size > 0 ? [...baked.keys()] : ['2x32'];
  return {
    id: `${material.name}/decoders`,
    rows: labels.flatMap((label) =>
      METRICS.map((metric) => ({ name: `${material.name}/${label}`, metric, unit: '1' })),
    ),
    async run(context) {
      const gpu = await context.gpu();
      const reference = await referenceOf(material);
      const decoders = labels.flatMap((label) => baked.get(label) ?? []);
      const controls = await makeControls(gpu, reference, decoders[0], queriesPerTexel, context);
      const networks = decoders.map((decoder) => neuralMaterial(decoder, { f16: gpu.features.f16 }));
      const { candidates, flipFloor } = await fidelity(gpu, reference, [...networks, ...controls], {
        samples,
        // A walk has no density; the network's sampler has one.
        ...(reference.program.random && { proposals: networks[0] }),
        part: (name, measure) => context.part(name, measure),
        signal: context.signal,
        progress: context.progress,
        onImages: (name, truth, others) =>
          writeStrip(`.cache/bench/fidelity/${`${material.name}-${name}`.replaceAll('/', '-')}.png`, [
            truth,
            ...others,
          ]),
      });
      const [gltf, analytic8] = candidates.slice(networks.length);
      return labels.flatMap((_, i) =>
        rowsOf(networks.length > 0 ? candidates[i] : undefined, flipFloor!, gltf, analytic8),
      );
    },
  };
}

async function makeControls(
  gpu: Gpu,
  reference: Material,
  baked: NeuralMaterial | undefined,
  queriesPerTexel: number,
  context: BenchContext,
): Promise<Material[]> {
  const models = baked ? [analytic8Model] : [gltfModel, analytic8Model];
  const fits = await fitAnalytic(gpu, reference, models, {
    size: fitSize(gpu, baked?.latents.levels[0].width ?? DEFAULT_SIZE, context.progress),
    queriesPerTexel,
    signal: context.signal,
    onProgress: everyTenth((share) => context.progress(`${reference.name}: fitting the controls, ${share} %`)),
  });
  const fit = (name: string): AnalyticFit => fits.find(({ model }) => model.name === name)!;
  const gltf = baked ? await fallbackOf(baked) : metallicRoughnessMaterial(gltfBlock(fit('gltf'), 'gltf'));
  return [gltf, fittedMaterial(fit('analytic8'), 'analytic8')];
}

/** The latents' size, or the largest below it that finds room: that makes a weaker control, so it is told. */
function fitSize(gpu: Gpu, wanted: number, tell: (text: string) => void): number {
  let size = wanted;
  while (!fitsAdapter(gpu, size)) size /= 2;
  if (size < wanted) tell(`the controls are fitted at ${size}², not ${wanted}²: more finds no room on this adapter`);
  return size;
}

function rowsOf(
  decoder: FidelityErrors | undefined,
  flipFloor: number,
  gltf: FidelityErrors,
  analytic8: FidelityErrors,
): Measurement[] {
  const none: Measurement = { value: null, reason: 'no baked .glb beside the document' };
  const own = (key: 'flip' | 'meanAbsolute' | 'relMse'): Measurement =>
    decoder ? { value: decoder[key], n: Object.keys(decoder.flips).length } : none;
  return [
    own('flip'),
    { value: flipFloor },
    { value: gltf.flip },
    { value: analytic8.flip },
    own('meanAbsolute'),
    own('relMse'),
  ];
}

/** Calls back when another tenth of the steps is done. */
function everyTenth(tell: (percent: number) => void): (step: number, steps: number) => void {
  let told = 0;
  return (step, steps) => {
    const tenth = Math.floor((10 * step) / steps);
    if (tenth > told) tell(10 * (told = tenth));
  };
}
