import { biasIndex, blockCount, linearBlockCount, weightIndex } from './blocks.ts';
import { checkWidth } from './checks.ts';
import type { Layer, LayerJson, ParamArray, PrintedBackward, PrintedForward, UniformSource } from './layer.ts';
import { printColumns, printTransposed } from './linearPrint.ts';
import type { Blocks, WgslPrinter } from './wgslPrinter.ts';

export interface LinearOptions {
  /** Default true. */
  readonly bias?: boolean;
  /**
   * At init the weights are uniform with variance gain²/inWidth and the bias is zero, so the second moment of the
   * output is gain² times that of the input: √2 keeps it through a following ReLU (He et al. 2015). Default √2.
   */
  readonly gain?: number;
}

/** y = W x + b. */
export class Linear implements Layer {
  readonly kind = 'linear';
  readonly inWidth: number;
  readonly outWidth: number;
  readonly bias: boolean;
  readonly gain: number;
  readonly paramCount: number;
  readonly macs: number;
  readonly vectorFmas: number;

  constructor(inWidth: number, outWidth: number, options: LinearOptions = {}) {
    this.inWidth = checkWidth('linear inWidth', inWidth);
    this.outWidth = checkWidth('linear outWidth', outWidth);
    this.bias = options.bias ?? true;
    this.gain = options.gain ?? Math.SQRT2;
    this.paramCount = 4 * linearBlockCount(inWidth, outWidth, this.bias);
    this.macs = inWidth * outWidth;
    this.vectorFmas = inWidth * blockCount(outWidth);
  }

  init(rng: UniformSource, params: ParamArray, offset: number): void {
    params.fill(0, 4 * offset, 4 * offset + this.paramCount);
    const bound = this.gain * Math.sqrt(3 / this.inWidth);
    for (let row = 0; row < this.outWidth; row++) {
      for (let column = 0; column < this.inWidth; column++) {
        params[weightIndex(offset, this.inWidth, row, column)] = bound * (2 * rng.nextFloat() - 1);
      }
    }
  }

  forward(params: ParamArray, offset: number, x: Float64Array): Float64Array {
    const y = new Float64Array(this.outWidth);
    for (let row = 0; row < this.outWidth; row++) {
      let sum = this.bias ? params[biasIndex(offset, this.inWidth, this.outWidth, row)] : 0;
      for (let column = 0; column < this.inWidth; column++) {
        sum += params[weightIndex(offset, this.inWidth, row, column)] * x[column];
      }
      y[row] = sum;
    }
    return y;
  }

  backward(params: ParamArray, offset: number, x: Float64Array, dy: Float64Array, dParams: Float64Array): Float64Array {
    const dx = new Float64Array(this.inWidth);
    for (let row = 0; row < this.outWidth; row++) {
      if (this.bias) dParams[biasIndex(offset, this.inWidth, this.outWidth, row)] += dy[row];
      for (let column = 0; column < this.inWidth; column++) {
        const index = weightIndex(offset, this.inWidth, row, column);
        dx[column] += params[index] * dy[row];
        dParams[index] += dy[row] * x[column];
      }
    }
    return dx;
  }

  printForward(printer: WgslPrinter, offset: number, inputs: readonly Blocks[]): PrintedForward {
    const outputs = printColumns(printer, this, offset, inputs, { from: 0, to: this.inWidth });
    return { layer: this, offset, inputs, outputs, parts: [] };
  }

  printBackward(printer: WgslPrinter, forward: PrintedForward, delta: Blocks, wantDx = true): PrintedBackward {
    const { inWidth, outWidth, bias } = this;
    const dx = wantDx ? printTransposed(printer, this, forward.offset, delta) : [];
    const gradient = { inWidth, outWidth, bias, offset: forward.offset, x: forward.inputs[0], delta };
    return { dx, gradients: [gradient] };
  }

  toJSON(): LayerJson {
    return { kind: this.kind, inWidth: this.inWidth, outWidth: this.outWidth, bias: this.bias };
  }
}

export function linear(inWidth: number, outWidth: number, options?: LinearOptions): Linear {
  return new Linear(inWidth, outWidth, options);
}
