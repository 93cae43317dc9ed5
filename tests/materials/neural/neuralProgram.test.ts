import type { Vec3 } from '../../../src/math/vec3.ts';
import { afterAll, expect, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { createKernel } from '../../../src/engine/kernel.ts';
import { bindingLayout, storage, uniform } from '../../../src/engine/bindings.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { decoderNames, decoderSpec, samplerDensities } from '../../../src/materials/neural/decoderSpec.ts';
import { albedoHead, energyGuard } from '../../../src/materials/neural/albedoHead.ts';
import { drawLevel, drawTexel, texelLatent } from '../../../src/materials/neural/latentPyramid.ts';
import { neuralLayout } from '../../../src/materials/neural/neuralLayout.ts';
import { evaluationForward, samplerForward } from '../../../src/materials/neural/neuralReference.ts';
import { neuralMaterial } from '../../../src/materials/neural/neuralMaterial.ts';
import { neuralMaterialCpu } from '../../../src/materials/neural/neuralMaterialCpu.ts';
import { neuralProgram } from '../../../src/materials/neural/neuralProgram.ts';
import { nullGpu, testGpu } from '../../harness/gpu.ts';
import { testMaterialProgram, testViews } from '../../harness/materialProgram.ts';
import { randomDirection, randomMaterial } from './randomMaterial.ts';

const small = { ...decoderSpec('2x16'), sampler: { hidden: [16, 16] } };
const asset = randomMaterial(small, 11);
const disposers: (() => void)[] = [];
afterAll(() => disposers.forEach((dispose) => dispose()));

test.each([
  ['small', small, undefined],
  ['small, all of it straight', small, Infinity],
  ['small, all of it in loops', small, 0],
  ['one frame', { ...small, frames: 1 as const }, undefined],
  ['no frames', { ...small, frames: 0 as const }, undefined],
  ['2x32', decoderSpec('2x32'), undefined],
  ['latents in 8 bits', small, undefined, 8],
  ['latents in 4 bits', small, undefined, 4],
  ['four texels mixed', small, undefined, 16, 'bilinear'],
  ['four texels of 8 bits mixed', small, undefined, 8, 'bilinear'],
  ['five times over uv', small, undefined, 16, 'stochastic', 5],
  ['five times over uv, four texels mixed', small, undefined, 16, 'bilinear', 5],
] as const)('GPU program = float64 material: %s (seed 11)', async (...[, spec, rollAbove, bits, lookup, repeats]) => {
  const gpu = await testGpu();
  const material = randomMaterial(spec, 11, 8, bits, lookup, repeats);
  const { program, upload } = neuralMaterial(material, { rollAbove });
  const { resources, dispose } = await upload(gpu);
  disposers.push(dispose);
  const rng = new Pcg(11);
  const configurations = Array.from({ length: 12 }, () => ({
    wo: randomDirection(rng),
    uv: [3 * rng.nextFloat() - 1, 3 * rng.nextFloat() - 1] as const,
    u: [rng.nextFloat(), rng.nextFloat(), rng.nextFloat()] as Vec3,
    // From less than a texel of level 0 to more than the whole.
    footprint: 2 ** (4 * rng.nextFloat() - 4),
  }));
  const directions = Array.from({ length: 16 }, () => randomDirection(rng));
  const results = await bsdfQueries(gpu, program, resources).evaluate(
    configurations,
    Float32Array.from(directions.flat()),
  );
  const cpu = neuralMaterialCpu(material);
  configurations.forEach(({ uv, wo, u, footprint }, c) => {
    const hit = cpu.prepare(uv, wo, u, footprint);
    directions.forEach((wi, d) => {
      const value = hit.eval(wi);
      // f32 sums through three layers and exp; densities magnify rounding in the tails.
      for (let k = 0; k < 3; k++)
        expect(Math.abs(results[c].value[3 * d + k] / value[k] - 1), `value ${c} ${d}`).toBeLessThan(1e-4);
      expect(Math.abs(results[c].pdf[d] / hit.pdf(wi) - 1), `pdf ${c} ${d}`).toBeLessThan(1e-3);
    });
  });
});

test('trilinear latents are the mean of the eight texels around, whatever is drawn (seed 14)', async () => {
  const gpu = await testGpu();
  const material = randomMaterial(small, 14, 8, 8);
  const { program, upload } = neuralMaterial(material, { lookup: 'trilinear' });
  const { resources, dispose } = await upload(gpu);
  disposers.push(dispose);
  const rng = new Pcg(14);
  const configurations = Array.from({ length: 12 }, () => ({
    wo: randomDirection(rng),
    uv: [3 * rng.nextFloat() - 1, 3 * rng.nextFloat() - 1] as const,
    u: [rng.nextFloat(), rng.nextFloat(), rng.nextFloat()] as Vec3,
    footprint: 2 ** (4 * rng.nextFloat() - 4),
  }));
  const wi: Vec3 = [0.48, -0.36, 0.8];
  const results = await bsdfQueries(gpu, program, resources).evaluate(configurations, Float32Array.from(wi));
  const layout = neuralLayout(small);
  configurations.forEach(({ uv, wo, footprint }, c) => {
    // A mean over a fine grid of draws is the mixture itself.
    const latent = new Float64Array(8);
    const draws = 16;
    for (let i = 0; i < draws ** 3; i++) {
      const u = [i % draws, Math.floor(i / draws) % draws, Math.floor(i / draws ** 2)];
      const [x, y, z] = u.map((k) => (k + 0.5) / draws);
      const level = drawLevel(material.latents, footprint, z);
      texelLatent(level, drawTexel(level, uv, [x, y, z])).forEach((value, k) => (latent[k] += value / draws ** 3));
    }
    const raw = samplerForward(layout, material.params, latent, wo);
    const value = evaluationForward(layout, material.params, latent, wo, wi);
    // The grid knows odds to 1/32 an axis, latents are of order 1.
    const guard = energyGuard(albedoHead(raw));
    for (let k = 0; k < 3; k++) expect(Math.abs(Math.log((results[c].value[k] * guard) / value[k]))).toBeLessThan(0.25);
  });
});

test('albedo and energy guard are those of float64 (seed 11)', async () => {
  const gpu = await testGpu();
  const { program, upload } = neuralMaterial(asset);
  const { resources, dispose } = await upload(gpu);
  disposers.push(dispose);
  const rng = new Pcg(12);
  const configurations = Array.from({ length: 32 }, () => ({
    wo: randomDirection(rng),
    uv: [rng.nextFloat(), rng.nextFloat()] as const,
    u: [0.5, 0.5, 0.5] as Vec3,
  }));
  const light = Float32Array.from([0, 0.6, 0.8]);
  const results = await bsdfQueries(gpu, program, resources).shade(configurations, light, 1);
  const cpu = neuralMaterialCpu(asset);
  let guarded = 0;
  configurations.forEach(({ uv, wo, u }, c) => {
    const { albedo } = cpu.prepare(uv, wo, u);
    const found = results[c].albedo;
    albedo.forEach((value, k) => expect(Math.abs(found[k] / value - 1)).toBeLessThan(1e-4));
    if (Math.max(...albedo) > 1 - 1e-9) guarded++;
    else expect(Math.max(...albedo)).toBeLessThan(1);
  });
  // Both kinds are there: albedos that had to be held, and others.
  expect(guarded).toBeGreaterThan(0);
  expect(guarded).toBeLessThan(32);
});

test.each(samplerDensities)(
  'random weights pass chi-square, weights and shade, sampler %s (seed 11)',
  async (density) => {
    const gpu = await testGpu();
    const spec = { ...small, sampler: { ...small.sampler, density } };
    const { program, upload } = neuralMaterial({ ...asset, spec });
    const { resources, dispose } = await upload(gpu);
    disposers.push(dispose);
    const configurations = testViews.map((view, i) => ({ ...view, uv: [0.1 + 0.3 * i, 0.7] as const }));
    await testMaterialProgram(gpu, program, resources, {
      name: `neural random ${density}`,
      configurations,
      furnace: null,
    });
  },
);

test('materials of one architecture share a program; others do not', () => {
  const other = neuralMaterial(randomMaterial(small, 12));
  expect(other.program).toBe(neuralMaterial(asset).program);
  expect(neuralProgram(decoderSpec('2x32')).key).not.toBe(other.program.key);
  expect(neuralProgram(small, { f16: true }).key).not.toBe(other.program.key);
});

test.each(decoderNames.flatMap((name) => [false, true].map((f16) => ({ name, f16 }))))(
  '$name, f16 $f16, compiles on the null adapter with straight and rolled layers',
  async ({ name, f16 }) => {
    const gpu = await nullGpu();
    for (const rollAbove of [undefined, Infinity, 0]) {
      const program = neuralProgram(decoderSpec(name), { f16, rollAbove });
      const layout = bindingLayout('bsdfQueryShade_bindings', 0, {
        configurations: storage('array<package::bsdf::bsdfQuery::BsdfConfiguration>'),
        directions: storage('array<vec4f>'),
        settings: uniform('package::bsdf::bsdfQuery::BsdfQuerySettings'),
        results: storage('array<package::bsdf::bsdf::ShadeResult>', 'read_write'),
      });
      const layouts = [layout, program.bindings];
      await createKernel(gpu, { root: 'kernels::bsdfQueryShade', layouts, generated: program.modules });
    }
  },
);

test.each(decoderNames)('%s stays small enough for a software adapter to compile at once', (name) => {
  // SwiftShader spends milliseconds of compiling on each; straight, a 2x32 has 1,557 of them (ADR 0009).
  const fetches = neuralProgram(decoderSpec(name)).modules['program'].match(/weights\[/g);
  expect(fetches?.length).toBeLessThan(300);
});

test('parameters that do not fit the architecture are refused', () => {
  expect(() => neuralMaterial({ ...asset, params: asset.params.slice(4) })).toThrow(/has \d+ parameters, not \d+/);
});
