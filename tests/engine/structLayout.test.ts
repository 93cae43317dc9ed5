import { expect, test } from 'vitest';
import { bindingLayout, storage } from '../../src/engine/bindings.ts';
import { createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import { structLayout } from '../../src/engine/structLayout.ts';
import { testGpu } from '../harness/gpu.ts';

const generated = {
  sample_struct: `
struct Inner { direction: vec3f, weight: f32 }
struct Sample { a: f32, v: vec3f, m: mat3x3f, list: array<vec2f, 3>, inner: Inner, flags: u32, signed: i32, t: mat4x3f }`,
};

test('offsets are those of the WGSL specification, worked out by hand', async () => {
  const layout = await structLayout('package::sample_struct::Sample', generated);
  const offsets = Object.fromEntries([...layout.fields].map(([name, field]) => [name, field.offset]));
  expect(offsets).toEqual({ a: 0, v: 16, m: 32, list: 80, inner: 112, flags: 128, signed: 132, t: 144 });
  expect(layout.size).toBe(208);
  expect(layout.align).toBe(16);
});

test('what TypeScript writes the shader reads, field by field', async () => {
  const gpu = await testGpu();
  const layout = await structLayout('package::sample_struct::Sample', generated);
  const bindings = bindingLayout('struct_test_bindings', 0, {
    given: storage('array<package::sample_struct::Sample>'),
    seen: storage('array<f32>', 'read_write'),
  });
  const root = `
import package::struct_test_bindings::{given, seen};
@compute @workgroup_size(1) fn main() {
  let s = given[1];
  seen[0] = s.a; seen[1] = s.v.z; seen[2] = s.m[2].y; seen[3] = s.list[2].x; seen[4] = s.inner.weight;
  seen[5] = f32(s.flags); seen[6] = f32(s.signed); seen[7] = s.t[3].z;
}`;
  const kernel = await createKernel(gpu, {
    root: 'struct_test',
    layouts: [bindings],
    generated: { ...generated, struct_test: root },
  });
  const value = {
    a: 1,
    v: [2, 3, 4],
    m: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    list: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    inner: { direction: [0, 0, 1], weight: 0.5 },
    flags: 7,
    signed: -3,
    t: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  };
  const packed = layout.pack([{ a: 0 }, value]);
  const given = createBuffer(gpu, 'given', new Uint8Array(packed));
  const seen = createBuffer(gpu, 'seen', 32);
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  kernel.dispatch(pass, [kernel.bindGroup(0, { given, seen })], 1);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  expect([...new Float32Array(await readBuffer(gpu, seen))]).toEqual([1, 4, 8, 5, 0.5, 7, -3, 12]);
  expect(layout.read(new DataView(packed), layout.size)).toEqual(value);
});

test('a wrong name or count is refused by name', async () => {
  const layout = await structLayout('package::sample_struct::Sample', generated);
  expect(() => layout.pack({ b: 1 })).toThrow("struct Sample has no field 'b'");
  expect(() => layout.pack({ v: [1, 2] })).toThrow('Sample.v takes 3 numbers, not 2');
  await expect(structLayout('package::bsdf::bsdf::Nothing')).rejects.toThrow('Nothing');
});
