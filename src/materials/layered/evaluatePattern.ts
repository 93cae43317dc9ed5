import { componentCount, describeNode, type FlatGraph, type FlatInput, type FlatNode } from './flatGraph.ts';
import type { EvaluationPoint } from './patternNode.ts';
import { patternNode } from './patternNodes.ts';
import { outputType } from './patternTypes.ts';
import { sampleImage, type DecodedImage } from './patternImages.ts';

/** Where a pattern is evaluated. */
export interface PatternPoint {
  /** As in `SurfacePoint`: (0, 0) is the upper left of an image, v runs down. */
  uv: readonly [number, number];
  /** Object space. */
  position?: readonly [number, number, number];
  /** Decoded images by the document's path; needed only for graphs that read some. */
  images?: ReadonlyMap<string, DecodedImage>;
}

/** Resolves inputs of one evaluation: called for links and values alike. */
type Resolve = (input: FlatInput, point: EvaluationPoint) => number[];

/** A constant as its components; a boolean is 0 or 1. */
export function constantComponents(input: FlatInput & { kind: 'value' }): number[] {
  const { value } = input;
  if (typeof value === 'number') return [value];
  if (typeof value === 'boolean') return [value ? 1 : 0];
  if (typeof value === 'string') throw new Error(`'${value}' is text, not a number`);
  return [...value];
}

/** Runs the float64 definition of one node. @throws naming the node. */
export function evaluateNode(
  graph: Pick<FlatGraph, 'document'>,
  node: FlatNode,
  output: string | undefined,
  point: EvaluationPoint,
  resolve: Resolve,
): number[] {
  const definition = patternNode(graph, node);
  const size = componentCount(outputType(node, output));
  const input = (name: string): FlatInput => {
    const found = node.inputs[name];
    if (!found) throw new Error(`${describeNode(graph, node)} has no input '${name}'`);
    return found;
  };
  const value = (name: string): number[] => resolve(input(name), point);
  return definition.evaluate({
    node,
    output,
    size,
    point,
    value,
    wide: (name) => {
      const components = value(name);
      return components.length === 1 ? Array.from({ length: size }, () => components[0]!) : components;
    },
    text: (name) => {
      const found = input(name);
      return found.kind === 'value' ? String(found.value) : '';
    },
    at: (other, name) => resolve(input(name), other),
  });
}

/**
 * The value of a pattern node in float64, as MaterialX defines it: the oracle of the printed WGSL.
 * @param name a node of the graph. @param output which output, for nodes with several.
 * @returns components; a boolean is 0 or 1.
 */
export function evaluatePattern(graph: FlatGraph, name: string, at: PatternPoint, output?: string): number[] {
  const link: FlatInput = { kind: 'link', type: 'float', node: name, ...(output === undefined ? {} : { output }) };
  return evaluateInputs(graph, [link], at)[0];
}

/** Values of several inputs at one point; a node that they share is evaluated once. */
export function evaluateInputs(graph: FlatGraph, inputs: readonly FlatInput[], at: PatternPoint): number[][] {
  const image = (file: string): DecodedImage => {
    const found = at.images?.get(file);
    if (!found) throw new Error(`document '${graph.document}': image '${file}' was not given`);
    return found;
  };
  const point: EvaluationPoint = {
    position: at.position ?? [0, 0, 0],
    uv: [at.uv[0], 1 - at.uv[1]],
    image: (file, srgb, uv) => sampleImage(image(file), srgb, uv),
    imageSize: (file) => [image(file).width, image(file).height],
  };
  const resolve = evaluator(graph);
  return inputs.map((input) => resolve(input, point));
}

/** Evaluates links recursively; each node once per point. */
function evaluator(graph: FlatGraph): Resolve {
  const memos = new Map<EvaluationPoint, Map<string, number[]>>();
  const resolve: Resolve = (input, point) => {
    if (input.kind === 'value') return constantComponents(input);
    const memo = memos.get(point) ?? new Map<string, number[]>();
    memos.set(point, memo);
    const key = `${input.node}.${input.output ?? ''}`;
    const known = memo.get(key);
    if (known) return known;
    const node = graph.nodes.get(input.node);
    if (!node) throw new Error(`document '${graph.document}' has no node '${input.node}'`);
    const result = evaluateNode(graph, node, input.output, point, resolve);
    memo.set(key, result);
    return result;
  };
  return resolve;
}
