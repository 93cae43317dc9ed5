import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { BenchCell, Measurement } from '../benchmark.ts';
import { bakedDecoders, referenceOf, type BenchMaterial } from '../benchMaterials.ts';
import { levelsOfDetail, type LodErrors } from './levelsOfDetail.ts';
import { writeStrip } from './strip.ts';

const METRICS = ['lodBias', 'lodFlip1spp', 'lodFlip4spp', 'lodVariance'] as const;
const LOOKUPS = ['level 0', 'trilinear', 'stochastic'] as const;
const SCALES = [0, 1, 2, 3, 4, 5];

/** How a baked material fares seen from further and further away, with and without its levels. */
export function levelsCell(material: BenchMaterial, samples: number, size: number): BenchCell {
  const rows = SCALES.flatMap((k) => {
    const name = `${material.name}/2^${k}`;
    const own = LOOKUPS.flatMap((lookup) =>
      METRICS.map((metric) => ({ name: `${name}/${lookup}`, metric, unit: '1' })),
    );
    return [{ name, metric: 'lodFloor', unit: '1' }, ...own];
  });
  return {
    id: `${material.name}/levels`,
    rows,
    async run(context) {
      const [baked] = bakedDecoders(material).values();
      if (!baked) return rows.map(() => ({ value: null, reason: 'no baked .glb beside the document' }));
      const gpu = await context.gpu();
      const reference = await referenceOf(material);
      const { f16 } = gpu.features;
      const { latents } = baked;
      const candidates = [
        neuralMaterial({ ...baked, latents: { ...latents, levels: [latents.levels[0]] } }, { f16 }),
        neuralMaterial(baked, { f16, lookup: 'trilinear' }),
        neuralMaterial(baked, { f16 }),
      ];
      const scales = SCALES.map((k) => 2 ** k);
      const errors = await levelsOfDetail(gpu, reference, candidates, scales, {
        samples,
        size,
        part: (name, measure) => context.part(name, measure),
        signal: context.signal,
        progress: context.progress,
        onImages: (name, truth, others) =>
          writeStrip(`.cache/bench/fidelity/${material.name}-levels-${name}.png`, [truth, ...others]),
      });
      return errors.flatMap(({ floor, candidates: of }) => [{ value: floor }, ...of.flatMap(measurements)]);
    },
  };
}

function measurements({ bias, flip1, flip4, variance }: LodErrors): Measurement[] {
  return [bias, flip1, flip4, variance].map((value) => ({ value }));
}
