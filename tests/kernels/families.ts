import type { Gpu } from '../../src/engine/device.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { bsdfQueries } from '../../src/materials/bsdfQueries.ts';
import type { MaterialTexture } from '../../src/materials/materialTexture.ts';
import type { Material } from '../../src/materials/program.ts';
import { createShadeKernel, createWaveKernels } from '../../src/pathtracer/waveKernels.ts';
import { createLatentGrid } from '../../src/training/latentGrid.ts';
import { FMA_PEAK_LAYOUT } from '../../bench/cost/fmaPeak.ts';
import { createFidelityRenderer } from '../../bench/fidelity/renderer.ts';

/** Compiles one variant by the code that owns it: no kernel is described twice. */
export type CompileVariant = (gpu: Gpu) => Promise<unknown>;

const pixel: MaterialTexture = {
  width: 1,
  height: 1,
  data: new Uint8Array(4),
  srgb: false,
  wrapS: 'repeat',
  wrapT: 'repeat',
};

/** One material of each kind of program, and of each variant that changes the shader text. */
const materials: Record<string, (gpu: Gpu) => Promise<Material> | Material> = {
  'metallic-roughness': () => metallicRoughnessMaterial({ name: 'plain' }),
  'metallic-roughness, textured': () =>
    metallicRoughnessMaterial({
      name: 'textured',
      baseColorTexture: pixel,
      metallicRoughnessTexture: pixel,
      normalTexture: pixel,
    }),
};

/** The kernels that a material's program is compiled into, each in each material. */
const perMaterial: Record<string, (gpu: Gpu, material: Material) => Promise<unknown>> = {
  shade: (gpu, material) => createShadeKernel(gpu, material.program),
  'BSDF queries': compileQueries,
  'fidelity image': (gpu, material) => createFidelityRenderer(gpu, material, [material], 8),
};

/** Families of kernels, and within them their variants. A new kernel has its line here (CONTRIBUTING.md). */
export const families: Record<string, Record<string, CompileVariant>> = {
  'path tracer': { wave: createWaveKernels },
  training: { 'latent grid': (gpu) => createLatentGrid(gpu, 1) },
  benchmarks: {
    'fmaPeak f32': (gpu) => compileFmaPeak(gpu, false),
    'fmaPeak f16': (gpu) => compileFmaPeak(gpu, true),
  },
  ...Object.fromEntries(
    Object.entries(materials).map(([name, make]) => [
      name,
      Object.fromEntries(
        Object.entries(perMaterial).map(([kernel, compile]) => [
          kernel,
          async (gpu: Gpu) => compile(gpu, await make(gpu)),
        ]),
      ),
    ]),
  ),
};

/** The queries compile when asked, so each is asked once. */
async function compileQueries(gpu: Gpu, material: Material): Promise<void> {
  const { resources, dispose } = await material.upload(gpu);
  const queries = bsdfQueries(gpu, material.program, resources);
  const up = Float32Array.of(0, 0, 1);
  await queries.evaluate([{ wo: [0, 0, 1] }], up);
  await queries.sample([{ wo: [0, 0, 1] }], 1, 1);
  await queries.shade([{ wo: [0, 0, 1] }], up, 1);
  dispose();
}

function compileFmaPeak(gpu: Gpu, half: boolean): Promise<unknown> {
  return createKernel(gpu, { root: 'kernels::fmaPeak', layouts: [FMA_PEAK_LAYOUT], conditions: { F16: half } });
}
