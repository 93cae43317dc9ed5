import { expect, test } from 'vitest';
import { createShadeKernel, createWaveKernels } from '../../src/pathtracer/waveKernels.ts';
import { DISPATCH_BINS, loadWaveStructs, WaveBuffers } from '../../src/pathtracer/waveBuffers.ts';
import { waveLayouts } from '../../src/pathtracer/waveLayouts.ts';
import { lightLayout, sceneLayout } from '../../src/scene/sceneBindings.ts';
import { linkShader } from '../../src/engine/shaderLinker.ts';
import { nullGpu } from '../harness/gpu.ts';
import { testMaterial } from '../harness/testMaterials.ts';

test('every kernel of the path tracer compiles', async () => {
  const kernels = await createWaveKernels(await nullGpu());
  expect(Object.values(kernels).every((kernel) => kernel.pipeline)).toBe(true);
});

test.each(['lambert', 'uniformLambert', 'mirror'] as const)('shade compiles with the %s program', async (kind) => {
  const kernel = await createShadeKernel(await nullGpu(), testMaterial(kind, 0.5).program);
  expect(kernel.label).toBe(`shade/${kind}`);
});

test('no kernel needs more than 8 storage buffers, and shade leaves 4 to programs', () => {
  const count = (layout: { entries: Record<string, { kind: string }> }) =>
    Object.values(layout.entries).filter((entry) => entry.kind === 'storage').length;
  const scene = count(sceneLayout(1));
  const lights = count(lightLayout(1));
  for (const name of ['camera', 'trace', 'shadow'] as const)
    expect(count(waveLayouts[name]) + scene).toBeLessThanOrEqual(8);
  for (const name of ['light', 'escape'] as const) expect(count(waveLayouts[name]) + lights).toBeLessThanOrEqual(8);
  expect(count(waveLayouts.shade)).toBeLessThanOrEqual(4);
});

test('queue constants agree with the shader', async () => {
  const linked = await linkShader('probe', {
    generated: {
      probe: `import package::path::queues::{DISPATCH_BINS, WAVE_GROUP, MAX_BINS};
@compute @workgroup_size(1) fn main() { _ = DISPATCH_BINS; _ = WAVE_GROUP; _ = MAX_BINS; }`,
    },
  });
  const constant = (name: string) => Number(new RegExp(`${name} = (\\d+)u`).exec(linked.wgsl)![1]);
  const buffers = new WaveBuffers(await nullGpu(), await loadWaveStructs(), 64);
  expect(constant('DISPATCH_BINS')).toBe(DISPATCH_BINS);
  expect(constant('WAVE_GROUP')).toBe(64);
  expect(constant('MAX_BINS')).toBe(buffers.maxBins);
  buffers.dispose();
});

test('the wave refuses a capacity that is no multiple of 64', async () => {
  const structs = await loadWaveStructs();
  const gpu = await nullGpu();
  expect(() => new WaveBuffers(gpu, structs, 100)).toThrow(/100 is not a multiple of 64/);
});
