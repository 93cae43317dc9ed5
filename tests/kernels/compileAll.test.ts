import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type * as KernelModule from '../../src/engine/kernel.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { nullGpu } from '../harness/gpu.ts';
import { families } from './families.ts';

/** `kernels::NAME` roots that went through `createKernel` in this file. */
const compiled = vi.hoisted(() => new Set<string>());

vi.mock('../../src/engine/kernel.ts', async (original) => {
  const real = await original<typeof KernelModule>();
  const createKernel: typeof real.createKernel = (gpu, options) => {
    compiled.add(options.root);
    return real.createKernel(gpu, options);
  };
  return { ...real, createKernel };
});

// Dawn's null backend has every feature and real WGSL errors, and runs nothing: the linter of all kernels.
let gpu: Gpu;
beforeAll(async () => {
  gpu = await nullGpu();
});

test('the null adapter has shader-f16, so that no variant goes unseen', () => {
  expect(gpu.features.f16).toBe(true);
});

describe.each(Object.entries(families))('%s', (_name, variants) => {
  test.each(Object.entries(variants))('%s compiles', async (_variant, compile) => {
    const before = gpu.errors.length;
    await compile(gpu);
    await gpu.device.queue.onSubmittedWorkDone();
    expect(gpu.errors.slice(before)).toEqual([]);
  });
});

test('every file of shaders/kernels was compiled above', () => {
  const folder = join(import.meta.dirname, '../../shaders/kernels');
  const files = readdirSync(folder).map((name) => `kernels::${name.replace(/\.wgsl$/, '')}`);
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((root) => !compiled.has(root))).toEqual([]);
});

test('an error in a kernel is an error here', async () => {
  const { createKernel } = await import('../../src/engine/kernel.ts');
  const generated = { broken: '@compute @workgroup_size(1) fn main() { let x: u32 = 1.5; }' };
  await expect(createKernel(gpu, { root: 'broken', layouts: [], generated })).rejects.toThrow(/broken:1/);
});
