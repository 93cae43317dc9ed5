import { describeNode, NodeError, type FlatInput, type FlatNode } from './flatGraph.ts';
import { parseValue, portType } from './documentValues.ts';
import type { MxDocument, MxElement, MxGraph, MxNode, MxPort } from './materialX.ts';

/** Nodes that stand for MaterialX's geometric properties, where a definition's default asks for one. */
const GEOMETRIC: Readonly<
  Record<string, { category: string; type: 'vector2' | 'vector3'; input: FlatInput & { name: string } }>
> = {
  UV0: { category: 'texcoord', type: 'vector2', input: { name: 'index', kind: 'value', type: 'integer', value: 0 } },
  ...Object.fromEntries(
    ['position', 'normal', 'tangent', 'bitangent'].flatMap((category) =>
      ['object', 'world'].map((space) => [
        `${category[0]!.toUpperCase()}${space}`,
        { category, type: 'vector3', input: { name: 'space', kind: 'value', type: 'string', value: space } },
      ]),
    ),
  ),
};

/** Reads nodes of a flattened MaterialX document into plain data, following links from wherever it is asked to start. */
export class NodeReader {
  readonly nodes = new Map<string, FlatNode>();
  readonly #document: MxDocument;
  readonly #name: string;

  constructor(document: MxDocument, name: string) {
    this.#document = document;
    this.#name = name;
  }

  /** Reads a node and all it depends on. @throws naming node, category and document. */
  read(node: MxNode): string {
    const name = node.getNamePath();
    if (this.nodes.has(name)) return name;
    const described = { name, category: node.getCategory() };
    const where = describeNode({ document: this.#name }, described);
    const definition = node.getNodeDef();
    if (!definition)
      throw new NodeError(`${where}: no definition of this category gives type '${node.getType()}' for its inputs`);
    const inputs: Record<string, FlatInput> = {};
    // Claimed first, so that a cycle of links ends; topologicalOrder reports it.
    this.nodes.set(name, { ...described, nodedef: definition.getName(), type: portType(node.getType()), inputs });
    for (const declared of definition.getActiveInputs()) {
      const input = node.getInput(declared.getName());
      try {
        inputs[declared.getName()] = (input && this.#resolve(input)) ?? this.#default(declared);
      } catch (error) {
        if (error instanceof NodeError) throw error;
        throw new NodeError(`${where}, input '${declared.getName()}': ${(error as Error).message}`, { cause: error });
      }
    }
    return name;
  }

  /** What an input is fed by, through interface inputs and graph outputs; nothing where it has neither value nor link. */
  #resolve(port: MxPort): FlatInput | undefined {
    const scope = enclosingGraph(port);
    const inner = port.getInterfaceName();
    if (inner !== '') {
      const outer = scope?.getInput(inner);
      if (!outer) throw new Error(`the graph has no input '${inner}'`);
      return this.#resolve(outer);
    }
    const target = this.#target(port, scope ?? this.#document);
    if (target) return target;
    if (!port.hasValueString()) return undefined;
    return parseValue(portType(port.getType()), port.getValueString(), port.getAttribute('colorspace'));
  }

  #target(port: MxPort, scope: MxGraph): FlatInput | undefined {
    const [graphName, nodeName, output] = [port.getNodeGraphString(), port.getNodeName(), port.getOutputString()];
    if (graphName !== '') {
      const graph = this.#document.getNodeGraph(graphName);
      const found = output === '' ? graph?.getOutputs()[0] : graph?.getOutput(output);
      if (!found) throw new Error(`there is no output '${output}' of a node graph '${graphName}'`);
      return this.#resolve(found);
    }
    if (nodeName !== '') {
      const node = scope.getNode(nodeName);
      if (!node) throw new Error(`there is no node '${nodeName}'`);
      const type = portType(port.getType());
      const read = this.read(node);
      if (type === 'string' || type === 'filename') return this.#text(read);
      const several = node.getType() === 'multioutput';
      return { kind: 'link', type, node: read, ...(several ? { output } : {}) };
    }
    if (output !== '') {
      const found = scope.getOutput(output);
      if (!found) throw new Error(`there is no output '${output}'`);
      return this.#resolve(found);
    }
    return undefined;
  }

  /** Texts are no values of a shader: what nodes hand on is taken in their place. */
  #text(name: string): FlatInput {
    const { category, inputs } = this.nodes.get(name)!;
    const text = { constant: inputs['value'], dot: inputs['in'] }[category];
    if (text?.kind !== 'value') throw new Error(`it is fed by node '${name}' (${category}), and is to be a constant`);
    return text;
  }

  #default(declared: MxPort): FlatInput {
    const property = declared.getDefaultGeomPropString();
    const type = portType(declared.getType());
    if (property === '') return parseValue(type, declared.getValueString());
    const geometric = GEOMETRIC[property];
    if (!geometric) throw new Error(`its default is the geometric property '${property}', which is not supported`);
    const { category, input } = geometric;
    const { name: inputName, ...value } = input;
    const name = `default/${property}`;
    this.nodes.set(name, {
      name,
      category,
      nodedef: `ND_${category}_${geometric.type}`,
      type: geometric.type,
      inputs: { [inputName]: value },
    });
    return { kind: 'link', type, node: name };
  }
}

/** The graph whose nodes a port can see; nothing at the top of the document. */
function enclosingGraph(port: MxPort): MxGraph | undefined {
  // An input of a node sees the node's siblings; an input of a graph those of the graph; an output its own graph's nodes.
  const owner = port.getParent();
  const scope: MxElement | null | undefined = port.getCategory() === 'output' ? owner : owner?.getParent();
  return scope?.getCategory() === 'nodegraph' ? (scope as MxGraph) : undefined;
}
