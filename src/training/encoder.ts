import { bindingLayout, storage, uniform } from '../engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel } from '../engine/kernel.ts';
import { Pcg } from '../engine/pcg.ts';
import { structLayout } from '../engine/structLayout.ts';
import { denseNetwork } from '../materials/neural/denseNetwork.ts';
import { LATENT_CHANNELS } from '../materials/neural/decoderSpec.ts';
import type { MaterialProgram, MaterialResources, ProgramFeatures } from '../materials/program.ts';
import { backward, denseGroups, forward } from './densePasses.ts';
import type { Sequential } from '../layers/sequential.ts';
import { createGradientStage } from './gradientStage.ts';
import type { LatentGrid } from './latentGrid.ts';
import type { PlannedStep } from './schedule.ts';
import type { TrainingSettings } from './settings.ts';
import { gradientTiles, tapeNetwork, TapeSlots } from './tape.ts';

const STEP = 'package::training::trainingStep::TrainingStep';
const SLOTS = 'package::training::tapeSlots';
const slotsEntry = uniform(`${SLOTS}::EncoderSlots`);

const inputBindings = bindingLayout('encoder_bindings', 0, {
  training: uniform(STEP),
  encoder: slotsEntry,
  standard: storage('array<vec4f>'),
  encoded: storage('array<vec4f>', 'read_write'),
});
const storeBindings = bindingLayout('store_bindings', 0, {
  training: uniform(STEP),
  encoder: slotsEntry,
  encoded: storage('array<vec4f>'),
  latents: storage('array<vec4f>', 'read_write'),
});
const spreadBindings = bindingLayout('spread_bindings', 0, {
  training: uniform(STEP),
  encoder: slotsEntry,
  encoded: storage('array<vec4f>', 'read_write'),
  tape: storage('array<vec4f>', 'read_write'),
});
// Wider networks than a decoder's: more parameters than a uniform binding holds.
const denseBindings = bindingLayout('dense_bindings', 0, {
  training: uniform(STEP),
  layer: uniform(`${SLOTS}::DenseLayer`),
  weights: storage('array<vec4f>'),
  tape: storage('array<vec4f>', 'read_write'),
});

/** Texels whose features give mean and deviation. */
const STATISTICS_TEXELS = 4096;
/** A feature that varies less than this is a constant to the encoder. */
const LEAST_DEVIATION = 1e-4;
const HIDDEN_LAYERS = 4;

export interface EncoderOptions {
  reference: MaterialProgram & { readonly features: ProgramFeatures };
  resources: MaterialResources;
  settings: TrainingSettings;
  grid: LatentGrid;
  /** Uniform of the step, and the samples' tape with the encoder's latents (2 blocks) and their gradient on it. */
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
  /** Before the first step: measures mean and deviation of the features. */
  prepare(): Promise<void>;
  /** Uniforms of one step; `step` is what the trainer's own holds. */
  write(planned: PlannedStep, step: Record<string, unknown>): void;
  /** Latents of the batch's texels: to the samples' tape, and to the level for whoever looks at it. */
  recordForward(pass: GPUComputePassEncoder, planned: PlannedStep): void;
  /** From the latents' gradient on the samples' tape to a step of the encoder. */
  recordBackward(pass: GPUComputePassEncoder, planned: PlannedStep): void;
  /** Evaluates it for every texel of the level; submits by itself. */
  storeAll(planned: PlannedStep, step: Record<string, unknown>): void;
  /** To be called when the level is there. */
  bindLatents(): void;
  /** For tests: parameters, and the standardised features of the last batch's `rows` texels. */
  read(rows: number): Promise<{ params: Float32Array; features: Float64Array[] }>;
  dispose(): void;
}

