import { bindingLayout, storage, uniform } from '../engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel } from '../engine/kernel.ts';
import { structLayout } from '../engine/structLayout.ts';
import type { Material } from '../materials/program.ts';
import { printFitModel, type AnalyticModel } from './analyticModels.ts';
import { createLatentGrid } from './latentGrid.ts';
import { pyramidOffsets } from './levelSchedule.ts';
import { fitLevels, fitSteps, planFit, type FitPlan, type FitPlanOptions } from './analyticFitPlan.ts';

const STEP = 'package::training::trainingStep::TrainingStep';
const FIT_STEP = 'package::training::recursiveFit::FitStep';
const COVARIANCE = 'package::training::recursiveFit::Covariance';
const SAMPLE = 'package::training::trainingSample::TrainingSample';

const datasetBindings = bindingLayout('dataset_bindings', 0, {
  training: uniform(STEP),
  samples: storage(`array<${SAMPLE}>`, 'read_write'),
});
const fitBindings = bindingLayout('analytic_fit_bindings', 0, {
  fit: uniform(FIT_STEP),
  samples: storage(`array<${SAMPLE}>`),
  parameters: storage('array<vec4f>', 'read_write'),
  covariances: storage(`array<${COVARIANCE}>`, 'read_write'),
  more_covariances: storage(`array<${COVARIANCE}>`, 'read_write'),
  losses: storage('array<f32>', 'read_write'),
});

export interface AnalyticFitOptions extends FitPlanOptions {
  /** `log`: |log(f + ε) − log(t + ε)|, as decoders are trained; `cubeRoot`: 3|f^⅓ − t^⅓|. Default `log`. */
  readonly loss?: 'log' | 'cubeRoot';
  readonly onProgress?: (step: number, steps: number) => void;
  readonly signal?: AbortSignal;
}

/** Best-fit parameters of one model over one period of uv, row-major from uv (0, 0). */
export interface AnalyticFit {
  readonly model: AnalyticModel;
  readonly size: number;
  /** Periods over the unit square of uv. */
  readonly repeats: number;
  /** Eight a texel, in the model's units and within its bounds. */
  readonly parameters: Float32Array;
  /** Mean loss of the last batch. */
  readonly loss: number;
}

/** Steps in flight at once: the host's work is hidden, an abort is felt. */
const IN_FLIGHT = 8;
/** Covariances a texel lie in one of so many bindings. */
const COVARIANCE_BINDINGS = 2;
const COVARIANCE_BYTES = 192; // 48 floats, as `Covariance` has them

/** Whether a fit of `size` texels a side, levels and all, finds room on this adapter. */
export function fitsAdapter({ limits }: Gpu, size: number): boolean {
  const { texels } = pyramidOffsets(size, fitLevels({ size }));
  return texels <= COVARIANCE_BINDINGS * Math.floor(limits.maxStorageBufferBindingSize / COVARIANCE_BYTES);
}

/**
 * Fits analytic models to a reference, texel by texel, from coarse to fine. All models see the same queries.
 * @throws RangeError for a setting out of range, or a size that does not fit the adapter; the signal's reason when aborted
 */
