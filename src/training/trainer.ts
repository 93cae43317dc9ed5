import { bindingLayout, storage, uniform } from '../engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel } from '../engine/kernel.ts';
import { Pcg } from '../engine/pcg.ts';
import { structLayout } from '../engine/structLayout.ts';
import type { DecoderSpec } from '../materials/neural/decoderSpec.ts';
import { initNeuralParams, MAX_PARAM_BYTES, neuralLayout } from '../materials/neural/neuralLayout.ts';
import type { Material } from '../materials/program.ts';
import type { NeuralMaterial } from '../materials/neural/neuralMaterial.ts';
import {
  latentFloats,
  latentLevel,
  rangeOf,
  type LatentPyramid,
  type LatentRange,
} from '../materials/neural/latentPyramid.ts';
import type { TrainerState } from './checkpoint.ts';
import { createLatentGrid } from './latentGrid.ts';
import { levelCount } from './levelSchedule.ts';
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
  /** The masters of each level, 8 floats a texel. */
  readonly masters: readonly Float32Array[];
  /** As they will be stored. */
  readonly latents: LatentPyramid;
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
  /** A copy of everything that the next step depends on. */
  save(): Promise<TrainerState>;
  /** Takes the place of `prepare`. @throws RangeError naming a buffer that is missing or of another size. */
  restore(state: TrainerState): void;
  /** The last batch's queries as the reference answered them (`TrainingSample` each), for tests. */
  readSamples(): Promise<ArrayBuffer>;
  /** To be awaited before the first step that `quantises`: fixes what the latents' codes stand for. */
  startCoding(): Promise<void>;
  /** Makes the latents at first, where the reference has features to encode. */
  readonly encoder: Encoder | undefined;
  /** Host milliseconds spent compiling. */
  readonly compileMs: number;
  dispose(): void;
}

/** Networks and latents that stay as they are while a sampler is trained for them: those of a baked material. */
export type SamplerOf = Pick<NeuralMaterial, 'params' | 'latents'>;

/**
 * Compiles the kernels around the reference's program and uploads initial parameters drawn from the seed.
 * @param samplerOf  trains the sampler alone, against these.
 */
export async function createTrainer(
  gpu: Gpu,
  reference: Material,
  spec: DecoderSpec,
  settings: TrainingSettings,
  samplerOf?: SamplerOf,
): Promise<Trainer> {
  const owned: (() => void)[] = [];
  try {
    return await build(gpu, reference, spec, settings, samplerOf, owned);
  } catch (cause) {
    for (const free of owned) free();
    throw cause;
  }
}

