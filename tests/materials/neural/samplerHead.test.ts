import type { Vec3 } from '../../../src/math/vec3.ts';
import { describe, expect, test } from 'vitest';
import { bindingLayout, storage } from '../../../src/engine/bindings.ts';
import { createBuffer, readBuffer } from '../../../src/engine/buffers.ts';
import { createKernel } from '../../../src/engine/kernel.ts';
import { Pcg } from '../../../src/engine/pcg.ts';
import {
  RHO_MAX,
  samplerHead,
  samplerHeadDraw,
  samplerHeadGradient,
  samplerHeadPdf,
} from '../../../src/materials/neural/samplerHead.ts';
import { chiSquare } from '../../harness/chiSquare.ts';
import { sidak } from '../../harness/statistics.ts';
import { testGpu } from '../../harness/gpu.ts';
import { normal, randomDirection } from './randomMaterial.ts';

/** Raw numbers that give the wanted lobe: the inverses of the head's own maps. */
function rawFor(alpha: number, rho: number, mean: [number, number], specularLogit: number): Float64Array {
  const unSoftSign = (y: number) => y / Math.sqrt(1 - y * y);
  const unGrow = (y: number) => Math.sign(y) * Math.sqrt((Math.sqrt(1 + 4 * y * y) - 1) / 2);
  const a = unSoftSign(2 * (alpha - 1e-4) - 1);
  const means = mean.map(unGrow);
  return Float64Array.of(a, a, unSoftSign(rho / RHO_MAX), ...means, 0.4 * means[0], -0.6, specularLogit, 0);
}

const alphas = [1e-3, 0.03, 0.5];
const rhos = [0, 0.9, 0.99];
const means: [number, number][] = [
  [0, 0],
  [0.3, -0.5],
  [-1.2, 1.6],
];
const cases = alphas.flatMap((alpha) => rhos.flatMap((rho) => means.map((mean) => ({ alpha, rho, mean }))));

test('the head gives the lobe it is asked for', () => {
  const head = samplerHead(rawFor(0.03, 0.9, [-1.2, 1.6], 2));
  expect(head.alpha[0]).toBeCloseTo(0.03, 12);
  expect(head.rho).toBeCloseTo(0.9, 12);
  expect(head.specularMean[0]).toBeCloseTo(-1.2, 12);
  expect(head.specularMean[1]).toBeCloseTo(1.6, 12);
  expect(head.specularWeight).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
});

test('gradient of log pdf = central differences (seed 5)', () => {
  const rng = new Pcg(5);
  for (let trial = 0; trial < 200; trial++) {
    const raw = Float64Array.from({ length: 9 }, () => normal(rng));
    const [wo, wi] = [randomDirection(rng), randomDirection(rng)];
    const { pdf, gradient } = samplerHeadGradient(raw, wo, wi);
    expect(pdf).toBe(samplerHeadPdf(samplerHead(raw), wo, wi));
    raw.forEach((value, i) => {
      const h = 1e-6;
      const log = (x: number) => Math.log(samplerHeadPdf(samplerHead(raw.with(i, x)), wo, wi));
      const numeric = (log(value + h) - log(value - h)) / (2 * h);
      expect(Math.abs(numeric - gradient[i])).toBeLessThan(1e-6 * (1 + Math.abs(gradient[i])));
    });
  }
});

