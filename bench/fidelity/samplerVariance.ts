import { bindingLayout, storage, uniform } from '../../src/engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { createKernel } from '../../src/engine/kernel.ts';
import { structLayout } from '../../src/engine/structLayout.ts';
import type { Material } from '../../src/materials/program.ts';
import { cameraValues } from '../../src/scene/cameraData.ts';
import { uniformEnvironment } from '../../src/scene/environmentData.ts';
import { uploadEnvironment } from '../../src/scene/gpuEnvironment.ts';
import { lightTableValues } from '../../src/scene/lightTable.ts';
import { lightLayout } from '../../src/scene/sceneBindings.ts';
import { median } from '../statistics.ts';
import type { FidelityLight } from './lighting.ts';
import type { FidelityView } from './views.ts';

const PROPOSALS = 'array<package::path::samplerProposal::SamplerProposal>';
const SETTINGS = 'package::path::fidelityQuery::FidelitySettings';

export const SAMPLER_PROPOSAL_LAYOUT = bindingLayout('sampler_proposal_bindings', 0, {
  settings: uniform(SETTINGS),
  proposals: storage(PROPOSALS, 'read_write'),
});
export const SAMPLER_WEIGHT_LAYOUT = bindingLayout('sampler_weight_bindings', 0, {
  proposals: storage(PROPOSALS),
  sums: storage('array<package::path::samplerProposal::EstimateSums>', 'read_write'),
});
const LIGHTS = lightLayout(2);

/** One sampler's share of a comparison. */
export interface SamplerVariance {
  /** Mean over the mask of variance/mean² of one sample. */
  readonly variance: number;
  /** Seconds a frame: proposing and weighing. */
  readonly seconds: number;
}

export interface SamplerComparison {
  /** In the proposals' order. */
  readonly samplers: SamplerVariance[];
  /**
   * The variance that directions distributed as the integrand's own f·cos (luminance) would have: what a sampler aims at
   * that does not know the light. Where another comes out lower, light happens to come from where it looks.
   */
  readonly ideal: number;
}

