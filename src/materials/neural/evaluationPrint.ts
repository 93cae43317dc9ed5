import { printColumns } from '../../layers/linearPrint.ts';
import type { Blocks, WgslPrinter } from '../../layers/wgslPrinter.ts';
import { printProjections } from './framePrint.ts';
import { firstLayer, type NeuralLayout } from './neuralLayout.ts';
import { packBlocks, scalarsOf } from './packBlocks.ts';

/**
 * The part of the evaluation decoder's first layer that a hit needs once: bias, latents and `wo`.
 * @param latent blocks of the printer's float type; `wo` names a vec3f.
 * @returns names of the first layer's sums so far.
 */
export function printHoisted(
  printer: WgslPrinter,
  layout: NeuralLayout,
  latent: Blocks,
  frames: readonly string[],
  wo: string,
): Blocks {
  const projections = printProjections(printer, frames, wo);
  const x = [...latent, ...packBlocks(printer, scalarsOf(...projections))];
  const columns = { from: 0, to: layout.hoistedColumns };
  return printColumns(printer, firstLayer(layout), layout.evaluation.offset, [x], columns)[0];
}

/**
 * The rest of the decoder, for one or more directions in one pass over the weights.
 * @param hoisted what `printHoisted` returned, in scope.
 * @param directions names of vec3f.
 * @returns names of vec4f: f·|cos| in xyz, one a direction.
 */
export function printDecoder(
  printer: WgslPrinter,
  layout: NeuralLayout,
  hoisted: Blocks,
  frames: readonly string[],
  directions: readonly string[],
): string[] {
  const { network, offset } = layout.evaluation;
  const first = firstLayer(layout);
  const inputs = directions.map((wi) => {
    const projections = printProjections(printer, frames, wi);
    // Whole blocks of hoisted inputs are not printed again; lanes before the first own column stay empty.
    const empty = Array.from({ length: layout.hoistedColumns % 4 }, () => '');
    const own = packBlocks(printer, [...empty, ...scalarsOf(...projections)]);
    return [...Array.from({ length: layout.hoistedColumns >> 2 }, () => ''), ...own];
  });
  const columns = { from: layout.hoistedColumns, to: first.inWidth };
  const starts = directions.map(() => hoisted);
  let values = printColumns(printer, first, offset, inputs, columns, starts);
  network.layers.slice(1).forEach((layer, i) => {
    values = [...layer.printForward(printer, offset + network.blockOffsets[i + 1], values).outputs];
  });
  return values.map(([block]) => block);
}