/** Draws of the GPU and, for each, its density and gradient there; 8 vec4f a draw. */
async function gpuHead(list: { raw: Float64Array; wo: Vec3; u: Vec3 }[]): Promise<Float32Array> {
  const gpu = await testGpu();
  const bindings = bindingLayout('head_bindings', 0, {
    queries: storage('array<vec4f>'),
    results: storage('array<vec4f>', 'read_write'),
  });
  const text = `import package::head_bindings::{queries, results};
import package::layers::samplerHead::{sampler_head, sampler_head_draw, sampler_head_pdf};
import package::layers::samplerHeadGradient::sampler_head_gradient;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&queries) / 5u) { return; }
  let at = 5u * id.x;
  let head = sampler_head(queries[at], queries[at + 1u], queries[at + 2u]);
  let wo = queries[at + 3u].xyz;
  let wi = sampler_head_draw(head, wo, queries[at + 4u].xyz);
  let gradient = sampler_head_gradient(queries[at], queries[at + 1u], queries[at + 2u], wo, wi);
  results[at] = vec4f(wi, sampler_head_pdf(head, wo, wi));
  results[at + 1u] = gradient.raw_0;
  results[at + 2u] = gradient.raw_1;
  results[at + 3u] = vec4f(gradient.raw_2.x, gradient.pdf, 0.0, 0.0);
}
`;
  const kernel = await createKernel(gpu, { root: 'head', layouts: [bindings], generated: { head: text } });
  const data = new Float32Array(list.length * 20);
  list.forEach(({ raw, wo, u }, i) => {
    data.set(raw, 20 * i);
    data.set(wo, 20 * i + 12);
    data.set(u, 20 * i + 16);
  });
  const buffers = {
    queries: createBuffer(gpu, 'queries', data),
    results: createBuffer(gpu, 'results', list.length * 80),
  };
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  kernel.dispatch(pass, [kernel.bindGroup(0, buffers)], Math.ceil(list.length / 64));
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  return new Float32Array(await readBuffer(gpu, buffers.results));
}

test('GPU draws, densities and gradients = float64 (seed 6)', async () => {
  const rng = new Pcg(6);
  const list = Array.from({ length: 256 }, () => ({
    raw: Float64Array.from({ length: 9 }, () => Math.fround(normal(rng))),
    wo: randomDirection(rng),
    u: [rng.nextFloat(), rng.nextFloat(), rng.nextFloat()] as Vec3,
  }));
  const results = await gpuHead(list);
  list.forEach(({ raw, wo, u }, i) => {
    const at = 20 * i;
    const drawn = samplerHeadDraw(samplerHead(raw), wo, u);
    const wi: Vec3 = [results[at], results[at + 1], results[at + 2]];
    // f32 roots, and tails of the slope distribution that magnify them.
    drawn.forEach((value, c) => expect(Math.abs(wi[c] - value)).toBeLessThan(2e-5));
    const { pdf, gradient } = samplerHeadGradient(raw, wo, wi);
    expect(Math.abs(results[at + 3] - pdf)).toBeLessThan(1e-3 * pdf + 1e-12);
    expect(Math.abs(results[at + 13] - pdf)).toBeLessThan(1e-3 * pdf + 1e-12);
    const gpuGradient = [...results.subarray(at + 4, at + 13)];
    gradient.forEach((value, k) => expect(Math.abs(gpuGradient[k] - value)).toBeLessThan(2e-3 * (1 + Math.abs(value))));
  });
});

/**
 * Each lobe in its own square: a specular draw is mapped back through half vector, slope and radius to the (u, v) that
 * would have made it, for which narrow lobes are as good as wide ones. Null draws (below the horizon) are mapped back
 * too, as the float64 draw predicts them, so that the square is uniform.
 */
