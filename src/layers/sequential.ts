import { MAX_DEPTH } from './checks.ts';
import type {
  Layer,
  LayerJson,
  LinearGradient,
  ParamArray,
  PrintedBackward,
  PrintedForward,
  UniformSource,
} from './layer.ts';
import type { Blocks, WgslPrinter } from './wgslPrinter.ts';

/** One layer after the other; parameters one behind the other in the same order. */
export class Sequential implements Layer {
  readonly kind = 'sequential';
  readonly layers: readonly Layer[];
  readonly inWidth: number;
  readonly outWidth: number;
  readonly paramCount: number;
  readonly macs: number;
  readonly vectorFmas: number;
  /** First block of each layer, from the first block of this one. */
  readonly blockOffsets: readonly number[];

  constructor(layers: readonly Layer[]) {
    if (layers.length < 1 || layers.length > MAX_DEPTH) {
      throw new RangeError(`sequential takes 1 to ${MAX_DEPTH} layers, got ${layers.length}`);
    }
    layers.slice(1).forEach((layer, i) => {
      const { outWidth } = layers[i];
      if (layer.inWidth !== outWidth) {
        throw new RangeError(`layer ${i + 1} (${layer.kind}) takes ${layer.inWidth} numbers but gets ${outWidth}`);
      }
    });
    this.layers = layers;
    this.inWidth = layers[0].inWidth;
    this.outWidth = layers[layers.length - 1].outWidth;
    let blocks = 0;
    this.blockOffsets = layers.map((layer) => {
      const offset = blocks;
      blocks += layer.paramCount / 4;
      return offset;
    });
    this.paramCount = 4 * blocks;
    this.macs = layers.reduce((sum, layer) => sum + layer.macs, 0);
    this.vectorFmas = layers.reduce((sum, layer) => sum + layer.vectorFmas, 0);
  }

  init(rng: UniformSource, params: ParamArray, offset: number): void {
    this.layers.forEach((layer, i) => layer.init(rng, params, offset + this.blockOffsets[i]));
  }

  forward(params: ParamArray, offset: number, x: Float64Array): Float64Array {
    return this.layers.reduce((value, layer, i) => layer.forward(params, offset + this.blockOffsets[i], value), x);
  }

  backward(params: ParamArray, offset: number, x: Float64Array, dy: Float64Array, dParams: Float64Array): Float64Array {
    const inputs: Float64Array[] = [];
    let value = x;
    this.layers.forEach((layer, i) => {
      inputs.push(value);
      value = layer.forward(params, offset + this.blockOffsets[i], value);
    });
    return this.layers.reduceRight(
      (delta, layer, i) => layer.backward(params, offset + this.blockOffsets[i], inputs[i], delta, dParams),
      dy,
    );
  }

  printForward(printer: WgslPrinter, offset: number, inputs: readonly Blocks[]): PrintedForward {
    const parts: PrintedForward[] = [];
    let values = inputs;
    this.layers.forEach((layer, i) => {
      const part = layer.printForward(printer, offset + this.blockOffsets[i], values);
      parts.push(part);
      values = part.outputs;
    });
    return { layer: this, offset, inputs, outputs: values, parts };
  }

  printBackward(printer: WgslPrinter, forward: PrintedForward, delta: Blocks, wantDx = true): PrintedBackward {
    const gradients: LinearGradient[] = [];
    let dx = delta;
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const back = this.layers[i].printBackward(printer, forward.parts[i], dx, wantDx || i > 0);
      gradients.push(...back.gradients);
      dx = back.dx;
    }
    return { dx, gradients };
  }

  toJSON(): LayerJson {
    return { kind: this.kind, layers: this.layers.map((layer) => layer.toJSON()) };
  }
}

export function sequential(...layers: Layer[]): Sequential {
  return new Sequential(layers);
}
