import { blockCount } from '../layers/blocks.ts';
import { Linear } from '../layers/linear.ts';
import type { Sequential } from '../layers/sequential.ts';
import type { PlacedNetwork } from '../materials/neural/neuralLayout.ts';
import type { GradientTile } from './gradientStage.ts';

/** Hands out blocks of the tape. */
export class TapeSlots {
  #blocks = 0;

  get blocks(): number {
    return this.#blocks;
  }

  take(count: number): number {
    const first = this.#blocks;
    this.#blocks += count;
    return first;
  }
}

/** `DenseLayer` of shaders/training/tapeSlots.wgsl, by field. */
export type DenseSlots = Record<
  'in_width' | 'out_blocks' | 'first' | 'rectify' | 'x' | 'y' | 'd_y' | 'd_x' | 'x_rectified',
  number
>;

/** A network of linear layers with ReLU between, laid out on the tape: values, and gradients where it is trained. */
export interface TapedNetwork {
  readonly layers: readonly DenseSlots[];
  readonly inputs: number;
  /** Raw output: what the last linear layer gives. */
  readonly raw: number;
  /** dL/d(raw) and dL/d(inputs); the last is there where asked for. */
  readonly dRaw: number;
  readonly dInputs: number;
}

/**
 * Lays a network out. `trained` false takes no slots for gradients.
 * @throws TypeError when the network is not linear layers with ReLU between.
 */
export function tapeNetwork(
  slots: TapeSlots,
  { network, offset }: PlacedNetwork<Sequential>,
  trained: boolean,
): TapedNetwork {
  const linears = network.layers
    .map((layer, i) => ({ layer, first: offset + network.blockOffsets[i], next: network.layers[i + 1] }))
    .filter((entry): entry is typeof entry & { layer: Linear } => entry.layer instanceof Linear);
  const inputs = slots.take(blockCount(network.inWidth));
  const dInputs = trained ? slots.take(blockCount(network.inWidth)) : 0;
  let x = inputs;
  let dX = dInputs;
  const layers = linears.map(({ layer, first, next }, i) => {
    const last = i === linears.length - 1;
    if (!last && next?.kind !== 'relu')
      throw new TypeError(`training knows ReLU between linear layers, not ${next?.kind}`);
    const outBlocks = blockCount(layer.outWidth);
    const dense: DenseSlots = {
      in_width: layer.inWidth,
      out_blocks: outBlocks,
      first,
      rectify: last ? 0 : 1,
      x,
      y: slots.take(outBlocks),
      d_y: trained ? slots.take(outBlocks) : 0,
      d_x: dX,
      x_rectified: i === 0 ? 0 : 1,
    };
    x = dense.y;
    dX = dense.d_y;
    return dense;
  });
  const output = layers[layers.length - 1];
  return { layers, inputs, raw: output.y, dRaw: output.d_y, dInputs };
}

/** What the weight gradient has to sum: W = Σ d_y ⊗ x in 8x8 tiles, then the biases. */
export function gradientTiles(layers: readonly DenseSlots[], bias = true): GradientTile[] {
  const tiles: GradientTile[] = [];
  for (const { in_width, out_blocks, first, x, d_y } of layers) {
    for (let o = 0; o < out_blocks; o += 2)
      for (let k = 0; k < in_width; k += 8)
        tiles.push({
          x: x + k / 4,
          delta: d_y + o,
          target_block: first + o * in_width + k,
          columns: Math.min(8, in_width - k),
          rows: Math.min(2, out_blocks - o),
          stride: in_width,
        });
    if (bias)
      for (let o = 0; o < out_blocks; o++) {
        const target_block = first + out_blocks * in_width + o;
        tiles.push({ x: 0, delta: d_y + o, target_block, columns: 0, rows: 1, stride: 0 });
      }
  }
  return tiles;
}
