import { isLinear, toLinear } from './colorSpace.ts';
import type { MxDocument, MxGraph, MxPort } from './materialX.ts';

/** The document itself and the node graphs it defines, without those of the standard libraries. */
export const ownGraphs = (document: MxDocument): MxGraph[] => [
  document,
  ...document.getNodeGraphs().filter((graph) => !graph.hasSourceUri()),
];

/**
 * Makes a document flat: colours become linear Rec.709, file names carry their prefix, and every node whose definition is a
 * graph is replaced by that graph. Colours and files go first: flattening moves values away from what they inherit from.
 * @throws naming the input on an unknown colour space, a unit that is not its definition's, or a tiled (UDIM) file.
 */
export function prepareDocument(document: MxDocument, name: string): void {
  const graphs = ownGraphs(document);
  for (const graph of graphs) {
    const blur = graph.getNodes().find((node) => node.getCategory() === 'blur');
    if (blur) {
      const where = `node '${blur.getNamePath()}' (blur) in document '${name}'`;
      throw new Error(`${where} is not supported: MaterialX's own graph for it drops its size`);
    }
    for (const owner of [...graph.getNodes(), ...(graph === document ? [] : [graph])]) {
      for (const input of owner.getInputs()) {
        if (!input.hasValueString()) continue;
        try {
          linearizeColor(input);
          resolveFile(input);
          checkUnit(input, 'getNodeDef' in owner ? owner.getNodeDef()?.getInput(input.getName()) : null);
        } catch (error) {
          const where = `input '${input.getNamePath()}' of '${owner.getName()}' (${owner.getCategory()})`;
          throw new Error(`${where} in document '${name}': ${(error as Error).message}`, { cause: error });
        }
      }
    }
  }
  for (const graph of graphs) {
    graph.removeAttribute('fileprefix');
    graph.removeAttribute('colorspace');
  }
  graphs.forEach((graph) => graph.flattenSubgraphs());
}

function linearizeColor(input: MxPort): void {
  if (!input.getType().startsWith('color')) return;
  const space = input.getActiveColorSpace();
  if (isLinear(space)) return;
  const color = input.getValueString().split(',').map(Number);
  // Not setValueString: in these bindings it turns the input into one of type string.
  input.setAttribute('value', toLinear(color, space).join(', '));
  input.setAttribute('colorspace', 'lin_rec709');
}

function resolveFile(input: MxPort): void {
  if (input.getType() !== 'filename') return;
  const file = input.getValueString();
  if (file === '') return;
  if (/<UDIM>|<UVTILE>/i.test(file)) throw new Error(`file '${file}' is a set of UDIM tiles, which are not supported`);
  if (/[<[]/.test(file)) throw new Error(`file '${file}' contains a token, which is not supported`);
  input.setAttribute('colorspace', input.getActiveColorSpace());
  input.setAttribute('value', input.getActiveFilePrefix() + file);
}

/** MaterialX converts units only where an application registers them; here, what differs from the definition is refused. */
function checkUnit(input: MxPort, declared: MxPort | null | undefined): void {
  const unit = input.getAttribute('unit');
  const expected = declared?.getAttribute('unit') ?? '';
  if (unit !== '' && expected !== '' && unit !== expected) {
    throw new Error(`the unit '${unit}' is not supported; the definition's is '${expected}'`);
  }
}
