import { openRenderScene } from '../../src/cli/renderScene.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { Material } from '../../src/materials/program.ts';
import type { PathTracer } from '../../src/pathtracer/pathTracer.ts';
import type { BenchCell, BenchContext } from '../benchmark.ts';
import { bakedDecoders, benchMaterials, referenceOf, type BenchMaterial } from '../benchMaterials.ts';
import { medianEstimate } from '../statistics.ts';
import { TRACED_LIGHT, TRACED_SUBJECT, tracedBall } from '../tracedBall.ts';
import { timedFrames } from './timedFrames.ts';

/** A frame in one submit: nobody waits beside it. */
export const FRAME_BUDGET_MS = 10_000;

/**
 * A whole frame with the reference against one with each decoder: at most six vertices, next-event estimation and multiple
 * importance sampling, the path tracer's own settings.
 */
export function frameCells({ options }: BenchContext): BenchCell[] {
  const size = options.quick ? 128 : 256;
  const rounds = options.quick ? 5 : 15;
  return benchMaterials(options.materials).map((material) => frameCell(material, size, rounds));
}

function frameCell(material: BenchMaterial, size: number, rounds: number): BenchCell {
  const baked = bakedDecoders(material);
  const labels = baked.size > 0 ? [...baked.keys()] : ['2x32'];
  const name = `frame/${material.name}`;
  return {
    id: name,
    rows: [
      { name: `${name}/reference`, metric: 'frameMs', unit: 'ms' },
      ...labels.flatMap((label) => [
        { name: `${name}/${label}`, metric: 'frameMs', unit: 'ms' },
        { name: `${name}/${label}`, metric: 'frameSpeedup', unit: '1' },
      ]),
    ],
    async run({ gpu, signal, progress }) {
      const opened = await gpu();
      const scene = await openRenderScene(TRACED_SUBJECT, TRACED_LIGHT, 1);
      const shown: Material[] = [
        await referenceOf(material),
        ...[...baked.values()].map((asset) => neuralMaterial(asset, { f16: opened.features.fastF16 })),
      ];
      const tracers: PathTracer[] = [];
      try {
        for (const own of shown) {
          tracers.push(await tracedBall(opened, scene, own, size, { frameBudgetMs: FRAME_BUDGET_MS }));
        }
        progress(`${material.name}: ${rounds} frames of ${size} x ${size} a side`);
        const [reference, ...networks] = await timedFrames(tracers, rounds, signal);
        const none = { value: null, reason: 'no baked .glb beside the document' } as const;
        return [
          medianEstimate(reference),
          ...(networks.length === 0 ? [none, none] : []),
          // Round by round: both sides met the same load.
          ...networks.flatMap((ms) => [
            medianEstimate(ms),
            medianEstimate(ms.map((time, round) => reference[round] / time)),
          ]),
        ];
      } finally {
        for (const tracer of tracers) tracer.dispose();
      }
    },
  };
}