/** @param owned  gets what frees each thing that is made: what fails after it leaves none behind */
async function build(
  gpu: Gpu,
  reference: Material,
  spec: DecoderSpec,
  settings: TrainingSettings,
  samplerOf: SamplerOf | undefined,
  owned: (() => void)[],
): Promise<Trainer> {
  const start = performance.now();
  if (reference.program.random && settings.walks < 2)
    throw new RangeError(
      `training setting walks is ${settings.walks}; the values of '${reference.name}' are random: it takes 2 or more`,
    );
  if (reference.program.random && settings.lateWalks === 1)
    throw new RangeError(
      `training setting lateWalks is 1; the values of '${reference.name}' are random: it takes 0 (as before), or 2 or more`,
    );
  const layout = neuralLayout(spec);
  const own = <T>(made: T, free: () => void): T => {
    owned.push(free);
    return made;
  };
  const ownBuffer = (buffer: GPUBuffer) => own(buffer, () => buffer.destroy());
  const ownPart = <T extends { dispose(): void }>(part: T) => own(part, () => part.dispose());
  const grid = ownPart(await createLatentGrid(gpu, settings.size, levelCount(settings), settings.seed));
  const resources = ownPart(await reference.upload(gpu));
  const [stepLayout, sampleLayout, dataset] = await Promise.all([
    structLayout(STEP),
    structLayout(SAMPLE),
    createKernel(gpu, {
      root: 'kernels::dataset',
      layouts: [datasetBindings, reference.program.bindings],
      generated: reference.program.modules,
      label: `dataset(${reference.name})`,
    }),
  ]);
  const { storage: STORAGE, uniform: UNIFORM, copySrc, copyDst } = bufferUsage;
  const params = ownBuffer(
    createBuffer(gpu, 'training/params', MAX_PARAM_BYTES, STORAGE | UNIFORM | copySrc | copyDst),
  );
  const initial = initNeuralParams(layout, new Pcg(settings.seed));
  if (samplerOf) initial.set(samplerOf.params.subarray(0, 4 * layout.sampler.offset));
  gpu.device.queue.writeBuffer(params, 0, initial as BufferSource);
  if (samplerOf) grid.write(samplerOf.latents.levels.map(latentFloats));
  const step = ownBuffer(createBuffer(gpu, 'training/step', stepLayout.size, UNIFORM | copyDst));
  const samplerStep = ownBuffer(createBuffer(gpu, 'training/samplerStep', stepLayout.size, UNIFORM | copyDst));
  const samples = ownBuffer(createBuffer(gpu, 'training/samples', settings.batch * sampleLayout.size));
  const passes = ownPart(
    await createNetworkPasses(gpu, layout, {
      params,
      step,
      samplerStep,
      samples,
      grid,
      maxBatch: settings.batch,
    }),
  );
  const { features } = reference.program;
  // Latents that are given cover what they were baked over.
  const { repeats = 1 } = samplerOf?.latents ?? reference.program;
  const encoder =
    features && settings.encoderShare > 0 && !samplerOf
      ? ownPart(
          await createEncoder(gpu, {
            reference: reference.program,
            features,
            resources,
            settings,
            grid,
            step,
            tape: passes.tape,
            latent: passes.encodedLatent,
            dLatent: passes.encodedGradient,
          }),
        )
      : undefined;
  const datasetGroups = [dataset.bindGroup(0, { training: step, samples }), dataset.bindGroup(1, resources.resources)];
  const compileMs = performance.now() - start;
  let batch = settings.batch;
  let samplerRan = false;
  let prepared = false;
  let ranges: LatentRange[] | undefined;

  const memory = {
    params,
    latents: grid.latents,
    latentMoments: grid.moments,
    ...passes.memory,
    ...encoder?.memory,
  };
  const meanOf = async (buffer: GPUBuffer) => {
    const values = new Float32Array(await readBuffer(gpu, buffer, 0, batch * 4));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };

  return {
    compileMs,
    encoder,
    async prepare() {
      const [first] = planSteps(settings, true);
      await encoder?.prepare(stepValues(settings, first, repeats));
      prepared = true;
    },
    step(planned) {
      if (!prepared) throw new Error('the trainer steps before it is prepared');
      if (planned.quantises && !ranges) throw new Error('the trainer sees codes before it knows what they stand for');
      if (planned.grow) grid.grow(planned.finest);
      batch = planned.batch;
      const values = stepValues(settings, planned, repeats, ranges);
      const { queue } = gpu.device;
      if (planned.store) encoder?.storeAll(values);
      if (planned.encodes) encoder?.write(planned, values);
      queue.writeBuffer(step, 0, stepLayout.pack(values));
      queue.writeBuffer(samplerStep, 0, stepLayout.pack({ ...values, correction: planned.samplerCorrection }));
      const commands = gpu.device.createCommandEncoder({ label: `training/step ${planned.step}` });
      const pass = commands.beginComputePass({ label: 'training' });
      dataset.dispatch(pass, datasetGroups, Math.ceil(batch / 64));
      if (planned.encodes) encoder?.recordForward(pass, planned);
      if (!samplerOf) passes.recordEvaluation(pass, planned);
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
    async startCoding() {
      ranges ??= (await grid.read()).map((level) => rangeOf(level, settings.latentBits));
    },
    async read() {
      const masters = await grid.read();
      return {
        params: new Float32Array(await readBuffer(gpu, params, 0, layout.paramCount * 4)),
        masters,
        latents: pyramidOf(masters, settings, repeats, ranges),
      };
    },
    async save() {
      const copies = await Promise.all(
        Object.entries(memory).map(
          async ([name, buffer]) => [name, new Uint8Array(await readBuffer(gpu, buffer))] as const,
        ),
      );
      return { buffers: new Map(copies), ranges };
    },
    restore(state) {
      for (const [name, buffer] of Object.entries(memory)) {
        const bytes = state.buffers.get(name);
        if (bytes?.length !== buffer.size)
          throw new RangeError(
            `checkpoint: '${name}' has ${bytes?.length ?? 'no'} bytes; this bake needs ${buffer.size}`,
          );
        gpu.device.queue.writeBuffer(buffer, 0, bytes as BufferSource);
      }
      ranges = state.ranges && [...state.ranges];
      prepared = true;
    },
    readSamples: () => readBuffer(gpu, samples, 0, batch * sampleLayout.size),
    dispose() {
      for (const free of owned) free();
    },
  };
}

function pyramidOf(
  masters: readonly Float32Array[],
  { size, latentBits, lookup }: TrainingSettings,
  repeats: number,
  ranges: readonly LatentRange[] | undefined,
): LatentPyramid {
  const [first, ...rest] = masters.map((level, m) => latentLevel(size >> m, size >> m, level, latentBits, ranges?.[m]));
  return { bits: latentBits, lookup, repeats, levels: [first, ...rest] };
}
