import type { Vec3 } from '../../../../src/math/vec3.ts';
import { describe, expect, it } from 'vitest';
import { Pcg } from '../../../../src/engine/pcg.ts';
import { bsdfQueries } from '../../../../src/materials/bsdfQueries.ts';
import type { FoldedGraph } from '../../../../src/materials/layered/flatGraph.ts';
import { compileLayered } from '../../../../src/materials/layered/layeredProgram.ts';
import { testGpu } from '../../../harness/gpu.ts';
import { agree, estimate, float64Walk, probes, viewer } from '../../../harness/transportEstimates.ts';

const COUNT = 2 ** 15;
const WALKS = 10000;

/** Evenly distributed over the upper hemisphere. */
function directions(seed: number): Float32Array {
  const random = new Pcg(seed);
  const list = new Float32Array(3 * COUNT);
  for (let i = 0; i < COUNT; i++) {
    const z = random.nextFloat();
    const turn = 2 * Math.PI * random.nextFloat();
    list.set([Math.sqrt(1 - z * z) * Math.cos(turn), Math.sqrt(1 - z * z) * Math.sin(turn), z], 3 * i);
  }
  return list;
}

const triple = (list: Float32Array, i: number): Vec3 => [list[3 * i], list[3 * i + 1], list[3 * i + 2]];

const point = { uv: [0.3, 0.6], position: [0.1, 0.3, -0.2] } as const;

/** A printed walk against the float64 one. */
export function testTransportPrograms(stacks: readonly (readonly [name: string, graph: FoldedGraph])[]): void {
  describe.each(stacks)('%s', (_, graph) => {
    it.each([0, 35, 70])('walks as in float64, viewer at %s° (seeds 1 to 4)', async (degrees) => {
      const wo = viewer(degrees, 20);
      const program = compileLayered(graph, { layering: 'transport' });
      expect(program.random).toBe(true);
      const queries = bsdfQueries(await testGpu(), program, {});
      const walk = float64Walk(graph, 1, point);
      const ours = estimate(WALKS, () => {
        const { left } = walk(wo);
        return [...probes.map((g) => (left ? left.weight[0] * g(left.wi) : 0)), ...(left?.weight ?? [0, 0, 0])];
      });

      const [drawn] = await queries.sample([{ wo, ...point }], COUNT, 2);
      const left = estimate(COUNT, (i) => {
        const weight = triple(drawn.weight, i);
        return [...probes.map((g) => weight[0] * g(triple(drawn.wi, i))), ...weight];
      });
      agree(left, ours);

      const lights = directions(3);
      const [asked] = await queries.evaluate([{ wo, ...point }], lights);
      const values = estimate(COUNT, (i) => {
        const value = triple(asked.value, i).map((v) => 2 * Math.PI * v);
        return [...probes.map((g) => value[0] * g(triple(lights, i))), ...value];
      });
      agree(values, left);

      // The stand-in density: positive, and at most one in all.
      const density = estimate(COUNT, (i) => [2 * Math.PI * asked.pdf[i]]);
      expect(asked.pdf.every((p) => p > 0 && Number.isFinite(p))).toBe(true);
      expect(density.mean[0] - 4 * density.error[0]).toBeLessThan(1);

      // One walk for both: the light's share and where it goes on to, each right by itself.
      const wi = viewer(30, 150);
      const same = new Float32Array(3 * COUNT).map((__, i) => wi[i % 3]);
      const [shaded] = await queries.shade([{ wo, ...point }], same, 4);
      const towards = float64Walk(graph, 5, point);
      agree(
        estimate(COUNT, (i) => triple(shaded.f_light, i)),
        estimate(WALKS, () => [...towards(wo, wi).value]),
      );
      agree(
        estimate(COUNT, (i) => probes.map((g) => triple(shaded.weight, i)[0] * g(triple(shaded.wi, i)))),
        { mean: ours.mean.slice(0, probes.length), error: ours.error.slice(0, probes.length) },
      );
    });

    it('is silent below the surface (seed 1)', async () => {
      const program = compileLayered(graph, { layering: 'transport' });
      const queries = bsdfQueries(await testGpu(), program, {});
      const [fromBelow, fromAbove] = await queries.evaluate(
        [
          { wo: viewer(115, 70), ...point },
          { wo: viewer(20), ...point },
        ],
        Float32Array.of(0.6, 0, 0.8, 0, 0.6, -0.8, 0, 0, -1),
      );
      expect([...fromBelow.value, ...fromBelow.pdf].every((x) => x === 0)).toBe(true);
      expect([...fromAbove.value.slice(3), ...fromAbove.pdf.slice(1)].every((x) => x === 0)).toBe(true);
      const [below] = await queries.sample([{ wo: viewer(115, 70), ...point }], 64, 1);
      expect(below.lobe.every((lobe) => lobe === 0)).toBe(true);
    });
  });
}
