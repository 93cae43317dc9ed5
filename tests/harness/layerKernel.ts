import { bindingLayout, storage, uniform } from '../../src/engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { createKernel, type Kernel } from '../../src/engine/kernel.ts';
import { blockCount } from '../../src/layers/blocks.ts';
import type { Layer, LinearGradient } from '../../src/layers/layer.ts';
import { arrayWeights, packedHalfWeights, WgslPrinter, type FloatType } from '../../src/layers/wgslPrinter.ts';

export interface LayerKernelOptions {
  float?: FloatType;
  rollAbove?: number;
  /** 2 evaluates every sample beside its successor and keeps the first. */
  streams?: 1 | 2;
}

export interface LayerKernel {
  kernel: Kernel;
  gradients: readonly LinearGradient[];
  /** The printed forward statements. */
  forwardText: string;
}

/** Per sample: the outputs, dx, and (x, delta) of every linear layer, unused lanes included. */
export interface LayerResult {
  y: Float64Array[];
  dx: Float64Array[];
  gradients: { x: Float64Array; delta: Float64Array }[][];
}

const WORKGROUP = 32;

/** A kernel that runs one layer forward and backward, one sample an invocation. */
export async function layerKernel(gpu: Gpu, layer: Layer, options: LayerKernelOptions = {}): Promise<LayerKernel> {
  const float = options.float ?? 'f32';
  const half = float === 'f16';
  const weightBlocks = Math.max(layer.paramCount / 4, 1);
  const printer = new WgslPrinter({
    float,
    weight: half ? packedHalfWeights('weights') : arrayWeights('weights'),
    rollAbove: options.rollAbove,
    rollBackwardAbove: options.rollAbove,
  });
  const inBlocks = blockCount(layer.inWidth);
  const outBlocks = blockCount(layer.outWidth);
  const inputs = Array.from({ length: options.streams ?? 1 }, (_, s) =>
    Array.from({ length: inBlocks }, (__, i) =>
      printer.let(`${printer.vec4}(xs[(sample + ${s}u) * ${inBlocks}u + ${i}u])`),
    ),
  );
  const before = printer.text.length;
  const forward = layer.printForward(printer, 0, inputs);
  const forwardText = printer.text.slice(before);
  const delta = Array.from({ length: outBlocks }, (_, i) => `dys[sample * ${outBlocks}u + ${i}u]`);
  const typed = delta.map((text) => printer.let(half && !endsInExp(layer) ? `vec4h(${text})` : text));
  const backward = layer.printBackward(printer, forward, typed);
  const results = [
    ...forward.outputs[0],
    ...backward.dx,
    ...backward.gradients.flatMap((gradient) => [...gradient.x, ...gradient.delta]),
  ];
  results.forEach((name, i) => printer.line(`results[sample * ${results.length}u + ${i}u] = vec4f(${name});`));
  const layout = bindingLayout('layer_bindings', 0, {
    weights: uniform(half ? `array<vec4u, ${Math.ceil(weightBlocks / 2)}>` : `array<vec4f, ${weightBlocks}>`),
    xs: storage('array<vec4f>'),
    dys: storage('array<vec4f>'),
    results: storage('array<vec4f>', 'read_write'),
  });
  const text = `import package::layer_bindings::{weights, xs, dys, results};
${half ? 'enable f16;\n' : ''}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let sample = id.x;
${printer.text}}
`;
  const kernel = await createKernel(gpu, {
    root: 'layer_kernel',
    layouts: [layout],
    generated: { layer_kernel: text },
    label: `layer ${layer.kind} ${layer.inWidth}x${layer.outWidth}`,
  });
  return { kernel, gradients: backward.gradients, forwardText };
}

function endsInExp(layer: Layer): boolean {
  return layer.kind === 'exp' || ('layers' in layer && (layer.layers as Layer[]).at(-1)?.kind === 'exp');
}

/** Runs the kernel; `xs` and `dys` hold vectors of the layer's widths, at most 31 of them. */
export async function runLayerKernel(
  gpu: Gpu,
  layer: Layer,
  { kernel, gradients }: LayerKernel,
  params: Float32Array,
  xs: Float64Array[],
  dys: Float64Array[],
): Promise<LayerResult> {
  const inBlocks = blockCount(layer.inWidth);
  const outBlocks = blockCount(layer.outWidth);
  const sizes = [outBlocks, inBlocks, ...gradients.flatMap((g) => [g.x.length, g.delta.length])];
  const blocks = sizes.reduce((sum, size) => sum + size, 0);
  const weights = params.length > 0 ? params : new Float32Array(4);
  const resources = {
    weights: createBuffer(gpu, 'weights', weights, bufferUsage.uniform | bufferUsage.copyDst),
    xs: createBuffer(gpu, 'xs', padVectors(xs, inBlocks)),
    dys: createBuffer(gpu, 'dys', padVectors(dys, outBlocks)),
    results: createBuffer(gpu, 'results', WORKGROUP * blocks * 16),
  };
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  kernel.dispatch(pass, [kernel.bindGroup(0, resources)], 1);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  const data = new Float32Array(await readBuffer(gpu, resources.results));
  for (const buffer of Object.values(resources)) buffer.destroy();
  const result: LayerResult = { y: [], dx: [], gradients: [] };
  xs.forEach((_, sample) => {
    let at = sample * blocks * 4;
    const parts = sizes.map((size) => Float64Array.from(data.subarray(at, (at += 4 * size))));
    result.y.push(parts[0]);
    result.dx.push(parts[1]);
    result.gradients.push(gradients.map((__, i) => ({ x: parts[2 + 2 * i], delta: parts[3 + 2 * i] })));
  });
  return result;
}

/** One more row than a workgroup, so that the second stream reads inside the buffer. */
function padVectors(vectors: Float64Array[], blocks: number): Float32Array {
  const data = new Float32Array((WORKGROUP + 1) * blocks * 4);
  vectors.forEach((vector, i) => data.set(vector, i * blocks * 4));
  return data;
}
