import { compileLayered, layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import { decoderNames, decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { BenchCell, BenchContext, Measurement, RowSpec } from '../benchmark.ts';
import { bakedDecoders, benchMaterials, openReference, type BenchMaterial } from '../benchMaterials.ts';
import { medianEstimate } from '../statistics.ts';
import { drawnDecoder, multiplyAddsPerHit } from './decoderWork.ts';
import { fmaPeakGflops } from './fmaPeak.ts';
import { shadingTimes, type ShadingTimes } from './shading.ts';

const TIMES: readonly Omit<RowSpec, 'name'>[] = [
  { metric: 'nsPerHit', unit: 'ns' },
  { metric: 'nsPerEval', unit: 'ns' },
  { metric: 'compileMs', unit: 'ms' },
];
const COUNTS = ['flattenedNodes', 'liveNodes', 'scalarOps', 'lobes', 'layers', 'fetches'] as const;

/** What materials and decoders cost to shade with. */
export function shadingCells({ options }: BenchContext): BenchCell[] {
  const work = { hits: options.quick ? 2 ** 14 : 2 ** 18, rounds: options.quick ? 7 : 15 };
  return [decoderCell(work), ...benchMaterials(options.materials).map((material) => materialCell(material, work))];
}

interface Work {
  readonly hits: number;
  readonly rounds: number;
}

/** Every decoder size with drawn weights, against the adapter's ceiling in the same float type. */
function decoderCell({ hits, rounds }: Work): BenchCell {
  const metrics = [...TIMES, { metric: 'decoderShareOfPeak', unit: '1' }];
  return {
    id: 'adapter/decoders',
    rows: decoderNames.flatMap((label) => metrics.map((spec) => ({ name: `adapter/${label}`, ...spec }))),
    async run({ gpu, signal }) {
      const opened = await gpu();
      const f16 = opened.features.fastF16;
      const peak = medianEstimate(await fmaPeakGflops(opened, f16 ? 'f16' : 'f32', rounds, signal)).value;
      const decoders = decoderNames.map((name) => drawnDecoder(decoderSpec(name), f16));
      const times = await shadingTimes(opened, decoders, hits, rounds, signal);
      return times.flatMap((time, i) => {
        const operations = 2 * multiplyAddsPerHit(decoderSpec(decoderNames[i]));
        return [...timeRows(time), medianEstimate(time.nsPerHit.map((ns) => operations / ns / peak))];
      });
    },
  };
}

function materialCell(material: BenchMaterial, { hits, rounds }: Work): BenchCell {
  const baked = bakedDecoders(material);
  const row = (label: string, specs: readonly Omit<RowSpec, 'name'>[]): RowSpec[] =>
    specs.map((spec) => ({ name: `${material.name}/${label}`, ...spec }));
  const labels = baked.size > 0 ? [...baked.keys()] : ['2x32'];
  return {
    id: `${material.name}/shading`,
    rows: [
      ...row('reference', [...COUNTS.map((metric) => ({ metric, unit: '1' })), ...TIMES]),
      ...labels.flatMap((label) => row(label, [...TIMES, { metric: 'shadingSpeedup', unit: '1' }])),
    ],
    async run({ gpu, signal }) {
      const opened = await gpu();
      const { graph, images } = await openReference(material);
      const { report } = compileLayered(graph);
      const decoders = [...baked.values()].map((asset) => neuralMaterial(asset, { f16: opened.features.fastF16 }));
      const materials = [layeredMaterial(graph, images), ...decoders];
      const [reference, ...networks] = await shadingTimes(opened, materials, hits, rounds, signal);
      const counts = COUNTS.map((name) => ({ value: name === 'lobes' ? report.lobes.length : report[name] }));
      const none: Measurement = { value: null, reason: 'no baked .glb beside the document' };
      return [
        ...counts,
        ...timeRows(reference),
        ...(networks.length === 0 ? [none, none, none, none] : []),
        ...networks.flatMap((network) => [
          ...timeRows(network),
          // Round by round: both sides met the same load.
          medianEstimate(network.nsPerHit.map((ns, round) => reference.nsPerHit[round] / ns)),
        ]),
      ];
    },
  };
}

function timeRows({ nsPerHit, nsPerEval, compileMs }: ShadingTimes): Measurement[] {
  return [medianEstimate(nsPerHit), medianEstimate(nsPerEval), { value: compileMs, n: 1 }];
}
