import type { FlatInput, FlatNode, PortType } from './flatGraph.ts';

const COORDINATES = ['texcoord', 'tiling', 'rotation', 'rotationrange', 'scale', 'scalerange', 'offset', 'offsetrange'];

/**
 * Makes three images of every `hextiledimage` and `hextilednormalmap`, one for each corner of the triangle that a point lies in,
 * and what mixes them: so they are found, filtered and decoded as every image is.
 */
export function spreadHextiles(nodes: Map<string, FlatNode>): void {
  // It comes by what is added too, none of which is one of them.
  for (const node of nodes.values()) {
    if (node.category === 'hextiledimage')
      spread(nodes, node, 'hextileblend', ['falloff', 'falloffcontrast', 'lumacoeffs']);
    if (node.category === 'hextilednormalmap') {
      const turns = ['texcoord', 'tiling', 'rotation', 'rotationrange'];
      const frame = ['normal', 'tangent', 'bitangent'];
      spread(nodes, node, 'hextilenormals', ['falloff', 'strength', 'flip_g', ...frame], {
        turns: add(nodes, `${node.name}/turns`, 'hextileturns', 'vector3', pick(node, turns)),
      });
    }
  }
}

function spread(
  nodes: Map<string, FlatNode>,
  node: FlatNode,
  category: string,
  kept: readonly string[],
  more: Readonly<Record<string, FlatInput>> = {},
): void {
  const { name, type } = node;
  const images = [0, 1, 2].map((corner) => {
    const texcoord = add(nodes, `${name}/place${corner}`, 'hextilecoordinates', 'vector2', {
      ...pick(node, COORDINATES),
      corner: { kind: 'value', type: 'integer', value: corner },
    });
    return add(nodes, `${name}/image${corner}`, 'image', type, {
      ...pick(node, ['file', 'default']),
      texcoord,
      layer: text(''),
      uaddressmode: text('periodic'),
      vaddressmode: text('periodic'),
      filtertype: text('linear'),
      framerange: text(''),
    });
  });
  const weights = add(nodes, `${name}/weights`, 'hextileweights', 'vector3', pick(node, ['texcoord', 'tiling']));
  const inputs = { in1: images[0]!, in2: images[1]!, in3: images[2]!, weights, ...more, ...pick(node, kept) };
  nodes.set(name, { ...node, category, nodedef: category, inputs });
}

const text = (value: string): FlatInput => ({ kind: 'value', type: 'string', value });

const pick = ({ inputs }: FlatNode, names: readonly string[]): Record<string, FlatInput> =>
  Object.fromEntries(names.map((name) => [name, inputs[name]!]));

function add(
  nodes: Map<string, FlatNode>,
  name: string,
  category: string,
  type: PortType,
  inputs: Readonly<Record<string, FlatInput>>,
): FlatInput {
  nodes.set(name, { name, category, nodedef: `ND_${category}_${type}`, type, inputs });
  return { kind: 'link', type, node: name };
}
