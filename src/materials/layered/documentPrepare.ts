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
        try {
          convertUnit(input, 'getNodeDef' in owner ? owner.getNodeDef()?.getInput(input.getName()) : null);
          if (!input.hasValueString()) continue;
          linearizeColor(input);
          resolveFile(input);
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

/** Of one unit in those that the libraries' definitions are written in. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  distance: {
    nanometer: 1e-9,
    micron: 1e-6,
    millimeter: 1e-3,
    centimeter: 1e-2,
    inch: 0.0254,
    foot: 0.3048,
    yard: 0.9144,
    meter: 1,
    kilometer: 1000,
    mile: 1609.344,
  },
  angle: { degree: 1, radian: 180 / Math.PI },
};

/**
 * MaterialX converts units only where an application registers them; here, to those of the definition, or to metres and degrees
 * where it has none of its own. A distance whose definition knows no distances (a constant, a graph's input) stays as it is, in
 * metres or nanometres, the two that definitions ask for.
 * @throws on a unit that is unknown or of another kind, and on a link that would have to be scaled
 */
function convertUnit(input: MxPort, declared: MxPort | null | undefined): void {
  const unit = input.getAttribute('unit');
  if (unit === '') return;
  const kind = Object.keys(UNITS).find((name) => Object.hasOwn(UNITS[name]!, unit));
  if (!kind) throw new Error(`the unit '${unit}' is unknown`);
  const known = declared?.getAttribute('unittype') ?? '';
  if (known !== '' && known !== kind) throw new Error(`the unit '${unit}' is none of ${known}`);
  if (known === '' && kind === 'distance') {
    if (unit === 'nanometer' || unit === 'meter') return;
    throw new Error(
      `the unit '${unit}' cannot be converted: the definition of this input has no unit; give it in the reader's`,
    );
  }
  const expected = declared?.getAttribute('unit') || (kind === 'angle' ? 'degree' : 'meter');
  if (unit === expected) return;
  if (!input.hasValueString())
    throw new Error(`the unit '${unit}' of what is linked is not converted; '${expected}' is wanted`);
  const factor = UNITS[kind]![unit]! / UNITS[kind]![expected]!;
  const numbers = input
    .getValueString()
    .split(',')
    .map((text) => Number(text) * factor);
  input.setAttribute('value', numbers.join(', '));
  input.setAttribute('unit', expected);
}
