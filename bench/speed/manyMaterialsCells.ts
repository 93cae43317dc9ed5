import { decoderSpec } from '../../src/materials/neural/decoderSpec.ts';
import { neuralBank } from '../../src/materials/neural/neuralBank.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { Material } from '../../src/materials/program.ts';
import { PathTracer } from '../../src/pathtracer/pathTracer.ts';
import type { Binning } from '../../src/pathtracer/settings.ts';
import type { BenchCell, BenchContext } from '../benchmark.ts';
import { drawnAsset } from '../cost/decoderWork.ts';
import { medianEstimate } from '../statistics.ts';
import { TRACED_LIGHT } from '../tracedBall.ts';
import { FRAME_BUDGET_MS } from './frameCells.ts';
import { shuffledBall } from './shuffledBall.ts';
import { timedFrames } from './timedFrames.ts';

const COUNTS = [1, 4, 16, 64];
const PARTS = 64;

const METRICS = [
  { metric: 'frameMs', unit: 'ms' },
  { metric: 'frameMsBank', unit: 'ms' },
  { metric: 'frameMsUnsorted', unit: 'ms' },
  { metric: 'bytes', unit: 'B' },
  { metric: 'programs', unit: '1' },
] as const;

/**
 * Frame time with more and more neural materials of their own weights and latents, shuffled per triangle: each bound by itself
 * and dispatched for its own hits (`frameMs`), the same with all in one bank (`frameMsBank`), and a bank whose hits are shaded in
 * the order in which rays found them (`frameMsUnsorted`).
 */
export function manyMaterialsCells({ options }: BenchContext): BenchCell[] {
  const size = options.quick ? 96 : 256;
  const rounds = options.quick ? 3 : 9;
  return COUNTS.map((count) => ({
    id: `materials/${count}`,
    rows: METRICS.map((row) => ({ name: `materials/${count}`, ...row })),
    async run({ gpu, signal, progress }) {
      const opened = await gpu();
      const f16 = opened.features.fastF16;
      progress(`${count} materials`);
      const assets = Array.from({ length: count }, (_, i) => drawnAsset(decoderSpec('2x32'), 512, 1 + i));
      const scene = await shuffledBall(PARTS, count, TRACED_LIGHT);
      const bank = neuralBank(assets, { f16 });
      const alone = assets.map((asset) => neuralMaterial(asset, { f16 }));
      const sides: [Material[], Binning][] = [
        [alone, 'material'],
        [bank, 'material'],
        [bank, 'bank'],
      ];
      const tracers: PathTracer[] = [];
      try {
        for (const [materials, binning] of sides) {
          const settings = { frameBudgetMs: FRAME_BUDGET_MS, binning };
          const tracer = await PathTracer.create(opened, { settings });
          tracers.push(tracer);
          await tracer.setScene(scene);
          await tracer.setMaterials(materials);
          tracer.setSize(size, size);
        }
        const times = await timedFrames(tracers, rounds, signal);
        const { bytes, dispose } = await bank[0].upload(opened);
        dispose();
        const { programs } = tracers[2].status;
        return [...times.map(medianEstimate), { value: bytes }, { value: programs.length }];
      } finally {
        for (const tracer of tracers) tracer.dispose();
      }
    },
  }));
}
