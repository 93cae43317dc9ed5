import type { Kernel } from '../engine/kernel.ts';
import type { DenseSlots } from './tape.ts';

/** A network's layers, each with what its two kernels are bound to. */
export type BoundLayers = readonly { readonly layer: DenseSlots; readonly group: GPUBindGroup }[];

/** What one invocation of `denseForward` and `denseBackward` makes. */
const SAMPLES = 4;
const BLOCKS = 2;
const WORKGROUP = 64;

export function denseGroups(layers: readonly DenseSlots[], bind: (layer: DenseSlots) => GPUBindGroup): BoundLayers {
  return layers.map((layer) => ({ layer, group: bind(layer) }));
}

/** `rows` is the batch, a multiple of 4. */
export function forward(pass: GPUComputePassEncoder, kernel: Kernel, layers: BoundLayers, rows: number): void {
  const x = Math.ceil(rows / (WORKGROUP * SAMPLES));
  for (const { layer, group } of layers) kernel.dispatch(pass, [group], x, Math.ceil(layer.out_blocks / BLOCKS));
}

/** Last layer first; dL/d(inputs) of the whole network only where something below is trained. */
export function backward(
  pass: GPUComputePassEncoder,
  kernel: Kernel,
  layers: BoundLayers,
  rows: number,
  toInputs: boolean,
): void {
  const x = Math.ceil(rows / (WORKGROUP * SAMPLES));
  for (const { layer, group } of layers.slice(toInputs ? 0 : 1).toReversed())
    kernel.dispatch(pass, [group], x, Math.ceil(layer.in_width / (4 * BLOCKS)));
}
