import { biasBlock, blockCount, weightBlock } from './blocks.ts';
import type { Linear } from './linear.ts';
import { lane } from './wgslPrinter.ts';
import type { Blocks, LoopIndex, WgslPrinter } from './wgslPrinter.ts';

/** A range of a layer's columns: a network may add the columns of its hoisted inputs earlier than the others. */
export interface Columns {
  readonly from: number;
  readonly to: number;
}

/** Where the sums of one output block begin, one expression a stream. */
type Start = readonly string[];

/**
 * Prints start + Σ W[·][k]·x_k over a range of columns.
 * @param inputs per stream; columns count from the first lane of the *whole* input, so unused blocks may be ''.
 * @param starts output blocks to add to, per stream; without them the sums start from the bias, or zero.
 * @returns names of the output blocks, per stream.
 */
export function printColumns(
  printer: WgslPrinter,
  layer: Linear,
  offset: number,
  inputs: readonly Blocks[],
  columns: Columns,
  starts?: readonly Blocks[],
): Blocks[] {
  const outBlocks = blockCount(layer.outWidth);
  if (starts === undefined && columns.from === 0 && outBlocks * columns.to > printer.rollAbove) {
    return printRolled(printer, layer, offset, inputs, columns.to);
  }
  const outputs: string[][] = inputs.map(() => []);
  for (let o = 0; o < outBlocks; o++) {
    const start =
      starts === undefined ? startFromBias(printer, layer, offset, inputs.length, o) : starts.map((s) => s[o]);
    const sums = printSums(printer, layer, offset, inputs, columns, start, o);
    sums.forEach((sum, stream) => outputs[stream].push(sum));
  }
  return outputs;
}

/**
 * The same for the first `width` columns as a loop over output blocks around one over input blocks. A driver that
 * unrolls is free to: the bounds are constant, and every sum runs through its columns in the order of the straight text.
 */
function printRolled(
  printer: WgslPrinter,
  layer: Linear,
  offset: number,
  inputs: readonly Blocks[],
  width: number,
): Blocks[] {
  const outBlocks = blockCount(layer.outWidth);
  // Blocks with four columns go through the inner loop; a partly filled one follows it.
  const full = width >> 2;
  const arrays = full > 0 ? inputs.map((x) => printer.variable(` = array(${x.slice(0, full).join(', ')})`)) : [];
  const outputs = inputs.map(() => printer.variable(`: array<${printer.vec4}, ${outBlocks}>`));
  printer.loop(outBlocks, (o) => {
    const rows = { variable: o, stride: layer.inWidth };
    const start = startFromBias(printer, layer, offset, inputs.length, 0, o);
    const sums = start.map((value) => printer.variable(` = ${value}`));
    const add = (x: readonly Blocks[], columns: Columns, loops: readonly LoopIndex[]) =>
      printSums(printer, layer, offset, x, columns, sums, 0, loops).forEach((sum, stream) =>
        printer.line(`${sums[stream]} = ${sum};`),
      );
    if (full > 0)
      printer.loop(full, (i) => {
        const blocks = arrays.map((array) => [printer.let(`${array}[${i}]`)]);
        add(blocks, { from: 0, to: 4 }, [rows, { variable: i, stride: 4 }]);
      });
    if (width > 4 * full) add(inputs, { from: 4 * full, to: width }, [rows]);
    sums.forEach((sum, stream) => printer.line(`${outputs[stream]}[${o}] = ${sum};`));
  });
  return outputs.map((array) => range(0, outBlocks).map((o) => printer.let(`${array}[${o}]`)));
}

function startFromBias(
  printer: WgslPrinter,
  layer: Linear,
  offset: number,
  streams: number,
  outBlock: number,
  loop?: string,
): Start {
  let start = `${printer.vec4}()`;
  if (layer.bias) {
    const base = offset + biasBlock(layer.inWidth, layer.outWidth, outBlock);
    start = printer.weight(base, ...(loop === undefined ? [] : [{ variable: loop, stride: 1 }]));
    if (streams > 1) start = printer.let(start);
  }
  return Array.from({ length: streams }, () => start);
}

/** One output block: four columns a statement, the loads shared by the streams where there is more than one. */
function printSums(
  printer: WgslPrinter,
  layer: Linear,
  offset: number,
  inputs: readonly Blocks[],
  columns: Columns,
  start: Start,
  outBlock: number,
  loops: readonly LoopIndex[] = [],
): string[] {
  let sums = [...start];
  for (let first = columns.from; first < columns.to; first = (first & ~3) + 4) {
    const group = range(first, Math.min((first & ~3) + 4, columns.to));
    const loads = group.map((k) => {
      const fetch = printer.weight(offset + weightBlock(layer.inWidth, outBlock, k), ...loops);
      return inputs.length === 1 ? fetch : printer.let(fetch);
    });
    sums = sums.map((sum, stream) => {
      const nested = group.reduce(
        (inner, k, i) => `fma(${loads[i]}, ${printer.vec4}(${lane(inputs[stream], k)}), ${inner})`,
        sum,
      );
      return printer.let(nested);
    });
  }
  return sums;
}

/** Prints dx = Wᵀ δ: each input block is the sum over output blocks of δ[o]ᵀ times a 4x4 block of weights. */
export function printTransposed(printer: WgslPrinter, layer: Linear, offset: number, delta: Blocks): Blocks {
  const inBlocks = blockCount(layer.inWidth);
  if (layer.inWidth * blockCount(layer.outWidth) <= printer.rollBackwardAbove) {
    return range(0, inBlocks).map((i) => printTransposedBlock(printer, layer, offset, delta, i));
  }
  // Blocks with four columns go through the loop; a partly filled one follows it.
  const full = layer.inWidth >> 2;
  const array = printer.variable(`: array<${printer.vec4}, ${full}>`);
  printer.loop(full, (i) => {
    printer.line(`${array}[${i}] = ${printTransposedBlock(printer, layer, offset, delta, 0, i)};`);
  });
  const looped = range(0, full).map((i) => printer.let(`${array}[${i}]`));
  return inBlocks > full ? [...looped, printTransposedBlock(printer, layer, offset, delta, full)] : looped;
}

function printTransposedBlock(
  printer: WgslPrinter,
  layer: Linear,
  offset: number,
  delta: Blocks,
  inBlock: number,
  loop?: string,
): string {
  const matrix = printer.float === 'f32' ? 'mat4x4f' : 'mat4x4h';
  const loops = loop === undefined ? [] : [{ variable: loop, stride: 4 }];
  let sum = '';
  delta.forEach((block, o) => {
    const columns = range(4 * inBlock, 4 * inBlock + 4).map((k) =>
      k < layer.inWidth ? printer.weight(offset + weightBlock(layer.inWidth, o, k), ...loops) : `${printer.vec4}()`,
    );
    const product = `${block} * ${matrix}(${columns.join(', ')})`;
    sum = printer.let(sum === '' ? product : `${sum} + ${product}`);
  });
  return sum;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i);
}
