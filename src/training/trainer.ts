import { bindingLayout, storage, uniform } from '../engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel } from '../engine/kernel.ts';
import { Pcg } from '../engine/pcg.ts';
import { structLayout } from '../engine/structLayout.ts';
import type { DecoderSpec } from '../materials/neural/decoderSpec.ts';
import { initNeuralParams, MAX_PARAM_BYTES, neuralLayout } from '../materials/neural/neuralLayout.ts';
import type { Material } from '../materials/program.ts';
import { createLatentGrid } from './latentGrid.ts';
import { createNetworkPasses } from './networkPasses.ts';
import { createEncoder, type Encoder } from './encoder.ts';
import { planSteps, type PlannedStep } from './schedule.ts';
import { stepValues } from './stepValues.ts';
import type { TrainingSettings } from './settings.ts';

const STEP = 'package::training::trainingStep::TrainingStep';
const SAMPLE = 'package::training::trainingSample::TrainingSample';

const datasetBindings = bindingLayout('dataset_bindings', 0, {
  training: uniform(STEP),
  samples: storage(`array<${SAMPLE}>`, 'read_write'),
});

/** Networks and latents in training, as plain arrays. */
export interface TrainedNetworks {
  /** All networks' parameters in the layout of `neuralLayout`. */
  readonly params: Float32Array;
  /** Texel-major, 8 floats a texel. */
  readonly latents: Float32Array;
  readonly size: number;
}

export interface Losses {
  /** Mean over the batch of the loss, averaged over RGB. */
  readonly evaluation: number;
  /** Mean over the batch of −(lum f / pdf)·log pdf of the sampled directions; undefined until a sampler step ran. */
  readonly sampler: number | undefined;
}

export interface Trainer {
  /** To be awaited before the first step: measures what the encoder will see. @throws where a pattern value is not finite */
  prepare(): Promise<void>;
  /** Records and submits one step; steps must come in the order of `planSteps`. */
  step(planned: PlannedStep): void;
  /** Of the last step; waits for it. */
  losses(): Promise<Losses>;
  /** Copies everything back. */
  read(): Promise<TrainedNetworks>;
  /** The last batch's queries as the reference answered them (`TrainingSample` each), for tests. */
  readSamples(): Promise<ArrayBuffer>;
  /** For a live preview: buffers that stay valid until the next `step` that grows the latents. */
  readonly live: { params: GPUBuffer; latents: GPUBuffer; size: number };
  /** Makes the latents at first, where the reference has features to encode. */
  readonly encoder: Encoder | undefined;
  /** Host milliseconds spent compiling. */
  readonly compileMs: number;
  dispose(): void;
}

/** Compiles the kernels around the reference's program and uploads initial parameters drawn from the seed. */
export async function createTrainer(
  gpu: Gpu,
  reference: Material,
  spec: DecoderSpec,
  settings: TrainingSettings,
): Promise<Trainer> {
  const start = performance.now();
  const layout = neuralLayout(spec);
  const [resources, stepLayout, sampleLayout, dataset, grid] = await Promise.all([
    reference.upload(gpu),
    structLayout(STEP),
    structLayout(SAMPLE),
    createKernel(gpu, {
      root: 'kernels::dataset',
      layouts: [datasetBindings, reference.program.bindings],
      generated: reference.program.modules,
      label: `dataset(${reference.name})`,
    }),
    createLatentGrid(gpu, settings.seed),
  ]);
  const { storage: STORAGE, uniform: UNIFORM, copySrc, copyDst } = bufferUsage;
  const params = createBuffer(gpu, 'training/params', MAX_PARAM_BYTES, STORAGE | UNIFORM | copySrc | copyDst);
  gpu.device.queue.writeBuffer(params, 0, initNeuralParams(layout, new Pcg(settings.seed)) as BufferSource);
  const step = createBuffer(gpu, 'training/step', stepLayout.size, UNIFORM | copyDst);
  const samplerStep = createBuffer(gpu, 'training/samplerStep', stepLayout.size, UNIFORM | copyDst);
  const samples = createBuffer(gpu, 'training/samples', settings.batch * sampleLayout.size);
  const passes = await createNetworkPasses(gpu, layout, {
    params,
    step,
    samplerStep,
    samples,
    grid,
    maxBatch: settings.batch,
    loss: settings.loss,
  });
  const { features } = reference.program;
  const encoder =
    features && settings.encoderShare > 0
      ? await createEncoder(gpu, {
          reference: reference.program,
          features,
          resources,
          settings,
          grid,
          step,
          tape: passes.tape,
          latent: passes.encodedLatent,
          dLatent: passes.encodedGradient,
        })
      : undefined;
  const datasetGroups = [dataset.bindGroup(0, { training: step, samples }), dataset.bindGroup(1, resources.resources)];
  const compileMs = performance.now() - start;
  let batch = settings.batch;
  let samplerRan = false;
  let prepared = false;

  const meanOf = async (buffer: GPUBuffer) => {
    const values = new Float32Array(await readBuffer(gpu, buffer, 0, batch * 4));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };

  return {
    compileMs,
    encoder,
    async prepare() {
      // Features are measured over texels in an order of their own.
      const [first] = planSteps(settings, true);
      await encoder?.prepare({ ...stepValues(settings, first), epoch_key: settings.seed });
      prepared = true;
    },
    step(planned) {
      if (!prepared) throw new Error('the trainer steps before it is prepared');
      if (planned.grow) {
        grid.grow(planned.sizeLog2);
        passes.bindLatents();
        encoder?.bindLatents();
      }
      batch = planned.batch;
      const values = stepValues(settings, planned);
      const { queue } = gpu.device;
      if (planned.store) encoder?.storeAll(planned, values);
      if (planned.encodes) encoder?.write(planned, values);
      queue.writeBuffer(step, 0, stepLayout.pack(values));
      queue.writeBuffer(samplerStep, 0, stepLayout.pack({ ...values, correction: planned.samplerCorrection }));
      const commands = gpu.device.createCommandEncoder({ label: `training/step ${planned.step}` });
      const pass = commands.beginComputePass({ label: 'training' });
      dataset.dispatch(pass, datasetGroups, Math.ceil(batch / 64));
      if (planned.encodes) encoder?.recordForward(pass, planned);
      passes.recordEvaluation(pass, planned);
      if (planned.encodes) encoder?.recordBackward(pass, planned);
      if (planned.trainsSampler) {
        passes.recordSampler(pass, planned);
        samplerRan = true;
      }
      pass.end();
      queue.submit([commands.finish()]);
    },
    losses: async () => ({
      evaluation: await meanOf(passes.losses),
      sampler: samplerRan ? await meanOf(passes.samplerLosses) : undefined,
    }),
    async read() {
      return {
        params: new Float32Array(await readBuffer(gpu, params, 0, layout.paramCount * 4)),
        latents: new Float32Array(await readBuffer(gpu, grid.latents)),
        size: grid.size,
      };
    },
    readSamples: () => readBuffer(gpu, samples, 0, batch * sampleLayout.size),
    get live() {
      return { params, latents: grid.latents, size: grid.size };
    },
    dispose() {
      resources.dispose();
      passes.dispose();
      encoder?.dispose();
      grid.dispose();
      for (const buffer of [params, step, samplerStep, samples]) buffer.destroy();
    },
  };
}
