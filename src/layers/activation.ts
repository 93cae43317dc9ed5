import { blockCount } from './blocks.ts';
import { checkWidth } from './checks.ts';
import type { Layer, LayerJson, ParamArray, PrintedBackward, PrintedForward, UniformSource } from './layer.ts';
import type { Blocks, WgslPrinter } from './wgslPrinter.ts';

export type ActivationKind = 'relu' | 'exp';

/** One scalar function, three times: reference, derivative by input and output, and text. */
interface ActivationFunction {
  value(x: number): number;
  derivative(x: number, y: number): number;
  print(printer: WgslPrinter, x: string): string;
  /** dL/dx as text. */
  printDerivative(printer: WgslPrinter, x: string, y: string, delta: string): string;
  /** f(0) is not 0: unused lanes must be cleared by hand. */
  readonly liftsZero: boolean;
}

/**
 * The radiometric output of the evaluation decoder: exp(x − 3) (Zeltner et al. 2024, sec. 5). Inputs above 13 are held
 * there: e^10 = 22,026 is what f·|cos| reaches on a metal of α = .002, far below what a bake reports as `nearSpecular`. Off
 * the directions it was trained on a decoder may give anything, and one such pixel would outshine an image.
 */
const EXP_SHIFT = 3;
const EXP_LIMIT = 13;

const functions: Record<ActivationKind, ActivationFunction> = {
  relu: {
    value: (x) => Math.max(x, 0),
    derivative: (x) => (x > 0 ? 1 : 0),
    print: (printer, x) => `max(${x}, ${printer.vec4}())`,
    printDerivative: (printer, x, _y, delta) => `select(${printer.vec4}(), ${delta}, ${x} > ${printer.vec4}())`,
    liftsZero: false,
  },
  exp: {
    value: (x) => Math.exp(Math.min(x, EXP_LIMIT) - EXP_SHIFT),
    derivative: (x, y) => (x < EXP_LIMIT ? y : 0),
    print: (_printer, x) => `exp(min(vec4f(${x}), vec4f(${EXP_LIMIT}.0)) - vec4f(${EXP_SHIFT}.0))`,
    printDerivative: (printer, x, y, delta) =>
      `${printer.vec4}(select(vec4f(), vec4f(${delta}) * ${y}, vec4f(${x}) < vec4f(${EXP_LIMIT}.0)))`,
    liftsZero: true,
  },
};

/**
 * An element-wise function without parameters. `exp` is computed and handed on in f32 whatever the printer's float
 * type, because it leaves the range of f16 above x = 14; it is meant for the last layer.
 */
export class Activation implements Layer {
  readonly kind: ActivationKind;
  readonly inWidth: number;
  readonly outWidth: number;
  readonly paramCount = 0;
  readonly macs = 0;
  readonly vectorFmas = 0;

  constructor(kind: ActivationKind, width: number) {
    this.kind = kind;
    this.inWidth = this.outWidth = checkWidth(`${kind} width`, width);
  }

  init(_rng: UniformSource, _params: ParamArray, _offset: number): void {}

  forward(_params: ParamArray, _offset: number, x: Float64Array): Float64Array {
    return x.map(functions[this.kind].value);
  }

  backward(_params: ParamArray, _offset: number, x: Float64Array, dy: Float64Array): Float64Array {
    const { value, derivative } = functions[this.kind];
    return x.map((xi, i) => dy[i] * derivative(xi, value(xi)));
  }

  printForward(printer: WgslPrinter, offset: number, inputs: readonly Blocks[]): PrintedForward {
    const { print, liftsZero } = functions[this.kind];
    const outputs = inputs.map((blocks) =>
      blocks.slice(0, blockCount(this.inWidth)).map((x, i) => {
        const used = Math.min(4, this.inWidth - 4 * i);
        const text = print(printer, x);
        return printer.let(liftsZero && used < 4 ? `${text} * vec4f(${laneMask(used)})` : text);
      }),
    );
    return { layer: this, offset, inputs, outputs, parts: [] };
  }

  printBackward(printer: WgslPrinter, forward: PrintedForward, delta: Blocks): PrintedBackward {
    const { printDerivative } = functions[this.kind];
    const dx = delta.map((d, i) =>
      printer.let(printDerivative(printer, forward.inputs[0][i], forward.outputs[0][i], d)),
    );
    return { dx, gradients: [] };
  }

  toJSON(): LayerJson {
    return { kind: this.kind, width: this.inWidth };
  }
}

function laneMask(used: number): string {
  return [0, 1, 2, 3].map((i) => (i < used ? '1.0' : '0.0')).join(', ');
}

export function relu(width: number): Activation {
  return new Activation('relu', width);
}

export function expOutput(width: number): Activation {
  return new Activation('exp', width);
}