export async function fitAnalytic(
  gpu: Gpu,
  reference: Material,
  models: readonly AnalyticModel[],
  options: AnalyticFitOptions = {},
): Promise<AnalyticFit[]> {
  const { random, repeats = 1 } = reference.program;
  const plan = planFit({ ...(random && { walks: 16 }), repeats, ...options });
  if (!fitsAdapter(gpu, plan.size)) throw new RangeError(`a fit of ${plan.size}² texels is too large for this adapter`);
  const steps = [...fitSteps(plan)];
  const stepLayout = await structLayout(STEP);
  const sampleLayout = await structLayout(SAMPLE);
  const resources = await reference.upload(gpu);
  const dataset = await createKernel(gpu, {
    root: 'kernels::dataset',
    layouts: [datasetBindings, reference.program.bindings],
    generated: reference.program.modules,
    label: `dataset(${reference.name})`,
  });
  const training = createBuffer(gpu, 'fit/step', stepLayout.size, bufferUsage.uniform | bufferUsage.copyDst);
  const samples = createBuffer(gpu, 'fit/samples', plan.batch * sampleLayout.size);
  const fitLayout = await structLayout(FIT_STEP);
  const fit = createBuffer(gpu, 'fit/recursion', fitLayout.size, bufferUsage.uniform | bufferUsage.copyDst);
  const datasetGroups = [dataset.bindGroup(0, { training, samples }), dataset.bindGroup(1, resources.resources)];
  const sides = await Promise.all(
    models.map((model) => createSide(gpu, model, plan, { fit, samples }, options.loss ?? 'log')),
  );
  try {
    for (const [index, step] of steps.entries()) {
      options.signal?.throwIfAborted();
      gpu.device.queue.writeBuffer(training, 0, stepLayout.pack(step.dataset));
      gpu.device.queue.writeBuffer(fit, 0, fitLayout.pack(step.fit));
      if (step.grows !== undefined) for (const side of sides) side.grow(step.grows);
      const workgroups = Math.ceil(step.fit.batch / 64);
      const encoder = gpu.device.createCommandEncoder({ label: `fit/step ${index}` });
      const pass = encoder.beginComputePass({ label: 'fit' });
      dataset.dispatch(pass, datasetGroups, workgroups);
      for (const side of sides) side.record(pass, workgroups);
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
      if (index % IN_FLIGHT === 0 || index === steps.length - 1) {
        await gpu.device.queue.onSubmittedWorkDone();
        options.onProgress?.(index + 1, steps.length);
      }
    }
    const fits: AnalyticFit[] = [];
    for (const side of sides) fits.push(await side.read());
    return fits;
  } finally {
    resources.dispose();
    for (const side of sides) side.dispose();
    training.destroy();
    samples.destroy();
    fit.destroy();
  }
}

async function createSide(
  gpu: Gpu,
  model: AnalyticModel,
  plan: FitPlan,
  shared: { fit: GPUBuffer; samples: GPUBuffer },
  loss: 'log' | 'cubeRoot',
) {
  const kernel = await createKernel(gpu, {
    root: 'kernels::analyticFit',
    layouts: [fitBindings],
    generated: { fit_model: printFitModel(model) },
    conditions: { CUBE_ROOT: loss === 'cubeRoot' },
    label: `analyticFit(${model.name})`,
  });
  // The grid's values are offsets from the model's initial ones, so its small random start fits any model.
  const levels = fitLevels(plan);
  const grid = await createLatentGrid(gpu, plan.size, levels, plan.seed);
  const { texels } = pyramidOffsets(plan.size, levels);
  // All in the first where they fit; a binding is never empty.
  const first = Math.min(texels, Math.floor(gpu.limits.maxStorageBufferBindingSize / COVARIANCE_BYTES));
  const covariances = createBuffer(gpu, 'fit/covariances', first * COVARIANCE_BYTES);
  const more = createBuffer(gpu, 'fit/moreCovariances', Math.max(1, texels - first) * COVARIANCE_BYTES);
  const losses = createBuffer(gpu, 'fit/losses', plan.batch * 4);
  const group = kernel.bindGroup(0, {
    ...shared,
    parameters: grid.latents,
    covariances,
    more_covariances: more,
    losses,
  });
  return {
    grow: (level: number) => grid.grow(level),
    record(pass: GPUComputePassEncoder, workgroups: number) {
      kernel.dispatch(pass, [group], workgroups);
    },
    async read(): Promise<AnalyticFit> {
      const [parameters] = await grid.read();
      for (let i = 0; i < parameters.length; i++) {
        const { initial, lower, upper } = model.channels[i % 8];
        parameters[i] = Math.min(upper, Math.max(lower, initial + parameters[i]));
      }
      const values = new Float32Array(await readBuffer(gpu, losses));
      return {
        model,
        size: plan.size,
        repeats: plan.repeats,
        parameters,
        loss: values.reduce((sum, v) => sum + v, 0) / values.length,
      };
    },
    dispose() {
      grid.dispose();
      covariances.destroy();
      more.destroy();
      losses.destroy();
    },
  };
}
