import { bindingLayout, storage, uniform } from '../../../src/engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../../../src/engine/buffers.ts';
import type { Gpu } from '../../../src/engine/device.ts';
import { createKernel } from '../../../src/engine/kernel.ts';
import { biasIndex, weightIndex } from '../../../src/layers/blocks.ts';
import type { LinearGradient } from '../../../src/layers/layer.ts';
import { arrayWeights, WgslPrinter } from '../../../src/layers/wgslPrinter.ts';
import type { NeuralLayout } from '../../../src/materials/neural/neuralLayout.ts';
import {
  printEvaluationBackward,
  printEvaluationForward,
  printSamplerBackward,
  printSamplerForward,
  trainingImports,
} from '../../../src/materials/neural/trainingPrint.ts';
import type { Vec3 } from '../../../src/materials/neural/vector.ts';

export interface TrainingQuery {
  latent: Float64Array;
  wo: Vec3;
  wi: Vec3;
  /** dL/dvalue (3), and dL/draw of the sampler (9). */
  dValue: Float64Array;
  dRaw: Float64Array;
}

export interface TrainingKernelResult {
  value: Float64Array[];
  raw: Float64Array[];
  dLatent: Float64Array[];
  /** Summed over the queries, in the flat layout. */
  dParams: Float64Array;
}

const WORKGROUP = 32;
/** Blocks of input a query: latents (2), wo, wi, dValue, dRaw (3). */
const INPUT_BLOCKS = 8;

/** Runs the printed training text, forward and backward of both networks, over at most 32 queries. */
export async function runTrainingKernel(
  gpu: Gpu,
  layout: NeuralLayout,
  params: Float32Array,
  queries: TrainingQuery[],
): Promise<TrainingKernelResult> {
  const { text, results, gradients } = printKernel(layout);
  const bindings = bindingLayout('t_bindings', 0, {
    weights: uniform(`array<vec4f, ${layout.blockCount}>`),
    queries: storage('array<vec4f>'),
    results: storage('array<vec4f>', 'read_write'),
  });
  const kernel = await createKernel(gpu, {
    root: 't_kernel',
    layouts: [bindings],
    generated: { t_kernel: text },
    label: 'neural training text',
  });
  const input = new Float32Array(WORKGROUP * INPUT_BLOCKS * 4);
  queries.forEach(({ latent, wo, wi, dValue, dRaw }, i) => {
    const at = 4 * INPUT_BLOCKS * i;
    input.set(latent, at);
    input.set(wo, at + 8);
    input.set(wi, at + 12);
    input.set(dValue, at + 16);
    input.set(dRaw, at + 20);
  });
  const buffers = {
    weights: createBuffer(gpu, 'weights', params, bufferUsage.uniform | bufferUsage.copyDst),
    queries: createBuffer(gpu, 'queries', input),
    results: createBuffer(gpu, 'results', WORKGROUP * results * 16),
  };
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  kernel.dispatch(pass, [kernel.bindGroup(0, buffers)], 1);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  const data = Float64Array.from(new Float32Array(await readBuffer(gpu, buffers.results)));
  const out: TrainingKernelResult = {
    value: [],
    raw: [],
    dLatent: [],
    dParams: new Float64Array(layout.paramCount),
  };
  queries.forEach((_, i) => {
    let at = 4 * results * i;
    const take = (blocks: number) => data.slice(at, (at += 4 * blocks));
    out.value.push(take(1).slice(0, 3));
    out.raw.push(take(3).slice(0, 9));
    out.dLatent.push(take(2));
    for (const gradient of gradients)
      addOuter(out.dParams, gradient, take(gradient.x.length), take(gradient.delta.length));
  });
  return out;
}

function printKernel(layout: NeuralLayout): { text: string; results: number; gradients: LinearGradient[] } {
  const printer = new WgslPrinter({ float: 'f32', weight: arrayWeights('weights'), rollAbove: 64 });
  const input = (block: number) => printer.let(`queries[id.x * ${INPUT_BLOCKS}u + ${block}u]`);
  const latent = [input(0), input(1)];
  const wo = printer.let(`${input(2)}.xyz`);
  const wi = printer.let(`${input(3)}.xyz`);
  const forward = printEvaluationForward(printer, layout, { latent, wo, wi });
  const backward = printEvaluationBackward(printer, layout, forward, input(4));
  const sampler = printSamplerForward(printer, layout, { latent, wo });
  const samplerGradients = printSamplerBackward(printer, layout, sampler, [input(5), input(6), input(7)]);
  const gradients = [...backward.gradients, ...samplerGradients];
  const outputs = [
    forward.value,
    ...sampler.raw,
    ...backward.latent,
    ...gradients.flatMap((g) => [...g.x, ...g.delta]),
  ];
  outputs.forEach((name, i) => printer.line(`results[id.x * ${outputs.length}u + ${i}u] = ${name};`));
  const text = `${trainingImports}import package::t_bindings::{weights, queries, results};
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
${printer.text}}
`;
  return { text, results: outputs.length, gradients };
}

function addOuter(sums: Float64Array, layer: LinearGradient, x: Float64Array, delta: Float64Array): void {
  for (let row = 0; row < layer.outWidth; row++) {
    for (let column = 0; column < layer.inWidth; column++)
      sums[weightIndex(layer.offset, layer.inWidth, row, column)] += delta[row] * x[column];
    if (layer.bias) sums[biasIndex(layer.offset, layer.inWidth, layer.outWidth, row)] += delta[row];
  }
}
