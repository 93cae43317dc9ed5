import { bufferUsage, createBuffer, readBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { Pcg } from '../engine/pcg.ts';
import { structLayout, type StructValues } from '../engine/structLayout.ts';
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
import { gradientTiles, tapeNetwork, TapeSlots } from './tape.ts';
import { levelCount, LevelSchedule, type LevelRows } from './levelSchedule.ts';
import { levelValues } from './stepValues.ts';

const SLOTS = 'package::training::tapeSlots';
/** Texels whose features give mean and deviation. */
const STATISTICS_TEXELS = 4096;
const STATISTICS_KEY = 0x57a7;
const HIDDEN_LAYERS = 4;
/** Rows are texels: what samples learn by is the trainer's. */
const NO_LOSS = { meanLoss: false, walksMeanLoss: false, late: false, cone: 0 };

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
  prepare(step: StructValues): Promise<void>;
  /** Uniforms of one step; `step` is what the trainer's own holds. */
  write(planned: PlannedStep, step: StructValues): void;
  /** Latents of the batch's texels: to the samples' tape, and to the pyramid for whoever looks at it. */
  recordForward(pass: GPUComputePassEncoder, planned: PlannedStep): void;
  /** From the latents' gradient on the samples' tape to a step of the encoder. */
  recordBackward(pass: GPUComputePassEncoder, planned: PlannedStep): void;
  /** Evaluates it for every texel of every level; submits by itself. */
  storeAll(step: StructValues): void;
  /** What it remembers from step to step, by name. */
  readonly memory: Readonly<Record<string, GPUBuffer>>;
  /** For tests: parameters, and the standardised inputs of the last batch's `rows` texels. */
  read(rows: number): Promise<{ params: Float32Array; features: Float64Array[] }>;
  dispose(): void;
}

export async function createEncoder(gpu: Gpu, options: EncoderOptions): Promise<Encoder> {
  const { reference, features, settings, grid } = options;
  const hidden = Array.from({ length: HIDDEN_LAYERS }, () => settings.encoderWidth);
  // Mean and deviation of every feature, products, the level (kernels/encoderInputs.wgsl).
  const blocks = 2 * Math.ceil(features.count / 4) + features.productBlocks + 1;
  const network = denseNetwork([4 * blocks, ...hidden, LATENT_CHANNELS]);
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
  const encoded = own(createBuffer(gpu, 'training/encoder/tape', tapeSlots.blocks * maxRows * 16));
  const params = own(createBuffer(gpu, 'training/encoder/params', network.paramCount * 4, STORAGE | copySrc | copyDst));
  const initial = new Float32Array(network.paramCount);
  network.init(new Pcg(settings.seed, 0xe2c0), initial, 0);
  gpu.device.queue.writeBuffer(params, 0, initial);
  const rowStep = own(createBuffer(gpu, 'training/encoder/step', stepLayout.size, UNIFORM | copyDst));
  const standard = own(createBuffer(gpu, 'training/encoder/standard', blocks * 32, STORAGE | copySrc | copyDst));
  const { inputs, raw, dRaw } = taped;
  const { latent, dLatent } = options;
  const encoder = constant('slots', slotsLayout.pack({ inputs, raw, d_raw: dRaw, latent, d_latent: dLatent }));
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
  const storeGroups = [kernels.store.bindGroup(0, { training: rowStep, encoder, encoded, latents: grid.latents })];

  const writeRows = (step: StructValues, levels: readonly LevelRows[], rate: number) => {
    const rows = levels.reduce((sum, level) => sum + level.rows, 0);
    const values = { ...step, levels: levelValues(settings, levels, NO_LOSS), batch: rows, texels: rows, rate };
    gpu.device.queue.writeBuffer(rowStep, 0, stepLayout.pack(values));
    return rows;
  };
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
    new Float32Array(await readBuffer(gpu, encoded, inputs * rows * 16, blocks * rows * 16));

  return {
    network,
    memory: { encoder: params, encoderMoments: stage.moments, encoderStandard: standard },
    async prepare(step) {
      gpu.device.queue.writeBuffer(standard, 0, noStandardisation(blocks));
      const statistics = new FeatureStatistics(blocks);
      // Features are measured over texels in an order of their own.
      const schedule = new LevelSchedule({ ...settings, seed: settings.seed ^ STATISTICS_KEY });
      const total = Math.min(STATISTICS_TEXELS, settings.size ** 2);
      for (let measured = 0; measured < total;) {
        const rows = writeRows(step, schedule.next(Math.min(maxRows, total), 0), 0);
        submit('training/encoder/statistics', (pass) =>
          kernels.inputs.dispatch(pass, inputGroups, Math.ceil(rows / 64)),
        );
        statistics.add(await readInputs(rows), rows, reference.label);
        measured += rows;
      }
      gpu.device.queue.writeBuffer(standard, 0, statistics.standardisation());
    },
    write(planned, step) {
      writeRows(step, planned.levels, planned.encoderRate);
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
    storeAll(step) {
      for (let level = 0; level < levelCount(settings); level++) {
        const texels = (settings.size >> level) ** 2;
        // The kernels take rows by four: of a level of one texel all four are that texel.
        const rows = Math.max(4, Math.min(maxRows, texels));
        for (let first = 0; first < texels; first += rows) {
          writeRows(step, [{ level, rows, first, epochKey: 0, blockLog2: 0, shift: [0, 0], correction: [1, 1] }], 0);
          submit('training/encoder/store', (pass) => {
            runRows(pass, rows);
            kernels.store.dispatch(pass, storeGroups, Math.ceil(rows / 64));
          });
        }
      }
    },
    async read(rows) {
      const values = await readInputs(rows);
      return {
        params: new Float32Array(await readBuffer(gpu, params)),
        features: Array.from({ length: rows }, (_, row) =>
          Float64Array.from({ length: 4 * blocks }, (__, k) => values[(k >> 2) * rows * 4 + row * 4 + (k & 3)]),
        ),
      };
    },
    dispose() {
      stage.dispose();
      owned.forEach((buffer) => buffer.destroy());
    },
  };
}
