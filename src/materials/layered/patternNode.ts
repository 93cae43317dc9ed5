import type { FlatNode, PortType } from './flatGraph.ts';

/** What a float64 evaluation of one node may ask for. Values are lists of components; a boolean is 0 or 1. */
export interface EvaluationArguments {
  readonly node: FlatNode;
  /** Which output of a node with several. */
  readonly output: string | undefined;
  /** Components of an input. */
  value(name: string): number[];
  /** Components of an input, a single one repeated to the node's size. */
  wide(name: string): number[];
  /** A string or file name input; never linked. */
  text(name: string): string;
  /** Scalars in the node's result. */
  readonly size: number;
  readonly point: EvaluationPoint;
  /** Evaluates inputs at another point; for nodes that take differences. */
  at(point: EvaluationPoint, name: string): number[];
}

/** A surface point as MaterialX sees it in float64: object-space position, uv with v up. */
export interface EvaluationPoint {
  readonly position: readonly number[];
  readonly uv: readonly number[];
  /** Bilinear look-up: uv with v up, repeating; RGBA, linear. */
  image(file: string, srgb: boolean, uv: readonly number[]): number[];
  /** Size in texels: width, height. */
  imageSize(file: string, srgb: boolean): readonly [number, number];
}

/** What printing one node may ask for. Every argument is a literal or a name: using it twice costs nothing. */
export interface PrintArguments {
  readonly node: FlatNode;
  readonly output: string | undefined;
  /** WGSL type of the result. */
  readonly type: string;
  /** WGSL expression of an input. */
  value(name: string): string;
  /** The same, a scalar splatted to the node's WGSL type. */
  wide(name: string): string;
  text(name: string): string;
  inputType(name: string): PortType;
  /** Imports `package::…::function` and returns the function's name. */
  use(path: string): string;
  /** Name of the `SurfacePoint` in scope. */
  readonly point: string;
  /** Name of the texture binding of an image, and of the sampler beside it. */
  texture(file: string, srgb: boolean): { texture: string; sampler: string };
  /** How much faster than uv a coordinate input runs (uvScale.ts). */
  uvScale(name: string): number;
  /**
   * Emits a function `(SurfacePoint) -> array<vec3f, 4>`: (input `height`, input `texcoord`) at uv -step, +step along u,
   * then along v. Gives its name.
   */
  heightFunction(height: string, texcoord: string, step: number): string;
}

/** One category of MaterialX pattern nodes: its float64 definition and its WGSL, written apart on purpose. */
export interface PatternNode {
  evaluate(args: EvaluationArguments): number[];
  print(args: PrintArguments): string;
  /** Scalar operations per component of the result. */
  readonly ops: number;
  /** Texture look-ups. */
  readonly fetches?: number;
  /** Reads the surface point, so it never folds even when all its inputs are constant. */
  readonly varying?: boolean;
  /** Throws when the node's uniform inputs ask for something refused; the message ends the error. */
  check?(node: FlatNode): string | undefined;
}

export type PatternNodes = Readonly<Record<string, PatternNode>>;
