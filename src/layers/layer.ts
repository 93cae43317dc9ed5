/**
 * The layer interface, and how a kernel is printed from layers.
 *
 * A layer is a differentiable map from `inWidth` to `outWidth` numbers with three faces: float64 `forward`/`backward`
 * (the oracle), printed WGSL, and JSON. It owns no memory: parameters of a whole network live in one flat buffer and
 * a layer is told its offset there, in vec4 blocks. The layout inside a layer is declared in `blocks.ts` alone.
 *
 * ## Printing a kernel
 *
 *     const printer = new WgslPrinter({ float: 'f32', weight: uniformWeights('weights') });
 *     const forward = net.printForward(printer, offset, [['x0', 'x1']]);     // two vec4f named x0, x1 in scope
 *     forward.outputs[0]                                                      // names of the output blocks
 *     printer.line(`let d0 = vec4f(2.0) * (${forward.outputs[0][0]} - target);`);
 *     const backward = net.printBackward(printer, forward, ['d0']);
 *     backward.dx                                                             // names of dL/dx blocks
 *     backward.gradients                                                      // one entry per linear layer
 *     printer.text                                                            // the statements, to paste in a function
 *
 * - A value is a list of vec4 blocks (`Blocks`), each a name of a `let` in scope; lanes beyond the width are zero on
 *   the way in and stay zero on the way out. Every name the printer makes is new, so texts can follow each other.
 * - `printForward` takes one or more streams, evaluated in one pass over the weights: a weight block is loaded once
 *   and used once per stream. `printBackward` takes a forward of one stream.
 * - `printBackward` gives dL/dx and leaves dL/dW to the kernel, which sums x ⊗ δ over its batch: every entry of
 *   `gradients` names, for one linear layer, the input blocks x and the output deltas δ in scope, the layer and its
 *   block offset. With W[4·o + lane][k] in lane `lane` of block `offset + o·inWidth + k`, the sums to make are
 *   dBlock[o·inWidth + k] = Σ δ[o] · x_k (a vec4 by a scalar), and for the bias dBlock[outBlocks·inWidth + o] = Σ δ[o].
 *   The entries come in the order of the backward pass (last layer first) and the names are in scope once the text of
 *   `printBackward` has run.
 */
import type { Blocks, WgslPrinter } from './wgslPrinter.ts';

/** Parameters: Float32Array as stored, Float64Array where a test takes finite differences. */
export type ParamArray = Float32Array | Float64Array;

/** Where `init` draws from; `engine/pcg.ts` fits. */
export interface UniformSource {
  /** In [0, 1). */
  nextFloat(): number;
}

/** What a plain-data description of a layer looks like; `layerFromJson` reads it back. */
export interface LayerJson {
  readonly kind: string;
  readonly [key: string]: unknown;
}

export interface PrintedForward {
  readonly layer: Layer;
  /** In vec4 blocks. */
  readonly offset: number;
  /** Per stream. */
  readonly inputs: readonly Blocks[];
  readonly outputs: readonly Blocks[];
  /** What the layers of a composition printed, in order. */
  readonly parts: readonly PrintedForward[];
}

/** Of one linear layer, all names in scope: dL/dW = Σ delta ⊗ x over the batch. */
export interface LinearGradient {
  readonly inWidth: number;
  readonly outWidth: number;
  readonly bias: boolean;
  /** Of the layer's first parameter block in the flat buffer. */
  readonly offset: number;
  readonly x: Blocks;
  readonly delta: Blocks;
}

export interface PrintedBackward {
  /** dL/dx, or no blocks where it was not asked for. */
  readonly dx: Blocks;
  readonly gradients: readonly LinearGradient[];
}

export interface Layer {
  readonly kind: string;
  readonly inWidth: number;
  readonly outWidth: number;
  /** Floats owned in the flat buffer, padding included: a multiple of 4. */
  readonly paramCount: number;
  /** Multiply-adds of one forward, padding excluded: comparable with the literature. */
  readonly macs: number;
  /** `fma` calls on vec4 that `printForward` emits per stream, padding included. */
  readonly vectorFmas: number;

  /** Fills the layer's parameters; `offset` in vec4 blocks. Padding becomes zero. */
  init(rng: UniformSource, params: ParamArray, offset: number): void;

  /** @param x `inWidth` numbers. @returns `outWidth` numbers. */
  forward(params: ParamArray, offset: number, x: Float64Array): Float64Array;

  /**
   * @param dy dL/dy.
   * @param dParams dL/dparams is added here, in the layout and at the offset of `params`.
   * @returns dL/dx.
   */
  backward(params: ParamArray, offset: number, x: Float64Array, dy: Float64Array, dParams: Float64Array): Float64Array;

  printForward(printer: WgslPrinter, offset: number, inputs: readonly Blocks[]): PrintedForward;

  /** @param wantDx false skips dL/dx of the first layer, where nothing below is trained. */
  printBackward(printer: WgslPrinter, forward: PrintedForward, delta: Blocks, wantDx?: boolean): PrintedBackward;

  toJSON(): LayerJson;
}
