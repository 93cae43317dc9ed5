import { openRenderScene } from '../../src/cli/renderScene.ts';
import { neuralMaterial } from '../../src/materials/neural/neuralMaterial.ts';
import type { BenchCell, BenchContext, Measurement, RowSpec } from '../benchmark.ts';
import { bakedDecoders, referenceOf, walkedMaterials, type BenchMaterial } from '../benchMaterials.ts';
import { shadingTimes } from '../cost/shading.ts';
import { mean, median, medianEstimate } from '../statistics.ts';
import { TRACED_LIGHT, TRACED_SUBJECT, tracedBall } from '../tracedBall.ts';
import { equalErrorImages, samplesToReach } from './equalError.ts';
import { FRAME_BUDGET_MS } from './frameCells.ts';
import { timedFrames } from './timedFrames.ts';
import { queryErrors, valueMoments } from './valueMoments.ts';

const METRICS: readonly Omit<RowSpec, 'name'>[] = [
  { metric: 'shadingSpeedupEqualError', unit: '1' },
  { metric: 'samplesToEqualError', unit: '1' },
  { metric: 'relMse64', unit: '1' },
  { metric: 'frameSpeedup', unit: '1' },
  { metric: 'walkNsPerHit', unit: 'ns' },
  { metric: 'shadingSpeedup', unit: '1' },
  { metric: 'queryMse', unit: '1' },
  { metric: 'walkVariance', unit: '1' },
  { metric: 'walksToEqualError', unit: '1' },
  { metric: 'querySpeedupEqualError', unit: '1' },
  { metric: 'walksToEqualRelativeError', unit: '1' },
  { metric: 'querySpeedupEqualRelativeError', unit: '1' },
];

/** In the denominator of relative errors, as a share of the squared mean of all values. */
const EPSILON = 0.01;

interface Effort {
  readonly hits: number;
  readonly rounds: number;
  readonly queries: number;
  readonly walks: number;
  readonly size: number;
  readonly samples: number;
  readonly truthSamples: number;
}

/**
 * What a network saves over light that walks between layers, at equal error. Image: how many samples the walk needs for the
 * relMSE that the network's path-traced image has at 64 (bias included), in time. Query: how many walks must be averaged for
 * the network's error against a mean of 2^14, in time of a hit.
 */
export function transportCells({ options }: BenchContext): BenchCell[] {
  const effort = options.quick
    ? { hits: 2 ** 14, rounds: 5, queries: 512, walks: 2 ** 11, size: 64, samples: 64, truthSamples: 512 }
    : { hits: 2 ** 17, rounds: 11, queries: 4096, walks: 2 ** 14, size: 128, samples: 64, truthSamples: 4096 };
  return walkedMaterials(options.materials).map((material) => transportCell(material, effort));
}

function transportCell(material: BenchMaterial, effort: Effort): BenchCell {
  const [first] = bakedDecoders(material).values();
  return {
    id: material.name,
    rows: METRICS.map((spec) => ({ name: material.name, ...spec })),
    async run({ gpu, signal, progress, part }) {
      const opened = await gpu();
      const reference = await referenceOf(material);
      const network = neuralMaterial(first, { f16: opened.features.fastF16 });
      progress(`${material.name}: times`);
      const [walk, neural] = await shadingTimes(opened, [reference, network], effort.hits, effort.rounds, signal);
      const ratio = walk.nsPerHit.map((ns, round) => ns / neural.nsPerHit[round]);
      progress(`${material.name}: ${effort.queries} queries, ${effort.walks} walks each`);
      const truth = await valueMoments(opened, reference, effort.queries, effort.walks, signal);
      const learned = await valueMoments(opened, network, effort.queries, 64, signal);
      const plain = queryErrors(truth, learned);
      const level = mean([...truth.mean]) ** 2;
      const weights = truth.mean.map((value) => 1 / (value ** 2 + EPSILON * level));
      const relative = queryErrors(truth, learned, weights);
      const walks = [plain, relative].map(({ mse, variance }) => variance / mse);
      const [byQuery, byRelative] = walks.map((count) => medianEstimate(ratio.map((r) => count * r)));

      const scene = await openRenderScene(TRACED_SUBJECT, TRACED_LIGHT, 1);
      progress(`${material.name}: images`);
      const { size, samples, truthSamples } = effort;
      const images = await part('images', () =>
        equalErrorImages(opened, scene, reference, network, { size, samples, truthSamples, seed: 1, signal }),
      );
      const tracers = await Promise.all(
        [reference, network].map((side) => tracedBall(opened, scene, side, size, { frameBudgetMs: FRAME_BUDGET_MS })),
      );
      const frames = await timedFrames(tracers, effort.rounds, signal).finally(() =>
        tracers.forEach((tracer) => tracer.dispose()),
      );
      const frameRatio = frames[0].map((ms, round) => ms / frames[1][round]);
      const reached = samplesToReach(images.reference, images.network);
      // The end of the walk's curve beyond which the network lies.
      const [single] = images.reference;
      const end = images.network > single.relMse ? single : images.reference.at(-1)!;
      const missed: Measurement = {
        value: null,
        reason: `the walk has ${end.relMse.toPrecision(3)} with ${end.samples} samples a pixel, the network ${images.network.toPrecision(3)}`,
      };
      return [
        reached === undefined ? missed : medianEstimate(frameRatio.map((r) => (r * reached) / samples)),
        reached === undefined ? missed : { value: reached },
        { value: images.network },
        medianEstimate(frameRatio),
        { value: median(walk.nsPerHit) },
        medianEstimate(ratio),
        { value: plain.mse },
        { value: plain.variance },
        { value: walks[0] },
        byQuery,
        { value: walks[1] },
        byRelative,
      ];
    },
  };
}
