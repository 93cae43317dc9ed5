import { Pcg } from '../../engine/pcg.ts';
import { positionAt, type PositionMap } from '../../scene/positionMap.ts';
import { evaluateInputs } from './evaluatePattern.ts';
import type { FoldedGraph } from './flatGraph.ts';
import type { LoadedImage } from './patternImages.ts';
import { featureInputs, readStack } from './stack.ts';
import { uvRepeats } from './uvRepeats.ts';

/** Pairs of neighbouring texels looked at, and the seed of where. */
const PAIRS = 192;
const SEED = 0xde7a11;

/**
 * How much of a graph's variation a grid of `size` texels misses: at the middle between two neighbouring texels, the mean
 * square of what a straight line between them gets wrong, over the variance of the same pattern value; the largest over all
 * values that make the stack differ from point to point. 0 for smooth patterns, .5 for noise finer than the grid.
 */
export function missedDetail(
  graph: FoldedGraph,
  images: readonly LoadedImage[],
  size: number,
  positions?: PositionMap,
): number {
  const decoded = new Map(images.map(({ file, image }) => [file, image]));
  const inputs = featureInputs(readStack(graph)).filter((input) => input.kind === 'link');
  const rng = new Pcg(SEED, size);
  const triples = Array.from({ length: PAIRS }, (_, i) => {
    const texel = [0, 1].map(() => Math.floor(rng.nextFloat() * size) + 0.5);
    const along = i % 2;
    return [0, 0.5, 1].map((step): [number, number] => [
      (texel[0] + (along === 0 ? step : 0)) / size,
      (texel[1] + (along === 1 ? step : 0)) / size,
    ]);
  });
  // By triple, place in the triple, input, component.
  const values = triples.map((uvs) =>
    uvs.map((uv) =>
      evaluateInputs(graph, inputs, { uv, images: decoded, ...(positions && { position: positionAt(positions, uv) }) }),
    ),
  );
  return Math.max(0, ...inputs.map((_, i) => missedShare(values.map((places) => places.map((all) => all[i])))));
}

function missedShare(values: readonly (readonly number[])[][]): number {
  let missed = 0;
  let variance = 0;
  for (let c = 0; c < values[0][0].length; c++) {
    const mean = values.reduce((sum, [a]) => sum + a[c], 0) / values.length;
    for (const [a, middle, b] of values) {
      missed += (middle[c] - (a[c] + b[c]) / 2) ** 2;
      variance += (a[c] - mean) ** 2;
    }
  }
  return variance > 1e-9 * values.length ? missed / variance : 0;
}

/** Beyond this share of missed detail a pattern exceeds the texel grid. */
const MOST_MISSED = 0.1;
const LARGEST_SIZE = 4096;

/** Whether a pattern exceeds a grid of `size` texels over one of its periods (`uvRepeats`), and what to tell the user then. */
export function checkDetail(
  graph: FoldedGraph,
  images: readonly LoadedImage[],
  size: number,
  positions?: PositionMap,
): { exceeds: boolean; notes: string[] } {
  const repeats = uvRepeats(graph);
  const holds = (side: number) => missedDetail(graph, images, repeats * side, positions) <= MOST_MISSED;
  if (holds(size)) return { exceeds: false, notes: [] };
  let larger = 2 * size;
  while (larger <= LARGEST_SIZE && !holds(larger)) larger *= 2;
  const advice = larger <= LARGEST_SIZE ? `size ${larger} would hold it` : `no size up to ${LARGEST_SIZE} holds it`;
  return {
    exceeds: true,
    notes: [
      `detail: the pattern is finer than ${size}² texels, so each texel is trained on averages over its footprint; ${advice}`,
    ],
  };
}
