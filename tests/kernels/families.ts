import { FMA_PEAK_LAYOUT } from '../../bench/cost/fmaPeak.ts';
import { COST_EVALUATE_LAYOUT, COST_HIT_LAYOUT } from '../../bench/cost/shading.ts';
import { COST_RAY_LAYOUTS } from '../../bench/cost/traversal.ts';
import { VALUE_MOMENTS_LAYOUT } from '../../bench/speed/valueMoments.ts';
import { SAMPLER_PROPOSAL_LAYOUT, SAMPLER_WEIGHT_LAYOUT } from '../../bench/fidelity/samplerVariance.ts';
import { createFidelityRenderer } from '../../bench/fidelity/renderer.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import { metallicRoughnessMaterial } from '../../src/materials/analytic/metallicRoughness.ts';
import { bsdfQueries } from '../../src/materials/bsdfQueries.ts';
import { decoderLabel } from '../../src/materials/neural/decoderSpec.ts';
import type { Material } from '../../src/materials/program.ts';
import { createSeeThroughKernel, createShadowKernels } from '../../src/pathtracer/shadowRounds.ts';
import { createMediaTraceKernel, createShadeKernel, createWaveKernels } from '../../src/pathtracer/waveKernels.ts';
import { fitAnalytic } from '../../src/training/analyticFit.ts';
import { analytic8Model, gltfModel } from '../../src/training/analyticModels.ts';
import { lightLayout, sceneLayout } from '../../src/scene/sceneBindings.ts';
import { createLatentGrid } from '../../src/training/latentGrid.ts';
import { DEFAULT_TRAINING } from '../../src/training/settings.ts';
import { createTrainer } from '../../src/training/trainer.ts';
import { decoderSpecs, materials } from './materials.ts';

/** Compiles one variant by the code that owns it: no kernel is described twice. */
export type CompileVariant = (gpu: Gpu) => Promise<unknown>;

/** The kernels that every material's program is compiled into. */
const perMaterial: Record<string, (gpu: Gpu, material: Material) => Promise<unknown>> = {
  shade: (gpu, material) => createShadeKernel(gpu, material.program),
  'see through': async (gpu, { program }) => {
    if (program.seeThrough) await createSeeThroughKernel(gpu, program);
  },
  'BSDF queries': compileQueries,
  'dataset and encoder': async (gpu, material) => {
    if (!letsThrough(material)) await createTrainer(gpu, material, decoderSpecs[0], training);
  },
  'sampler variance': async (gpu, { program }) => {
    const generated = program.modules;
    const proposing = [SAMPLER_PROPOSAL_LAYOUT, program.bindings, lightLayout(2)];
    await createKernel(gpu, { root: 'kernels::samplerProposals', layouts: proposing, generated });
    const layouts = [SAMPLER_WEIGHT_LAYOUT, program.bindings];
    await createKernel(gpu, { root: 'kernels::samplerWeights', layouts, generated });
  },
  'fidelity image': async (gpu, material) => {
    if (letsThrough(material)) return;
    await createFidelityRenderer(gpu, material, [material], 8, material.program.random ? proposer : material);
  },
  cost: async (gpu, { program }) => {
    const generated = program.modules;
    await createKernel(gpu, { root: 'kernels::costHit', layouts: [COST_HIT_LAYOUT, program.bindings], generated });
    const layouts = [COST_EVALUATE_LAYOUT, program.bindings];
    await createKernel(gpu, { root: 'kernels::costEvaluate', layouts, generated });
    const moments = [VALUE_MOMENTS_LAYOUT, program.bindings];
    await createKernel(gpu, { root: 'kernels::valueMoments', layouts: moments, generated });
  },
};

/** Baking and what measures bakes refuse it. */
const letsThrough = ({ program }: Material): boolean => Boolean(program.transmits ?? program.seeThrough);

/** Draws directions where a material has no exact density. */
const proposer = metallicRoughnessMaterial({ name: 'proposer' });

/** Small buffers; the numbers are not in the shader text. */
const training = { ...DEFAULT_TRAINING, size: 16, levels: 1, batch: 64, stages: 1, walks: 2 };

/** Families of kernels, and within them their variants. A new kernel has its line here (CONTRIBUTING.md). */
export const families: Record<string, Record<string, CompileVariant>> = {
  'path tracer': {
    wave: createWaveKernels,
    'light through surfaces': createShadowKernels,
    'filled meshes': createMediaTraceKernel,
  },
  training: {
    'latent grid': (gpu) => createLatentGrid(gpu, 16, 5, 1),
    ...Object.fromEntries(
      decoderSpecs.map((spec) => [
        `trainer ${decoderLabel(spec)}`,
        (gpu: Gpu) => createTrainer(gpu, metallicRoughnessMaterial({ name: 'reference' }), spec, training),
      ]),
    ),
  },
  'analytic fits': {
    'log loss': (gpu) => compileFits(gpu, 'log'),
    'cube root loss': (gpu) => compileFits(gpu, 'cubeRoot'),
  },
  benchmarks: {
    'fmaPeak f32': (gpu) => compileFmaPeak(gpu, false),
    'fmaPeak f16': (gpu) => compileFmaPeak(gpu, true),
    ...Object.fromEntries(
      Object.entries(COST_RAY_LAYOUTS).map(([name, layout]) => [
        name,
        (gpu: Gpu) => createKernel(gpu, { root: `kernels::${name}`, layouts: [layout, sceneLayout(1)] }),
      ]),
    ),
  },
  ...Object.fromEntries(
    Object.entries(materials).map(([name, make]) => {
      const material = once(make);
      const variants = Object.entries(perMaterial).map(
        ([kernel, compile]) => [kernel, async (gpu: Gpu) => compile(gpu, await material())] as const,
      );
      return [name, Object.fromEntries(variants)];
    }),
  ),
};

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

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

/** A fit compiles where it runs: the least there is, on nothing. */
function compileFits(gpu: Gpu, loss: 'log' | 'cubeRoot'): Promise<unknown> {
  const reference = metallicRoughnessMaterial({ name: 'reference' });
  return fitAnalytic(gpu, reference, [gltfModel, analytic8Model], { size: 16, queriesPerTexel: 1, loss });
}

function compileFmaPeak(gpu: Gpu, half: boolean): Promise<unknown> {
  return createKernel(gpu, { root: 'kernels::fmaPeak', layouts: [FMA_PEAK_LAYOUT], conditions: { F16: half } });
}