export async function createEncoder(gpu: Gpu, options: EncoderOptions): Promise<Encoder> {
  const { reference, resources, settings, grid } = options;
  const { features } = reference;
  const width = settings.encoderWidth;
  const network = denseNetwork([
    features.count,
    ...Array.from({ length: HIDDEN_LAYERS }, () => width),
    LATENT_CHANNELS,
  ]);
  const generated = { ...reference.modules, ...features.modules };
  const own = (root: string, layout: typeof inputBindings) =>
    createKernel(gpu, { root: `kernels::${root}`, layouts: [layout] });
  const [stepLayout, slotsLayout, layerLayout, inputs, store, spread, gather, denseForward, denseBackward] =
    await Promise.all([
      structLayout(STEP),
      structLayout(`${SLOTS}::EncoderSlots`),
      structLayout(`${SLOTS}::DenseLayer`),
      createKernel(gpu, {
        root: 'kernels::encoderInputs',
        layouts: [inputBindings, reference.bindings],
        generated,
        label: `encoderInputs(${reference.label})`,
      }),
      own('storeLatents', storeBindings),
      own('spreadLatents', spreadBindings),
      own('gatherLatents', spreadBindings),
      own('denseForward', denseBindings),
      own('denseBackward', denseBindings),
    ]);
  const { storage: STORAGE, uniform: UNIFORM, copySrc, copyDst } = bufferUsage;
  const owned: GPUBuffer[] = [];
  const make = (...[label, data, usage]: [string, number | ArrayBufferView, number?]) => {
    const buffer = createBuffer(gpu, `training/encoder/${label}`, data as never, usage);
    owned.push(buffer);
    return buffer;
  };
  const maxRows = Math.max(settings.batch, 64);
  const slots = new TapeSlots();
  const taped = tapeNetwork(slots, { network, offset: 0 }, true);
  const blocks = Math.ceil(features.count / 4);
  const encoded = make('tape', slots.blocks * maxRows * 16);
  const params = make('params', network.paramCount * 4, STORAGE | copySrc | copyDst);
  const initial = new Float32Array(network.paramCount);
  network.init(new Pcg(settings.seed, 0xe2c0), initial, 0);
  gpu.device.queue.writeBuffer(params, 0, initial);
  const rowStep = make('step', stepLayout.size, UNIFORM | copyDst);
  const standard = make('standard', blocks * 32, STORAGE | copyDst);
  const encoder = make(
    'slots',
    new Uint8Array(
      slotsLayout.pack({
        inputs: taped.inputs,
        raw: taped.raw,
        d_raw: taped.dRaw,
        latent: options.latent,
        d_latent: options.dLatent,
      }),
    ),
    UNIFORM | copyDst,
  );
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
    denseForward.bindGroup(0, {
      training: rowStep,
      layer: make('layer', new Uint8Array(layerLayout.pack(layer)), UNIFORM | copyDst),
      weights: params,
      tape: encoded,
    }),
  );
  const inputGroups = [
    inputs.bindGroup(0, { training: rowStep, encoder, standard, encoded }),
    inputs.bindGroup(1, resources.resources),
  ];
  const spreadGroups = [spread.bindGroup(0, { training: options.step, encoder, encoded, tape: options.tape })];
  let storeGroups: GPUBindGroup[] = [];

  const writeRows = (step: Record<string, unknown>, planned: PlannedStep, rows: number, first: number) =>
    gpu.device.queue.writeBuffer(
      rowStep,
      0,
      stepLayout.pack({ ...step, batch: rows, texels: rows, first, rate: planned.encoderRate }),
    );
  const runRows = (pass: GPUComputePassEncoder, rows: number) => {
    const x = Math.ceil(rows / 64);
    inputs.dispatch(pass, inputGroups, x);
    forward(pass, denseForward, dense, rows);
  };
  const submit = (label: string, record: (pass: GPUComputePassEncoder) => void) => {
    const commands = gpu.device.createCommandEncoder({ label });
    const pass = commands.beginComputePass({ label });
    record(pass);
    pass.end();
    gpu.device.queue.submit([commands.finish()]);
  };

  return {
    network,
    async prepare() {
      const identity = Float32Array.from({ length: blocks * 8 }, (_, i) => (i % 8 < 4 ? 0 : 1));
      gpu.device.queue.writeBuffer(standard, 0, identity);
      const sizeLog2 = Math.log2(settings.size);
      const total = Math.min(STATISTICS_TEXELS, settings.size ** 2);
      const rows = Math.min(maxRows, total);
      const sums = new Float64Array(blocks * 8);
      for (let first = 0; first < total; first += rows) {
        const step = { size_log2: sizeLog2, epoch_key: settings.seed, texels: rows, batch: rows, first };
        gpu.device.queue.writeBuffer(rowStep, 0, stepLayout.pack({ ...zeroStep, ...step }));
        submit('training/encoder/statistics', (pass) => inputs.dispatch(pass, inputGroups, Math.ceil(rows / 64)));
        const values = new Float32Array(await readBuffer(gpu, encoded, taped.inputs * rows * 16, blocks * rows * 16));
        for (let b = 0; b < blocks; b++)
          for (let i = 0; i < rows * 4; i++) {
            const value = values[b * rows * 4 + i];
            if (!Number.isFinite(value))
              throw new Error(`${reference.label}: a pattern value is ${value}; it cannot be baked`);
            sums[8 * b + (i % 4)] += value;
            sums[8 * b + 4 + (i % 4)] += value * value;
          }
      }
      const count = Math.ceil(total / rows) * rows;
      gpu.device.queue.writeBuffer(standard, 0, standardisation(sums, count) as BufferSource);
    },
    write(planned, step) {
      writeRows(step, planned, planned.texels, planned.first);
    },
    recordForward(pass, planned) {
      const x = Math.ceil(planned.texels / 64);
      runRows(pass, planned.texels);
      store.dispatch(pass, storeGroups, x);
      spread.dispatch(pass, spreadGroups, Math.ceil(planned.batch / 64));
    },
    recordBackward(pass, planned) {
      const x = Math.ceil(planned.texels / 64);
      gather.dispatch(pass, spreadGroups, x);
      backward(pass, denseBackward, dense, planned.texels, false);
      stage.record(pass, planned.texels);
    },
    storeAll(planned, step) {
      const total = 4 ** planned.sizeLog2;
      const rows = Math.min(maxRows, total);
      for (let first = 0; first < total; first += rows) {
        writeRows(step, planned, rows, first);
        submit('training/encoder/store', (pass) => {
          runRows(pass, rows);
          store.dispatch(pass, storeGroups, Math.ceil(rows / 64));
        });
      }
    },
    bindLatents() {
      storeGroups = [store.bindGroup(0, { training: rowStep, encoder, encoded, latents: grid.latents })];
    },
    async read(rows) {
      const values = new Float32Array(await readBuffer(gpu, encoded, taped.inputs * rows * 16, blocks * rows * 16));
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

/** Fields of a step that the encoder's inputs do not read. */
const zeroStep = {
  seed: 0,
  step: 0,
  footprint: 0,
  footprint_samples: 1,
  sampler_fraction: 0,
  cosine_fraction: 0,
  loss_epsilon: 1,
  rate: 0,
  latent_rate: 0,
  correction: [1, 1],
  latent_correction: [1, 1],
};

/** Σ x and Σ x² by block -> mean and 1/deviation by block. What does not vary becomes 0. */
function standardisation(sums: Float64Array, count: number): Float32Array {
  const standard = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) {
    if (i % 8 >= 4) continue;
    const mean = sums[i] / count;
    const deviation = Math.sqrt(Math.max(0, sums[i + 4] / count - mean * mean));
    standard[i] = mean;
    standard[i + 4] = deviation > LEAST_DEVIATION ? 1 / deviation : 0;
  }
  return standard;
}
