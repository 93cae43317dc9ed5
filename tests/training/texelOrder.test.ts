import { expect, test } from 'vitest';
import { bindingLayout, storage } from '../../src/engine/bindings.ts';
import { createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import { testGpu } from '../harness/gpu.ts';

const bindings = bindingLayout('order_bindings', 0, { order: storage('array<u32>', 'read_write') });

/** The permutation of 2^bits texels for each key. */
async function permutations(bits: number, keys: number[]): Promise<Uint32Array[]> {
  const gpu = await testGpu();
  const texels = 2 ** bits;
  const root = `
import package::training::texelOrder::permuted_texel;
import package::order_bindings::order;
const KEYS = array<u32, ${keys.length}>(${keys.map((key) => `${key}u`).join(', ')});
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  for (var k = 0u; k < ${keys.length}u; k++) {
    order[k * ${texels}u + id.x] = permuted_texel(id.x, ${bits}u, KEYS[k]);
  }
}`;
  const kernel = await createKernel(gpu, { root: 'order_test', layouts: [bindings], generated: { order_test: root } });
  const order = createBuffer(gpu, 'order', texels * keys.length * 4);
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  kernel.dispatch(pass, [kernel.bindGroup(0, { order })], texels / 64);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  const all = new Uint32Array(await readBuffer(gpu, order));
  return keys.map((_, k) => all.slice(k * texels, (k + 1) * texels));
}

for (const bits of [6, 8, 12]) {
  test(`an epoch visits each of 2^${bits} texels once, in another order each epoch, keys 1, 2, 0xdeadbeef`, async () => {
    const [first, second, third] = await permutations(bits, [1, 2, 0xdeadbeef]);
    for (const order of [first, second, third]) expect(new Set(order).size).toBe(2 ** bits);
    // Two random permutations of n agree in one place on average; 12 is past any honest doubt.
    const agree = first.filter((texel, i) => texel === third[i]).length;
    expect(agree).toBeLessThan(12 + 2 ** bits / 16);
    expect(second).not.toEqual(third);
  });
}
