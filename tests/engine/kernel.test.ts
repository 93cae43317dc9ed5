import { expect, test } from 'vitest';
import { bindingLayout, storage, texture2d, uniform } from '../../src/engine/bindings.ts';
import { createBuffer } from '../../src/engine/buffers.ts';
import { createKernel, ShaderCompileError } from '../../src/engine/kernel.ts';
import { linkShader } from '../../src/engine/shaderLinker.ts';
import { nullGpu } from '../harness/gpu.ts';

const layout = bindingLayout('k_bindings', 0, {
  params: uniform('array<vec4f, 4>'),
  points: storage('array<package::bsdf::bsdf::SurfacePoint>', 'read_write'),
  image: texture2d(),
});

test('the printed module imports the types it names', () => {
  expect(layout.text).toBe(
    [
      'import package::bsdf::bsdf::SurfacePoint;',
      '@group(0) @binding(0) var<uniform> params: array<vec4f, 4>;',
      '@group(0) @binding(1) var<storage, read_write> points: array<SurfacePoint>;',
      '@group(0) @binding(2) var image: texture_2d<f32>;',
      '',
    ].join('\n'),
  );
});

test('a compile error names the module and line it came from', async () => {
  const gpu = await nullGpu();
  const generated = {
    broken: 'import package::k_bindings::params;\n\nfn helper() -> f32 {\n  return params[0].x + vec2f(1.0);\n}',
    broken_root: 'import package::broken::helper;\n@compute @workgroup_size(1) fn main() { _ = helper(); }',
  };
  const failing = createKernel(gpu, { root: 'broken_root', layouts: [layout], generated });
  await expect(failing).rejects.toThrow(ShaderCompileError);
  await expect(failing).rejects.toThrow(/broken:4: /);
});

test('a missing or unknown resource is refused by name', async () => {
  const gpu = await nullGpu();
  const generated = { idle: '@compute @workgroup_size(1) fn main() {}' };
  const kernel = await createKernel(gpu, { root: 'idle', layouts: [layout], generated });
  const buffer = createBuffer(gpu, 'b', 64);
  expect(() => kernel.bindGroup(0, { points: buffer })).toThrow("no resource for 'params'");
  expect(() => kernel.bindGroup(0, { nothing: buffer })).toThrow("no binding 'nothing'");
});

test('a generated module may not shadow a file, and a missing root is named', async () => {
  await expect(linkShader('x', { generated: { 'bsdf::bsdf': '' } })).rejects.toThrow('shadows shaders/bsdf/bsdf.wgsl');
  await expect(linkShader('kernels::nowhere')).rejects.toThrow("no shader module 'kernels::nowhere'");
});

test('a buffer past the adapter limit is refused with both numbers', async () => {
  const gpu = await nullGpu();
  expect(() => createBuffer(gpu, 'huge', 2 ** 40)).toThrow(/buffer 'huge' needs 1099511627776 bytes/);
});
