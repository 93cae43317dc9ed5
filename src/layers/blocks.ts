/**
 * The one declaration of how numbers are laid in vec4 blocks, for the reference, the printers and the trainer.
 *
 * A vector of width w takes ceil(w / 4) blocks; lanes beyond w are zero. A linear layer of m rows and k columns takes
 * outBlocks·k weight blocks, then outBlocks bias blocks if it has a bias. Weight block `o·k + column` holds
 * W[4o .. 4o+3][column], so that y[o] = fma(block, vec4(x_column), y[o]).
 */

export function blockCount(width: number): number {
  return Math.ceil(width / 4);
}

/** Index of the block that holds W[4·outBlock ..][column], from the layer's first block. */
export function weightBlock(inWidth: number, outBlock: number, column: number): number {
  return outBlock * inWidth + column;
}

/** Index of the block that holds bias[4·outBlock ..], from the layer's first block. */
export function biasBlock(inWidth: number, outWidth: number, outBlock: number): number {
  return blockCount(outWidth) * inWidth + outBlock;
}

export function linearBlockCount(inWidth: number, outWidth: number, bias: boolean): number {
  return blockCount(outWidth) * (inWidth + (bias ? 1 : 0));
}

/** Index of W[row][column] among the floats of the flat buffer; `offset` in blocks. */
export function weightIndex(offset: number, inWidth: number, row: number, column: number): number {
  return 4 * (offset + weightBlock(inWidth, row >> 2, column)) + (row & 3);
}

/** Index of bias[row] among the floats of the flat buffer; `offset` in blocks. */
export function biasIndex(offset: number, inWidth: number, outWidth: number, row: number): number {
  return 4 * (offset + biasBlock(inWidth, outWidth, row >> 2)) + (row & 3);
}