describe('chi-square in the lobe’s own square (seed 7)', () => {
  const [columns, rows] = [15, 13];
  const samples = 1 << 14;
  const threshold = sidak(0.01, cases.length);

  test.each(cases)('α $alpha, ρ $rho, μ $mean', async ({ alpha, rho, mean }) => {
    const rng = new Pcg(7);
    const raw = rawFor(alpha, rho, mean, 30).map(Math.fround);
    const head = samplerHead(raw);
    const wo: Vec3 = [0.48, 0.36, 0.8];
    const list = Array.from({ length: samples }, () => ({
      raw,
      wo,
      u: [rng.nextFloat(), rng.nextFloat(), 0.5] as Vec3,
    }));
    const results = await gpuHead(list);
    const observed = new Float64Array(columns * rows);
    const expected = new Float64Array(columns * rows);
    // The draw's density over the square is pdf(wi)·|dwi/d(u,v)|: 1 everywhere if pdf is that of the draws.
    let worst = 0;
    for (let i = 0; i < samples; i++) {
      const wi: Vec3 = [results[20 * i], results[20 * i + 1], results[20 * i + 2]];
      if (wi[2] <= 0) continue;
      const [u, v] = squareOf(head, wo, wi);
      observed[Math.min(columns - 1, Math.floor(u * columns)) + columns * Math.min(rows - 1, Math.floor(v * rows))]++;
      worst = Math.max(worst, Math.abs(results[20 * i + 3] * areaRatio(head, wo, list[i].u) - 1));
    }
    // Numerical Jacobian in float64 against the GPU's f32 density: slopes near the horizon lose the most digits.
    expect(worst).toBeLessThan(0.05);
    for (let cell = 0; cell < columns * rows; cell++) {
      expected[cell] = (samples * validShare(head, wo, cell % columns, Math.floor(cell / columns))) / (columns * rows);
    }
    const nulls = samples - observed.reduce((a, b) => a + b, 0);
    const result = chiSquare(
      [...observed, nulls],
      [...expected, Math.max(0, samples - expected.reduce((a, b) => a + b, 0))],
    );
    expect(result.pValue).toBeGreaterThan(threshold);
  });

  /** The (u, v) whose draw is wi. */
  function squareOf(head: ReturnType<typeof samplerHead>, wo: Vec3, wi: Vec3): [number, number] {
    const h = wo.map((value, c) => value + wi[c]);
    const x = (-h[0] / h[2] - head.specularMean[0]) / head.alpha[0];
    const z = (-h[1] / h[2] - head.specularMean[1]) / head.alpha[1];
    const y = (z - head.rho * x) / Math.sqrt(1 - head.rho ** 2);
    const r2 = x * x + y * y;
    const turn = Math.atan2(y, x) / (2 * Math.PI);
    return [r2 / (1 + r2), turn < 0 ? turn + 1 : turn];
  }

  /** |dwi/d(u,v)| by central differences. */
  function areaRatio(head: ReturnType<typeof samplerHead>, wo: Vec3, u: Vec3): number {
    const h = 1e-6 * Math.min(1, 1 - u[0], Math.max(u[0], 1e-3));
    const at = (du: number, dv: number) => samplerHeadDraw(head, wo, [Math.max(u[0] + du, 0), u[1] + dv, 0]);
    const [a, b] = [at(h, 0).map((value, c) => value - at(-h, 0)[c]), at(0, h).map((value, c) => value - at(0, -h)[c])];
    const area = Math.hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
    return area / ((u[0] + h - Math.max(u[0] - h, 0)) * 2 * h);
  }

  /** Share of a cell whose draws stay above the horizon, on a fine grid of midpoints. */
  function validShare(head: ReturnType<typeof samplerHead>, wo: Vec3, column: number, row: number): number {
    const n = 32;
    let valid = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const u: Vec3 = [(column + (i + 0.5) / n) / columns, (row + (j + 0.5) / n) / rows, 0];
        if (samplerHeadDraw(head, wo, u)[2] > 0) valid++;
      }
    return valid / (n * n);
  }
});

test('no raw numbers make a density infinite or NaN (seed 8)', async () => {
  const rng = new Pcg(8);
  const extreme = [0, 1, -1, 1e3, -1e3, 1e20, -1e20, 3e38, -3e38];
  const pick = () => extreme[Math.floor(rng.nextFloat() * extreme.length)];
  const list = Array.from({ length: 512 }, () => ({
    raw: Float64Array.from({ length: 9 }, pick),
    wo: [Math.sqrt(1 - 1e-8), 0, 1e-4] as Vec3,
    u: [rng.nextFloat(), rng.nextFloat(), rng.nextFloat()] as Vec3,
  }));
  const results = await gpuHead(list);
  results.forEach((value, i) => {
    if (!Number.isFinite(value)) expect.fail(`query ${Math.floor(i / 20)} ${list[Math.floor(i / 20)].raw}: ${value}`);
  });
});
