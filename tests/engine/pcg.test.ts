import { expect, test } from 'vitest';
import { bindingLayout, storage } from '../../src/engine/bindings.ts';
import { createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import { Pcg, pcgHash } from '../../src/engine/pcg.ts';
import { testGpu } from '../harness/gpu.ts';

const bindings = bindingLayout('pcg_test_bindings', 0, { drawn: storage('array<u32>', 'read_write') });
const kernel = `
import package::math::pcg::{rng_new, rng_u32, rng_f32};
import package::pcg_test_bindings::drawn;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  var rng = rng_new(id.x, 7u, 12345u);
  drawn[id.x * 2u] = rng_u32(&rng);
  drawn[id.x * 2u + 1u] = bitcast<u32>(rng_f32(&rng));
}`;

test('the shader draws the same numbers as TypeScript, seed 12345', async () => {
  const gpu = await testGpu();
  const draw = await createKernel(gpu, { root: 'pcg_test', layouts: [bindings], generated: { pcg_test: kernel } });
  const drawn = createBuffer(gpu, 'drawn', 64 * 8);
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  draw.dispatch(pass, [draw.bindGroup(0, { drawn })], 1);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  const bits = new DataView(await readBuffer(gpu, drawn));
  for (let i = 0; i < 64; i++) {
    const rng = new Pcg(12345, 7, i);
    expect(bits.getUint32(i * 8, true)).toBe(rng.nextU32());
    expect(bits.getFloat32(i * 8 + 4, true)).toBe(rng.nextFloat());
  }
});

test('mean and variance of 2^16 floats lie within 5 sigma, seed 1', () => {
  const rng = new Pcg(1);
  const n = 65536;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const x = rng.nextFloat();
    sum += x;
    squares += (x - 0.5) ** 2;
  }
  // sd of the mean: sqrt(1/12/n); of the variance: sqrt((1/80 - 1/144)/n). 5 sigma: one false alarm in two million.
  expect(Math.abs(sum / n - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
  expect(Math.abs(squares / n - 1 / 12)).toBeLessThan(5 * Math.sqrt((1 / 80 - 1 / 144) / n));
});

test('pcgHash is the published permutation: no collision among 2^16 inputs', () => {
  expect(new Set(Array.from({ length: 65536 }, (_, i) => pcgHash(i))).size).toBe(65536);
});
