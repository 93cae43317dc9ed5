import { bufferUsage, createBuffer, readBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { Pcg } from '../engine/pcg.ts';
import { structLayout } from '../engine/structLayout.ts';
import type { Sequential } from '../layers/sequential.ts';
import { LATENT_CHANNELS } from '../materials/neural/decoderSpec.ts';
import { denseNetwork } from '../materials/neural/denseNetwork.ts';
import type { MaterialProgram, MaterialResources, ProgramFeatures } from '../materials/program.ts';
import { backward, denseGroups, forward } from './densePasses.ts';
import { createEncoderKernels } from './encoderKernels.ts';
import { FeatureStatistics, noStandardisation } from './featureStatistics.ts';
import { createGradientStage } from './gradientStage.ts';
import type { LatentGrid } from './latentGrid.ts';
import type { PlannedStep } from './schedule.ts';
import type { TrainingSettings } from './settings.ts';
import type { StepValues } from './stepValues.ts';
import { gradientTiles, tapeNetwork, TapeSlots } from './tape.ts';

const SLOTS = 'package::training::tapeSlots';
/** Texels whose features give mean and deviation. */
const STATISTICS_TEXELS = 4096;
const HIDDEN_LAYERS = 4;

export interface EncoderOptions {
  reference: MaterialProgram;
  features: ProgramFeatures;
  resources: MaterialResources;
  settings: TrainingSettings;
  grid: LatentGrid;
  /** Uniform of the trainer's step, and the samples' tape with the encoder's latents (2 blocks) and their gradient. */
  step: GPUBuffer;
  tape: GPUBuffer;
  latent: number;
  dLatent: number;
}

/**
 * The encoder K -> 4 x width -> 8 over the reference's pattern values (Zeltner et al. 2024, section 4.2): while it makes
 * the latents every sample teaches every texel. It has a tape of its own, one row a texel.
 */
export interface Encoder {
  readonly network: Sequential;
  /** Before the first step: measures mean and deviation of the features. @throws where one is not finite */
  prepare(step: StepValues): Promise<void>;
  /** Uniforms of one step; `step` is what the trainer's own holds. */
  write(planned: PlannedStep, step: StepValues): void;
  /** Latents of the batch's texels: to the samples' tape, and to the level for whoever looks at it. */
  recordForward(pass: GPUComputePassEncoder, planned: PlannedStep): void;
  /** From the latents' gradient on the samples' tape to a step of the encoder. */
  recordBackward(pass: GPUComputePassEncoder, planned: PlannedStep): void;
  /** Evaluates it for every texel of the level; submits by itself. */
  storeAll(planned: PlannedStep, step: StepValues): void;
  /** To be called when the level is there. */
  bindLatents(): void;
  /** For tests: parameters, and the standardised features of the last batch's `rows` texels. */
  read(rows: number): Promise<{ params: Float32Array; features: Float64Array[] }>;
  dispose(): void;
}

export async function createEncoder(gpu: Gpu, options: EncoderOptions): Promise<Encoder> {
  const { reference, features, settings, grid } = options;
  const hidden = Array.from({ length: HIDDEN_LAYERS }, () => settings.encoderWidth);
  const network = denseNetwork([features.count, ...hidden, LATENT_CHANNELS]);
  const [kernels, stepLayout, slotsLayout, layerLayout] = await Promise.all([
    createEncoderKernels(gpu, reference, features),
    structLayout('package::training::trainingStep::TrainingStep'),
    structLayout(`${SLOTS}::EncoderSlots`),
    structLayout(`${SLOTS}::DenseLayer`),
  ]);
  const { storage: STORAGE, uniform: UNIFORM, copySrc, copyDst } = bufferUsage;
  const owned: GPUBuffer[] = [];
  const own = (buffer: GPUBuffer) => {
    owned.push(buffer);
    return buffer;
  };
  const constant = (label: string, bytes: ArrayBuffer) =>
    own(createBuffer(gpu, `training/encoder/${label}`, new Uint8Array(bytes), UNIFORM | copyDst));
  const maxRows = settings.batch;
  const tapeSlots = new TapeSlots();
  const taped = tapeNetwork(tapeSlots, { network, offset: 0 }, true);
  const blocks = Math.ceil(features.count / 4);
  const encoded = own(createBuffer(gpu, 'training/encoder/tape', tapeSlots.blocks * maxRows * 16));
  const params = own(createBuffer(gpu, 'training/encoder/params', network.paramCount * 4, STORAGE | copySrc | copyDst));
  const initial = new Float32Array(network.paramCount);
  network.init(new Pcg(settings.seed, 0xe2c0), initial, 0);
  gpu.device.queue.writeBuffer(params, 0, initial);
  const rowStep = own(createBuffer(gpu, 'training/encoder/step', stepLayout.size, UNIFORM | copyDst));
  const standard = own(createBuffer(gpu, 'training/encoder/standard', blocks * 32, STORAGE | copyDst));
  const { inputs: first, raw, dRaw } = taped;
  const { latent, dLatent } = options;
  const encoder = constant('slots', slotsLayout.pack({ inputs: first, raw, d_raw: dRaw, latent, d_latent: dLatent }));
  const stage = await createGradientStage(gpu, {
    label: 'training/encoder',
    parameters: params,
    firstBlock: 0,
    blocks: network.paramCount / 4,
    tiles: gradientTiles(taped.layers),
    tape: encoded,
    maxBatch: maxRows,
    step: rowStep,
  });
  const dense = denseGroups(taped.layers, (layer) =>
    kernels.denseForward.bindGroup(0, {
      training: rowStep,
      layer: constant('layer', layerLayout.pack(layer)),
      weights: params,
      tape: encoded,
    }),
  );
  const inputGroups = [
    kernels.inputs.bindGroup(0, { training: rowStep, encoder, standard, encoded }),
    kernels.inputs.bindGroup(1, options.resources.resources),
  ];
  const spreadGroups = [kernels.spread.bindGroup(0, { training: options.step, encoder, encoded, tape: options.tape })];
  let storeGroups: GPUBindGroup[] = [];

  const writeRows = (step: StepValues, rows: number, texel: number, rate: number) =>
    gpu.device.queue.writeBuffer(
      rowStep,
      0,
      stepLayout.pack({ ...step, batch: rows, texels: rows, first: texel, rate }),
    );
  const runRows = (pass: GPUComputePassEncoder, rows: number) => {
    kernels.inputs.dispatch(pass, inputGroups, Math.ceil(rows / 64));
    forward(pass, kernels.denseForward, dense, rows);
  };
  const submit = (label: string, record: (pass: GPUComputePassEncoder) => void) => {
    const commands = gpu.device.createCommandEncoder({ label });
    const pass = commands.beginComputePass({ label });
    record(pass);
    pass.end();
    gpu.device.queue.submit([commands.finish()]);
  };
  const readInputs = async (rows: number) =>
    new Float32Array(await readBuffer(gpu, encoded, first * rows * 16, blocks * rows * 16));

  return {
    network,
    async prepare(step) {
      gpu.device.queue.writeBuffer(standard, 0, noStandardisation(blocks));
      const total = Math.min(STATISTICS_TEXELS, settings.size ** 2);
      const rows = Math.min(maxRows, total);
      const statistics = new FeatureStatistics(blocks);
      for (let texel = 0; texel < total; texel += rows) {
        writeRows(step, rows, texel, 0);
        submit('training/encoder/statistics', (pass) =>
          kernels.inputs.dispatch(pass, inputGroups, Math.ceil(rows / 64)),
        );
        statistics.add(await readInputs(rows), rows, reference.label);
      }
      gpu.device.queue.writeBuffer(standard, 0, statistics.standardisation());
    },
    write(planned, step) {
      writeRows(step, planned.texels, planned.first, planned.encoderRate);
    },
    recordForward(pass, { texels, batch }) {
      runRows(pass, texels);
      kernels.store.dispatch(pass, storeGroups, Math.ceil(texels / 64));
      kernels.spread.dispatch(pass, spreadGroups, Math.ceil(batch / 64));
    },
    recordBackward(pass, { texels }) {
      kernels.gather.dispatch(pass, spreadGroups, Math.ceil(texels / 64));
      backward(pass, kernels.denseBackward, dense, texels, false);
      stage.record(pass, texels);
    },
    storeAll(planned, step) {
      const total = 4 ** planned.sizeLog2;
      const rows = Math.min(maxRows, total);
      for (let texel = 0; texel < total; texel += rows) {
        writeRows(step, rows, texel, 0);
        submit('training/encoder/store', (pass) => {
          runRows(pass, rows);
          kernels.store.dispatch(pass, storeGroups, Math.ceil(rows / 64));
        });
      }
    },
    bindLatents() {
      storeGroups = [kernels.store.bindGroup(0, { training: rowStep, encoder, encoded, latents: grid.latents })];
    },
    async read(rows) {
      const values = await readInputs(rows);
      return {
        params: new Float32Array(await readBuffer(gpu, params)),
        features: Array.from({ length: rows }, (_, row) =>
          Float64Array.from({ length: features.count }, (__, k) => values[(k >> 2) * rows * 4 + row * 4 + (k & 3)]),
        ),
      };
    },
    dispose() {
      stage.dispose();
      owned.forEach((buffer) => buffer.destroy());
    },
  };
}
