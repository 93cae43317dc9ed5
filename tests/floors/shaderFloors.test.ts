import { describe, expect, test } from 'vitest';
import { importedModules, readShaders, shaderFloorErrors } from '../../scripts/checkShaderFloors.mjs';

describe('shader floors', () => {
  test('hold in shaders/', () => {
    const files = readShaders();
    expect(Object.keys(files).length).toBeGreaterThan(10);
    expect(shaderFloorErrors(files)).toEqual([]);
  });

  test('every import in shaders/ is understood by the check', () => {
    for (const [path, text] of Object.entries(readShaders()))
      expect(importedModules(text).length, path).toBe((text.match(/^\s*import\s+(?!constants::)/gm) ?? []).length);
  });

  // Each breach alone, so that a rule that never fires is seen.
  test.each([
    ['upward', 'math/a.wgsl', 'import package::bsdf::ggx::{d, g};', /math may not import package::bsdf::ggx/],
    ['next room', 'scene/a.wgsl', 'import package::layers::x::y;', /scene may not import package::layers::x/],
    ['kernel to kernel', 'kernels/a.wgsl', 'import package::kernels::b::main;', /kernels may not import/],
    ['program below kernels', 'path/a.wgsl', 'import package::program::shade;', /path may not import .* 'program'/],
    ['bindings in a pure room', 'bsdf/a.wgsl', 'import package::x_bindings::y;', /bsdf may not import .* 'x_bindings'/],
    ['declared binding', 'kernels/a.wgsl', '@group(0) @binding(0) var<storage> a: array<u32>;', /declares @group/],
    ['entry point', 'path/a.wgsl', '@compute @workgroup_size(1) fn main() {}', /has an entry point/],
    ['unknown floor', 'attic/a.wgsl', '', /no floor known/],
  ])('%s is a breach', (_name, path, text, message) => {
    expect(shaderFloorErrors({ [path]: text })).toEqual([expect.stringMatching(message)]);
  });

  test('a cycle is a breach', () => {
    const files = { 'math/a.wgsl': 'import package::math::b::f;', 'math/b.wgsl': 'import package::math::a::{g};' };
    expect(shaderFloorErrors(files)).toEqual([expect.stringMatching(/cycle: math\/a\.wgsl -> math\/b\.wgsl/)]);
  });

  test('comments do not count', () => {
    expect(shaderFloorErrors({ 'math/a.wgsl': '// import package::bsdf::ggx::d;\n/* @group(0) */' })).toEqual([]);
  });
});
