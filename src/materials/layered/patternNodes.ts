import { describeNode, NodeError, type FlatGraph, type FlatNode } from './flatGraph.ts';
import type { PatternNode, PatternNodes } from './patternNode.ts';
import { channelNodes } from './patternNodesChannel.ts';
import { colorNodes } from './patternNodesColor.ts';
import { compositingNodes } from './patternNodesCompositing.ts';
import { geometryNodes } from './patternNodesGeometry.ts';
import { hextileNodes } from './patternNodesHextile.ts';
import { imageNodes } from './patternNodesImage.ts';
import { mathNodes } from './patternNodesMath.ts';
import { noiseNodes } from './patternNodesNoise.ts';
import { normalNodes } from './patternNodesNormal.ts';
import { vectorNodes } from './patternNodesVector.ts';

const definitions: PatternNodes = {
  ...mathNodes,
  ...vectorNodes,
  ...channelNodes,
  ...colorNodes,
  ...compositingNodes,
  ...geometryNodes,
  ...hextileNodes,
  ...imageNodes,
  ...noiseNodes,
  ...normalNodes,
};

/** Why a category cannot be supported, where there is more to say than that it is not. */
const REFUSALS: Readonly<Record<string, string>> = {
  viewdirection: 'it reads the view direction, which a baked pattern cannot',
  time: 'it reads the time',
  frame: 'it reads the frame number',
  geompropvalue: 'it reads a property of the geometry',
  geompropvalueuniform: 'it reads a property of the geometry',
  geomcolor: 'it reads a colour of the geometry',
  transformpoint: 'it needs the transformation of the object',
  transformvector: 'it needs the transformation of the object',
  transformnormal: 'it needs the transformation of the object',
  chiang_hair_roughness: 'it is of hair',
  chiang_hair_absorption_from_color: 'it is of hair',
  deon_hair_absorption_from_melanin: 'it is of hair',
};

/** Categories of pattern nodes that evaluate and print. */
export const patternCategories = (): string[] => Object.keys(definitions);

/** The definition of a pattern node. @throws naming node, category and document when it is not supported. */
export function patternNode(graph: Pick<FlatGraph, 'document'>, node: FlatNode): PatternNode {
  const definition = Object.hasOwn(definitions, node.category) ? definitions[node.category] : undefined;
  const why = definition ? definition.check?.(node) : (REFUSALS[node.category] ?? 'the category is unknown to Patina');
  if (!definition || why) throw new NodeError(`${describeNode(graph, node)} is not supported: ${why}`);
  return definition;
}
