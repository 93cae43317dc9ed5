import type { Vec3 } from '../../../src/math/vec3.ts';
import { expect, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { parseAnalyticCoat, type AnalyticCoat } from '../../../src/materials/neural/analyticCoat.ts';
import { decoderSpec } from '../../../src/materials/neural/decoderSpec.ts';
import { neuralBank } from '../../../src/materials/neural/neuralBank.ts';
import { neuralMaterial, type NeuralMaterial } from '../../../src/materials/neural/neuralMaterial.ts';
import { neuralMaterialCpu } from '../../../src/materials/neural/neuralMaterialCpu.ts';
import { testGpu } from '../../harness/gpu.ts';
import { testMaterialProgram } from '../../harness/materialProgram.ts';
import { randomDirection, randomMaterial } from './randomMaterial.ts';

const small = { ...decoderSpec('2x16'), sampler: { hidden: [16, 16] } };
const coatOf = (alpha: readonly [number, number]): AnalyticCoat => ({
  weight: 0.9,
  tint: [1, 0.8, 0.6],
  ior: 1.6,
  alpha,
});
const coatedMaterial = (seed: number, alpha: readonly [number, number]): NeuralMaterial => ({
  ...randomMaterial(small, seed, 4, 8),
  coat: coatOf(alpha),
});

const rounded = ([x, y, z]: Vec3): Vec3 => [Math.fround(x), Math.fround(y), Math.fround(z)];

test.each([
  ['rough', [0.4, 0.4]],
  ['brushed', [0.05, 0.3]],
  ['near-mirror', [1e-3, 1e-3]],
] as const)(
  'GPU = float64, values and densities, where the coat reflects and beside it: %s (seed 41)',
  async (_, alpha) => {
    const gpu = await testGpu();
    const material = coatedMaterial(41, alpha);
    const { program, upload } = neuralMaterial(material);
    const { resources, dispose } = await upload(gpu);
    const rng = new Pcg(41);
    const configurations = Array.from({ length: 12 }, () => ({
      wo: randomDirection(rng),
      uv: [rng.nextFloat(), rng.nextFloat()] as const,
      u: [0.5, 0.5, 0.5] as Vec3,
    }));
    const queries = bsdfQueries(gpu, program, resources);
    const cpu = neuralMaterialCpu(material);
    for (const configuration of configurations) {
      const { wo, uv, u } = configuration;
      // Near the mirrored direction, within the lobe's width and a few of them away.
      const directions = Array.from({ length: 16 }, (__, i): Vec3 => {
        if (i < 4) return randomDirection(rng);
        const spread = Math.max(...alpha) * 0.5 * (i % 4);
        const d = [-wo[0] + spread * (rng.nextFloat() - 0.5), -wo[1] + spread * (rng.nextFloat() - 0.5), wo[2]];
        const length = Math.hypot(...d);
        return [d[0] / length, d[1] / length, d[2] / length];
      });
      // In f32, as the GPU gets them: a near-mirror tells the difference.
      const sent = Float32Array.from(directions.flat());
      const [{ value, pdf }] = await queries.evaluate([{ ...configuration, wo: rounded(wo) }], sent);
      const hit = cpu.prepare(uv, rounded(wo), u);
      directions.forEach((__, d) => {
        const wi = [...sent.subarray(3 * d, 3 * d + 3)] as unknown as Vec3;
        // Half vectors are known to 1e-7; over α that is an error of D of (1e-7/α)·4.
        const tolerance = 1e-3 + 2e-6 / Math.min(...alpha);
        hit
          .eval(wi)
          .forEach((expected, c) => expect(Math.abs(value[3 * d + c] / expected - 1)).toBeLessThan(tolerance));
        expect(Math.abs(pdf[d] / hit.pdf(wi) - 1)).toBeLessThan(tolerance);
      });
    }
    dispose();
  },
);

test('coat and random network pass chi-square, and draws are those of float64 (seed 42)', async () => {
  const gpu = await testGpu();
  const material = coatedMaterial(42, [0.2, 0.35]);
  const { program, upload } = neuralMaterial(material);
  const { resources, dispose } = await upload(gpu);
  const { nullShare } = await testMaterialProgram(gpu, program, resources, {
    name: 'coat over a random network',
    seed: 42,
    furnace: null,
  });
  dispose();
  // The float64 material's own draws fail as often; 2^16 of each, five standard errors.
  const rng = new Pcg(42);
  const hit = neuralMaterialCpu(material).prepare([0.5, 0.5], [0, 0, 1], [0.5, 0.5, 0.5]);
  const failed = Array.from({ length: 2 ** 14 }, () =>
    hit.sample([rng.nextFloat(), rng.nextFloat(), rng.nextFloat()]),
  ).filter((drawn) => drawn === undefined).length;
  const share = failed / 2 ** 14;
  expect(Math.abs(share - nullShare[0])).toBeLessThan(5 * Math.sqrt(0.25 / 2 ** 14) + 1e-3);
});

test('a bank holds members with a coat and without one (seeds 43, 44)', async () => {
  const gpu = await testGpu();
  const assets = [coatedMaterial(43, [0.3, 0.3]), randomMaterial(small, 44, 4, 8)];
  const [first, second] = neuralBank(assets);
  const { resources, dispose } = await first.upload(gpu);
  const queries = bsdfQueries(gpu, first.program, resources);
  const wi = Float32Array.from([-0.48, 0.1, Math.sqrt(1 - 0.48 ** 2 - 0.01)]);
  const wo: Vec3 = [0.5, 0, Math.sqrt(0.75)];
  const asked = { wo, uv: [0.3, 0.7] as const, u: [0.5, 0.5, 0.5] as Vec3 };
  for (const [i, { bank }] of [first, second].entries()) {
    const [{ value }] = await queries.evaluate([{ ...asked, member: bank!.member }], wi);
    const expected = neuralMaterialCpu(assets[i]).prepare(asked.uv, wo, asked.u).eval([wi[0], wi[1], wi[2]]);
    expected.forEach((x, c) => expect(Math.abs(value[c] / x - 1)).toBeLessThan(1e-3));
  }
  dispose();
});

test('what a file may say of a coat is bounded', () => {
  const coat = coatOf([0.1, 0.2]);
  expect(parseAnalyticCoat(structuredClone(coat))).toEqual(coat);
  for (const [change, field] of [
    [{ alpha: [0, 0.2] }, 'coat.alpha[0]'],
    [{ alpha: [0.1] }, 'coat.alpha'],
    [{ ior: 0.5 }, 'coat.ior'],
    [{ ior: Number.NaN }, 'coat.ior'],
    [{ tint: [1, 1, 2] }, 'coat.tint[2]'],
    [{ weight: '1' }, 'coat.weight'],
  ] as const)
    expect(() => parseAnalyticCoat({ ...coat, ...change })).toThrow(field);
});
