import { describe, expect, test } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { layerFromJson } from '../../src/layers/layerJson.ts';
import type { Layer } from '../../src/layers/layer.ts';
import { weightIndex, biasIndex } from '../../src/layers/blocks.ts';
import type { FloatType } from '../../src/layers/wgslPrinter.ts';
import { nullGpu, testGpu } from './gpu.ts';
import { layerKernel, runLayerKernel, type LayerKernelOptions } from './layerKernel.ts';

export interface LayerExpectations {
  /** E[y²]/E[x²] at init for normal inputs; the measured ratio must lie within [.5, 2] of it. null: not defined. */
  momentRatio: number | null;
  /** Integers stay integers: the GPU must then give the reference's numbers exactly. */
  integers: boolean;
}

const SAMPLES = 8;
/** Float32 sums of up to some hundred terms of order 1: a few hundred times 2^-24. */
const F32_TOLERANCE = 2e-5;

/** Everything a layer promises (src/layers/layer.ts), for one layer. */
export function testLayer(name: string, layer: Layer, expected: LayerExpectations): void {
  describe(`${name} (seed 1)`, () => {
    const rng = new Pcg(1);
    const params = new Float32Array(layer.paramCount);
    layer.init(rng, params, 0);
    fillBias(layer, params, rng);
    const xs = vectors(SAMPLES, layer.inWidth, () => normal(rng));
    const dys = vectors(SAMPLES, layer.outWidth, () => normal(rng));

    test('float64 backward = central differences, in inputs and parameters', () => {
      checkGradients(layer, Float64Array.from(params), xs[0], dys[0]);
    });

    test('adjoint identity <J dx, dy> = <dx, Jᵀ dy>', () => {
      const wide = Float64Array.from(params);
      const dx = layer.backward(wide, 0, xs[1], dys[1], new Float64Array(layer.paramCount));
      const direction = Float64Array.from(xs[2]);
      const h = 1e-6;
      const plus = layer.forward(
        wide,
        0,
        xs[1].map((x, i) => x + h * direction[i]),
      );
      const minus = layer.forward(
        wide,
        0,
        xs[1].map((x, i) => x - h * direction[i]),
      );
      const left = dot(
        plus.map((p, i) => (p - minus[i]) / (2 * h)),
        dys[1],
      );
      const right = dot(direction, dx);
      expect(Math.abs(left - right)).toBeLessThan(1e-6 * (1 + Math.abs(right)));
    });

    test.each([
      ['one stream', {}],
      ['two streams', { streams: 2 }],
      ['rolled', { rollAbove: 0 }],
      ['rolled, two streams', { rollAbove: 0, streams: 2 }],
    ] satisfies [string, LayerKernelOptions][])('GPU forward and backward = CPU: %s', async (_, options) => {
      const gpu = await testGpu();
      const compiled = await layerKernel(gpu, layer, options);
      const result = await runLayerKernel(gpu, layer, compiled, params, xs, dys);
      const sums = new Float64Array(layer.paramCount);
      const wanted = new Float64Array(layer.paramCount);
      xs.forEach((x, s) => {
        const dx = layer.backward(params, 0, x, dys[s], wanted);
        expectClose(result.y[s], layer.forward(params, 0, x), F32_TOLERANCE);
        expectClose(result.dx[s], dx, F32_TOLERANCE);
        compiled.gradients.forEach((g, i) => addOuter(sums, g, result.gradients[s][i]));
      });
      expectClose(sums, wanted, F32_TOLERANCE);
    });

    test('text compiles for f32 and f16 on the null adapter, straight and rolled', async () => {
      const gpu = await nullGpu();
      for (const float of ['f32', 'f16'] satisfies FloatType[])
        for (const rollAbove of [0, Infinity]) await layerKernel(gpu, layer, { float, rollAbove, streams: 2 });
    });

    test('emitted fma count equals the declared cost', async () => {
      const { forwardText } = await layerKernel(await nullGpu(), layer);
      expect(forwardText.match(/\bfma\(/g)?.length ?? 0).toBe(layer.vectorFmas);
      expect(layer.macs).toBeLessThanOrEqual(4 * layer.vectorFmas);
    });

    if (expected.integers)
      test('integers come out exactly', async () => {
        const gpu = await testGpu();
        const integer = () => Math.floor(rng.nextFloat() * 5) - 2;
        const whole = new Float32Array(layer.paramCount);
        layer.init(rng, whole, 0);
        fillBias(layer, whole, rng);
        whole.forEach((value, i) => (whole[i] = value === 0 ? 0 : integer()));
        const integerXs = vectors(SAMPLES, layer.inWidth, integer);
        const integerDys = vectors(SAMPLES, layer.outWidth, integer);
        const result = await runLayerKernel(gpu, layer, await layerKernel(gpu, layer), whole, integerXs, integerDys);
        integerXs.forEach((x, s) => {
          const dx = layer.backward(whole, 0, x, integerDys[s], new Float64Array(layer.paramCount));
          expectClose(result.y[s], layer.forward(whole, 0, x), 0);
          expectClose(result.dx[s], dx, 0);
        });
      });

    const design = expected.momentRatio;
    if (design !== null)
      test('init keeps the second moment within [.5, 2] of its design', () => {
        let [before, after] = [0, 0];
        for (let i = 0; i < 200; i++) {
          const fresh = new Float32Array(layer.paramCount);
          layer.init(rng, fresh, 0);
          const x = Float64Array.from({ length: layer.inWidth }, () => normal(rng));
          before += dot(x, x) / layer.inWidth;
          const y = layer.forward(fresh, 0, x);
          after += dot(y, y) / layer.outWidth;
        }
        const ratio = after / before / design;
        expect(ratio).toBeGreaterThan(0.5);
        expect(ratio).toBeLessThan(2);
      });

    test('JSON describes the same layer', () => {
      const again = layerFromJson(JSON.parse(JSON.stringify(layer)));
      expect(again.toJSON()).toEqual(layer.toJSON());
      expect(again.paramCount).toBe(layer.paramCount);
      expect(again.forward(params, 0, xs[0])).toEqual(layer.forward(params, 0, xs[0]));
    });
  });
}

/** Biases are zero at init and would test nothing: every zero that the output depends on gets a value. */
function fillBias(layer: Layer, params: Float32Array, rng: Pcg): void {
  const gradient = new Float64Array(layer.paramCount);
  for (let i = 0; i < 8; i++) {
    const x = Float64Array.from({ length: layer.inWidth }, () => normal(rng));
    layer.backward(params, 0, x, new Float64Array(layer.outWidth).fill(1), gradient);
  }
  params.forEach((value, i) => {
    if (value === 0 && gradient[i] !== 0) params[i] = 0.2 * normal(rng);
  });
}

function checkGradients(layer: Layer, params: Float64Array, x: Float64Array, dy: Float64Array): void {
  const dParams = new Float64Array(layer.paramCount);
  const dx = layer.backward(params, 0, x, dy, dParams);
  const loss = () => dot(layer.forward(params, 0, x), dy);
  const check = (values: Float64Array, gradient: Float64Array, skipZero: boolean) => {
    const scale = Math.max(...gradient.map(Math.abs), 1e-3);
    values.forEach((value, i) => {
      // Padding weights are zero and lead nowhere; a true weight is never exactly zero.
      if (skipZero && value === 0 && gradient[i] === 0) return;
      const h = 1e-5;
      values[i] = value + h;
      const plus = loss();
      values[i] = value - h;
      const minus = loss();
      values[i] = value;
      expect(Math.abs((plus - minus) / (2 * h) - gradient[i])).toBeLessThan(1e-6 * scale);
    });
  };
  check(x, dx, false);
  check(params, dParams, true);
}

function addOuter(
  sums: Float64Array,
  layer: { inWidth: number; outWidth: number; bias: boolean; offset: number },
  { x, delta }: { x: Float64Array; delta: Float64Array },
): void {
  for (let row = 0; row < 4 * Math.ceil(layer.outWidth / 4); row++) {
    for (let column = 0; column < layer.inWidth; column++)
      sums[weightIndex(layer.offset, layer.inWidth, row, column)] += delta[row] * x[column];
    if (layer.bias) sums[biasIndex(layer.offset, layer.inWidth, layer.outWidth, row)] += delta[row];
  }
}

/** Padding of `actual`, beyond `wanted`, must be exactly zero. */
function expectClose(actual: Float64Array, wanted: Float64Array, tolerance: number): void {
  const scale = Math.max(...wanted.map(Math.abs), 1);
  actual.forEach((value, i) => {
    const target = wanted[i] ?? 0;
    const allowed = i < wanted.length ? tolerance * scale : 0;
    if (!(Math.abs(value - target) <= allowed)) expect.fail(`component ${i}: ${value}, expected ${target}`);
  });
}

function vectors(count: number, width: number, next: () => number): Float64Array[] {
  return Array.from({ length: count }, () => Float64Array.from({ length: width }, next));
}

/** Sum of uniforms: near enough to a standard normal. */
function normal(rng: Pcg): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += rng.nextFloat();
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
