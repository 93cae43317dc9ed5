import { samplerDensities, type SamplerDensity } from '../../src/materials/neural/decoderSpec.ts';
import { neuralMaterial, type NeuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import { bake } from '../../src/training/bake.ts';
import type { BenchCell, Measurement } from '../benchmark.ts';
import { bakedDecoders, referenceOf, type BenchMaterial } from '../benchMaterials.ts';
import { fidelityLights } from './lighting.ts';
import { samplerVariance } from './samplerVariance.ts';
import { fidelityViews } from './views.ts';

const METRICS = [
  ['samplerGainIsotropic', '1'],
  ['samplerGainIsotropicEqualTime', '1'],
  ['samplerGainCosine', '1'],
  ['samplerGainCosineEqualTime', '1'],
  ['samplerRatioToReference', '1'],
  ['samplerRatioToReferenceEqualTime', '1'],
  ['samplerVariance', '1'],
  ['samplerRatioToIdeal', '1'],
] as const;
const SEED = 1;

/**
 * The learned sampler against lesser densities and against the reference's own sampler. Every density is trained anew for
 * `steps` steps against the baked evaluation decoder; that decoder is the integrand for all.
 */
export function samplerCell(material: BenchMaterial, steps: number, frames: number): BenchCell {
  const [first] = bakedDecoders(material);
  const name = `${material.name}/${first?.[0] ?? '2x32'}`;
  const rows = METRICS.map(([metric, unit]) => ({ name, metric, unit }));
  return {
    id: `${material.name}/sampler`,
    rows,
    async run({ gpu: open, signal, progress }) {
      if (!first) return rows.map(() => ({ value: null, reason: 'no baked .glb beside the document' }));
      const gpu = await open();
      const reference = await referenceOf(material);
      const [, baked] = first;
      const trained: NeuralMaterial[] = [];
      for (const density of samplerDensities) {
        progress(`${material.name}: training the ${density} sampler`);
        trained.push(await withSampler(density));
      }
      const neural = trained.map((asset) => neuralMaterial(asset, { f16: false }));
      progress(`${material.name}: ${frames} frames of each sampler`);
      const [view] = fidelityViews();
      const [light] = await fidelityLights();
      const { samplers, ideal } = await samplerVariance(gpu, neural[0], [...neural, reference], view, light, {
        size: 128,
        frames,
        signal,
      });
      const [full, isotropic, cosine, own] = samplers;
      const ratio = (a: typeof full, b: typeof full): Measurement[] => [
        { value: a.variance / b.variance, n: frames },
        { value: (a.variance * a.seconds) / (b.variance * b.seconds), n: frames },
      ];
      return [
        ...ratio(isotropic, full),
        ...ratio(cosine, full),
        ...ratio(full, own),
        { value: full.variance, n: frames },
        { value: full.variance / ideal, n: frames },
      ];

      async function withSampler(density: SamplerDensity): Promise<NeuralMaterial> {
        const spec = { ...baked.spec, sampler: { ...baked.spec.sampler, density } };
        const settings = { steps, seed: SEED, size: baked.latents.levels[0].width };
        const { networks } = await bake({ gpu, reference, spec, settings, samplerOf: baked, signal });
        return { ...baked, spec, params: networks.params };
      }
    },
  };
}
