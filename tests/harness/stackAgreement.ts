import type { Vec3 } from '../../src/math/vec3.ts';
import { expect } from 'vitest';
import type { Gpu } from '../../src/engine/device.ts';
import { Pcg } from '../../src/engine/pcg.ts';
import { bsdfQueries } from '../../src/materials/bsdfQueries.ts';
import { evaluatePattern } from '../../src/materials/layered/evaluatePattern.ts';
import { evaluateStack, type InputValues } from '../../src/materials/layered/evaluateStack.ts';
import type { FoldedGraph } from '../../src/materials/layered/flatGraph.ts';
import { compileLayered, type LayeredOptions } from '../../src/materials/layered/layeredProgram.ts';
import { splitInterior } from '../../src/materials/layered/interior.ts';
import { readStack } from '../../src/materials/layered/stack.ts';

/** A direction of the upper hemisphere, down to 3 degrees above the horizon. */
function direction(random: Pcg): Vec3 {
  const z = 0.05 + 0.95 * random.nextFloat();
  const phi = 2 * Math.PI * random.nextFloat();
  const radius = Math.sqrt(1 - z * z);
  // What the GPU gets: f32.
  return [Math.fround(radius * Math.cos(phi)), Math.fround(radius * Math.sin(phi)), Math.fround(z)];
}

/** Within some 8 degrees of the mirror direction, where narrow lobes are. */
function nearMirror(wo: Vec3, random: Pcg): Vec3 {
  const jitter = () => 0.2 * (random.nextFloat() - 0.5);
  const wi: Vec3 = [-wo[0] + jitter(), -wo[1] + jitter(), Math.max(0.05, wo[2] + jitter())];
  const length = Math.hypot(...wi);
  return [Math.fround(wi[0] / length), Math.fround(wi[1] / length), Math.fround(wi[2] / length)];
}

const mirrored = ([x, y, z]: Vec3): Vec3 => [x, y, -z];

/** Not far from where an index of 1.5 or its inverse would send the view. */
function nearRefraction(wo: Vec3, random: Pcg): Vec3 {
  const far = random.nextFloat() < 0.5 ? 1.5 : 1 / 1.5;
  const [x, y] = [-wo[0] / far, -wo[1] / far];
  return mirrored(nearMirror([-x, -y, Math.sqrt(Math.max(0.01, 1 - x * x - y * y))], random));
}

/**
 * The compiled program on the GPU against the float64 pairs of evaluateStack, at random points, views and lights: uv and
 * position feed whatever parameters the graph links to them. Half of the lights are near the mirror direction.
 * @returns the largest relative difference.
 */
export async function expectStackAgreement(
  gpu: Gpu,
  graph: FoldedGraph,
  seed: number,
  tolerance: number,
  options: Pick<LayeredOptions, 'subsurface'> = {},
): Promise<number> {
  const random = new Pcg(seed);
  const queries = bsdfQueries(gpu, compileLayered(graph, options), {});
  const { stack } = splitInterior(graph, readStack(graph, options.subsurface));
  let worst = 0;
  for (let repeat = 0; repeat < 40; repeat++) {
    const uv = [Math.fround(random.nextFloat()), Math.fround(random.nextFloat())] as const;
    const position = [random.nextFloat(), random.nextFloat(), random.nextFloat()].map(Math.fround) as unknown as Vec3;
    const wo = direction(random);
    const back = random.nextFloat() < 0.5;
    const above = (i: number): Vec3 => (i % 2 === 0 ? direction(random) : nearMirror(wo, random));
    const below = (i: number): Vec3 => (i % 2 === 0 ? mirrored(direction(random)) : nearRefraction(wo, random));
    const lights = Array.from({ length: 40 }, (_, i) => (stack.transmits && i % 4 > 1 ? below(i) : above(i)));
    const [{ value }] = await queries.evaluate([{ wo, uv, position, back }], Float32Array.from(lights.flat()));
    const values: InputValues = (input) => {
      if (input.kind === 'link') return evaluatePattern(graph, input.node, { uv, position }, input.output);
      return typeof input.value === 'number' ? [input.value] : (input.value as readonly number[]);
    };
    lights.forEach((wi, column) => {
      evaluateStack(stack, values, wo, wi, back).forEach((reference, channel) => {
        const found = value[3 * column + channel];
        // Absolute part: far tails, where products of small f32 numbers carry little.
        const difference = Math.abs(found - reference) / (Math.abs(reference) + 1e-4);
        worst = Math.max(worst, difference);
        if (!(difference <= tolerance))
          expect.fail(
            `${graph.material} (seed ${seed}): wo ${wo}, wi ${wi}, uv ${uv}, position ${position}, back ${back}, channel ${channel}: GPU ${found}, float64 ${reference}`,
          );
      });
    });
  }
  return worst;
}
