import type { FlatNode, PortType } from './flatGraph.ts';

/** Type of a node's output; `artistic_ior` is the one pattern node with several, both of three components. */
export const outputType = (node: FlatNode, output: string | undefined): PortType =>
  output !== undefined && node.type === 'multioutput' ? 'color3' : node.type;

/** A string input. @throws when it is missing or linked. */
export function textInput(node: FlatNode, name: string): string {
  const input = node.inputs[name];
  if (input?.kind !== 'value') throw new Error(`input '${name}' must be a constant text`);
  return String(input.value);
}
