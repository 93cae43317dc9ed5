import { imageDecoding, isLinear, isSrgb } from './colorSpace.ts';
import { NodeError, type FlatInput, type FlatNode, type PortType } from './flatGraph.ts';

/**
 * Puts the conversion to linear Rec.709 behind every colour image that is stored in another space: a power and a matrix, as
 * nodes of the graph. Only sRGB itself is decoded before texels are filtered.
 * @throws naming the node for a space that is unknown, and for an address mode that shows a default: it is linear already.
 */
export function convertImageColors(nodes: Map<string, FlatNode>, document: string): void {
  for (const node of [...nodes.values()].filter(isEncoded)) {
    const { uaddressmode: across, vaddressmode: along, default: shown } = node.inputs;
    const file = node.inputs.file as Extract<FlatInput, { kind: 'value' }>;
    const space = file.colorspace ?? '';
    NodeError.within({ document }, node, () => {
      if ([across, along].some((mode) => mode?.kind === 'value' && mode.value === 'constant') && !isBlack(shown))
        throw new Error(
          `the address mode 'constant' with a default that is not black, for an image in '${space}', is not supported`,
        );
      const { srgb, exponent, matrix } = imageDecoding(space);
      const encoded: FlatInput = { ...file, colorspace: srgb ? 'srgb_texture' : 'lin_rec709' };
      const stored = add(
        nodes,
        `${node.name}/stored`,
        node.category,
        node.type,
        { ...node.inputs, file: encoded },
        node.nodedef,
      );
      const channel = (index: number): FlatInput =>
        link(
          add(nodes, `${node.name}/${index}`, 'extract', 'float', { in: link(stored), index: value('integer', index) }),
        );
      let color = stored;
      if (node.type === 'color4') {
        const [in1, in2, in3] = [0, 1, 2].map(channel);
        color = add(nodes, `${node.name}/rgb`, 'combine3', 'color3', { in1: in1!, in2: in2!, in3: in3! });
      }
      if (exponent !== undefined)
        color = add(nodes, `${node.name}/decoded`, 'power', 'color3', {
          in1: link(color),
          in2: value('float', exponent),
        });
      if (matrix) {
        // Documents multiply row vectors.
        const transposed = [0, 1, 2].flatMap((column) => matrix.map((row) => row[column]!));
        const mat = value('matrix33', transposed);
        color = add(nodes, `${node.name}/rec709`, 'transformmatrix', 'color3', { in: link(color), mat });
      }
      // Everything links to the name, so the last of them takes it.
      if (node.type === 'color3') {
        nodes.delete(color.name);
        nodes.set(node.name, { ...color, name: node.name });
        return;
      }
      add(nodes, node.name, 'combine2', 'color4', { in1: link(color), in2: channel(3) });
    });
  }
}

/** A colour image in a space that is neither linear Rec.709 nor decoded by the GPU. */
function isEncoded({ category, type, inputs: { file } }: FlatNode): boolean {
  if (category !== 'image' || !type.startsWith('color') || file?.kind !== 'value' || file.value === '') return false;
  const space = file.colorspace ?? '';
  return !isLinear(space) && !isSrgb(space);
}

function add(
  nodes: Map<string, FlatNode>,
  name: string,
  category: string,
  type: PortType,
  inputs: FlatNode['inputs'],
  nodedef = `ND_${category}_${Object.values(inputs)
    .map((input) => input.type)
    .join('_')}_${type}`,
): FlatNode {
  const node = { name, category, nodedef, type, inputs };
  nodes.set(name, node);
  return node;
}

const link = ({ name, type }: FlatNode): FlatInput => ({ kind: 'link', type, node: name });
const value = (type: PortType, given: number | readonly number[]): FlatInput => ({ kind: 'value', type, value: given });

const isBlack = (input: FlatInput | undefined): boolean =>
  input === undefined || (input.kind === 'value' && Array.isArray(input.value) && input.value.every((x) => x === 0));
