import { compileLayered, layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import type { OpenDocument } from '../../src/materials/layered/openDocument.ts';
import { decoderSpec, type DecoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import type { BenchCell, BenchContext } from '../benchmark.ts';
import { benchMaterials, openReference } from '../benchMaterials.ts';
import { drawnDecoder } from '../cost/decoderWork.ts';
import { shadingTimes, type ShadingTimes } from '../cost/shading.ts';
import { medianEstimate } from '../statistics.ts';
import { ladder, openRung } from './ladder.ts';

const DECODER = '2x32';

/** The paper's form has no sampler network; the least there is stands in for it: 11 -> 4 -> 12. */
const WITHOUT_SAMPLER: DecoderSpec = { ...decoderSpec(DECODER), sampler: { hidden: [4] } };

const METRICS = ['liveNodes', 'scalarOps', 'fetches', 'lobes', 'shadingSpeedup', 'shadingSpeedupLocked'] as const;

/**
 * From which reference on a decoder is the cheaper: documents from a constant colour to 200 live nodes, and the assets.
 * `shadingSpeedup` is of a whole hit; `shadingSpeedupLocked` of the paper's form: a prepared state and one evaluation in a
 * cosine-distributed direction, nothing sampled.
 */
export function breakEvenCells({ options }: BenchContext): BenchCell[] {
  const work = { hits: options.quick ? 2 ** 14 : 2 ** 17, rounds: options.quick ? 5 : 11 };
  const documents = [
    ...ladder.map((rung) => ({ name: rung.name, open: () => openRung(rung) })),
    ...benchMaterials(options.materials).map((material) => ({
      name: material.name,
      open: () => openReference(material),
    })),
  ];
  return documents.map(({ name, open }) => breakEvenCell(name, open, work));
}

function breakEvenCell(
  name: string,
  open: () => Promise<OpenDocument>,
  { hits, rounds }: { hits: number; rounds: number },
): BenchCell {
  return {
    id: `breakEven/${name}`,
    rows: METRICS.map((metric) => ({ name: `breakEven/${name}`, metric, unit: '1' })),
    async run({ gpu, signal }) {
      const opened = await gpu();
      const f16 = opened.features.fastF16;
      const { graph, images } = await open();
      const { report } = compileLayered(graph);
      const materials = [
        layeredMaterial(graph, images),
        drawnDecoder(decoderSpec(DECODER), f16),
        drawnDecoder(WITHOUT_SAMPLER, f16),
      ];
      const [reference, decoder, locked] = await shadingTimes(opened, materials, hits, rounds, signal);
      return [
        { value: report.liveNodes },
        { value: report.scalarOps },
        { value: report.fetches },
        { value: report.lobes.length },
        // Round by round: both sides met the same load.
        ratio(reference, decoder, 'nsPerHit'),
        ratio(reference, locked, 'nsFirstEval'),
      ];
    },
  };
}

function ratio(reference: ShadingTimes, decoder: ShadingTimes, key: 'nsPerHit' | 'nsFirstEval') {
  return medianEstimate(decoder[key].map((ns, round) => reference[key][round] / ns));
}