export interface SamplerVarianceOptions {
  readonly size: number;
  /** Independent samples a pixel. */
  readonly frames: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** Pixels darker than this share of the mean say nothing of a sampler: there, variance over mean² is noise over noise. */
const DARKEST = 0.01;

/**
 * Variance of the light that the first hit on a unit sphere reflects, with directions from each proposal's own sampler and
 * one integrand for all. Proposals take turns frame by frame, so that they are timed under the same conditions.
 */
export async function samplerVariance(
  gpu: Gpu,
  integrand: Material,
  proposals: readonly Material[],
  view: FidelityView,
  light: FidelityLight,
  { size, frames, seed = 1, signal }: SamplerVarianceOptions,
): Promise<SamplerComparison> {
  const [proposalLayout, sumsLayout, settingsLayout, tableLayout] = await Promise.all([
    structLayout('package::path::samplerProposal::SamplerProposal'),
    structLayout('package::path::samplerProposal::EstimateSums'),
    structLayout(SETTINGS),
    structLayout('package::scene::lightTable::LightTable'),
  ]);
  const { uniform: UNIFORM, copyDst } = bufferUsage;
  const settings = createBuffer(gpu, 'sampler/settings', settingsLayout.size, UNIFORM | copyDst);
  const drawn = createBuffer(gpu, 'sampler/proposals', size * size * proposalLayout.size);
  const table = createBuffer(gpu, 'sampler/lights', tableLayout.size, UNIFORM | copyDst);
  const environment = await uploadEnvironment(gpu, light.map);
  const data = { ...uniformEnvironment([0, 0, 0]), map: light.map };
  gpu.device.queue.writeBuffer(table, 0, tableLayout.pack(lightTableValues([], data, { environment: 1, lights: [] })));
  const weigh = await createKernel(gpu, {
    root: 'kernels::samplerWeights',
    layouts: [SAMPLER_WEIGHT_LAYOUT, integrand.program.bindings],
    generated: integrand.program.modules,
    label: `samplerWeights(${integrand.program.label})`,
  });
  const integrandResources = await integrand.upload(gpu);
  const weighProgram = weigh.bindGroup(1, integrandResources.resources);
  const sides = await Promise.all(
    proposals.map(async (material) => {
      const kernel = await createKernel(gpu, {
        root: 'kernels::samplerProposals',
        layouts: [SAMPLER_PROPOSAL_LAYOUT, material.program.bindings, LIGHTS],
        generated: material.program.modules,
        label: `samplerProposals(${material.program.label})`,
      });
      const resources = await material.upload(gpu);
      const sums = createBuffer(gpu, `sampler/${material.name}`, size * size * sumsLayout.size);
      const lights = {
        environment_map: environment.view,
        environment_alias: environment.alias,
        lights: table,
      };
      const groups = [
        kernel.bindGroup(0, { settings, proposals: drawn }),
        kernel.bindGroup(1, resources.resources),
        kernel.bindGroup(2, lights),
      ];
      const weights = [weigh.bindGroup(0, { proposals: drawn, sums }), weighProgram];
      return { kernel, resources, sums, groups, weights, times: [] as number[] };
    }),
  );
  try {
    const camera = cameraValues(view.camera, size, size);
    for (let sample = 0; sample < frames; sample++) {
      signal?.throwIfAborted();
      const fixed = { camera, seed, sample, samples: frames, uv_scale: 1, footprint_scale: 0, places: 0 };
      gpu.device.queue.writeBuffer(settings, 0, settingsLayout.pack(fixed));
      for (const { kernel, groups, weights, times } of sides) {
        const start = performance.now();
        const encoder = gpu.device.createCommandEncoder({ label: 'sampler' });
        const pass = encoder.beginComputePass({ label: 'sampler' });
        kernel.dispatch(pass, groups, Math.ceil(size / 8), Math.ceil(size / 8));
        weigh.dispatch(pass, weights, Math.ceil((size * size) / 64));
        pass.end();
        gpu.device.queue.submit([encoder.finish()]);
        await gpu.device.queue.onSubmittedWorkDone();
        times.push((performance.now() - start) / 1000);
      }
    }
    const all = await Promise.all(sides.map(async ({ sums }) => new Float32Array(await readBuffer(gpu, sums))));
    // One mean a pixel for all: the integrand is the same.
    const means = Float64Array.from({ length: size * size }, (_, p) =>
      all.reduce((sum, sums) => sum + sums[SUMS * p] / (frames * all.length), 0),
    );
    const seen = means.filter((mean) => mean > 0);
    const least = (DARKEST * seen.reduce((sum, mean) => sum + mean, 0)) / seen.length;
    return {
      samplers: all.map((sums, i) => ({
        variance: meanRelativeVariance(sums, means, least, frames),
        // The first frame compiles on some drivers.
        seconds: median(sides[i].times.slice(1)),
      })),
      ideal: idealVariance(all, means, least, frames),
    };
  } finally {
    environment.dispose();
    integrandResources.dispose();
    for (const { resources, sums } of sides) {
      resources.dispose();
      sums.destroy();
    }
    for (const buffer of [settings, drawn, table]) buffer.destroy();
  }
}

/** Floats of `EstimateSums`. */
const SUMS = 4;

// The two integrals come from the same samples: a bias of a thousandth, with as many samples as frames and proposals give.
function idealVariance(all: readonly Float32Array[], means: Float64Array, least: number, frames: number): number {
  const count = frames * all.length;
  const mean = (p: number, k: number): number => all.reduce((sum, sums) => sum + sums[SUMS * p + k], 0) / count;
  let total = 0;
  let pixels = 0;
  means.forEach((light, p) => {
    if (light <= least) return;
    total += (mean(p, 2) * mean(p, 3)) / light ** 2 - 1;
    pixels++;
  });
  return total / pixels;
}

function meanRelativeVariance(sums: Float32Array, means: Float64Array, least: number, frames: number): number {
  let total = 0;
  let count = 0;
  means.forEach((mean, p) => {
    if (mean <= least) return;
    const own = sums[SUMS * p] / frames;
    total += ((sums[SUMS * p + 1] / frames - own * own) * (frames / (frames - 1))) / mean ** 2;
    count++;
  });
  return total / count;
}
