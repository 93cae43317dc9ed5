import type { Kernel } from '../engine/kernel.ts';
import type { DenseSlots } from './tape.ts';

/** A network's layers, each with what its two kernels are bound to. */
export type BoundLayers = readonly { readonly layer: DenseSlots; readonly group: GPUBindGroup }[];

export function denseGroups(layers: readonly DenseSlots[], bind: (layer: DenseSlots) => GPUBindGroup): BoundLayers {
  return layers.map((layer) => ({ layer, group: bind(layer) }));
}

/** `x` workgroups of rows, one for each block of outputs. */
export function forward(pass: GPUComputePassEncoder, kernel: Kernel, layers: BoundLayers, x: number): void {
  for (const { layer, group } of layers) kernel.dispatch(pass, [group], x, layer.out_blocks);
}

/** Last layer first; dL/d(inputs) of the whole network only where something below is trained. */
export function backward(
  pass: GPUComputePassEncoder,
  kernel: Kernel,
  layers: BoundLayers,
  x: number,
  toInputs: boolean,
): void {
  for (const { layer, group } of layers.slice(toInputs ? 0 : 1).toReversed())
    kernel.dispatch(pass, [group], x, Math.ceil(layer.in_width / 4));
}
