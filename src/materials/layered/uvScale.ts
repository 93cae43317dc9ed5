import { Pcg } from '../../engine/pcg.ts';
import { evaluateInputs, type PatternPoint } from './evaluatePattern.ts';
import type { FlatGraph, FlatInput } from './flatGraph.ts';
import type { DecodedImage } from './patternImages.ts';

const POINTS = 33;
const STEP = 1e-5;

/** Stands in for images that coordinates are taken from: they are not known yet, and vary slowly or spoil the texture anyway. */
const GREY: DecodedImage = { width: 1, height: 1, data: Float32Array.of(0.5, 0.5, 0.5, 1) };

/**
 * How much faster than uv a texture coordinate runs: the longer of its derivatives along u and v, the median over points of the
 * unit square. Exact where the coordinate is an affine map of uv; where it is bent, its ordinary scale; 0 where it does not
 * depend on uv (an object-space position) or is nowhere a number.
 */
export function uvScale(graph: FlatGraph, texcoord: FlatInput): number {
  if (texcoord.kind === 'value') return 0;
  const images = new Map(graph.images.map(({ file }) => [file, GREY]));
  const at = (uv: PatternPoint['uv']) => evaluateInputs(graph, [texcoord], { uv, images })[0]!;
  const rng = new Pcg(1);
  const scales = Array.from({ length: POINTS }, () => {
    const [u, v] = [rng.nextFloat(), rng.nextFloat()];
    const here = at([u, v]);
    const along = (other: number[]) => Math.hypot(...other.map((x, i) => (x - here[i]!) / STEP));
    return Math.max(along(at([u + STEP, v])), along(at([u, v + STEP])));
  });
  const finite = scales.filter(Number.isFinite).toSorted((a, b) => a - b);
  return finite[finite.length >> 1] ?? 0;
}
