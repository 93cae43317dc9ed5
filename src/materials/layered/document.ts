import { readIncludes, textName, type DocumentText, type ReadText } from './documentIncludes.ts';
import { NodeReader } from './documentNodes.ts';
import { ownGraphs, prepareDocument } from './documentPrepare.ts';
import { NodeError, topologicalOrder, type FlatGraph, type FlatNode, type ImageRequest } from './flatGraph.ts';
import { TextError, type MaterialX, type MxDocument, type MxNode } from './materialX.ts';
import { spreadHextiles } from './hextile.ts';
import { convertImageColors } from './imageColors.ts';
import { imageFile } from './patternNodesImage.ts';

export interface DocumentOptions {
  /** Names the document in errors. */
  name: string;
  /** Which surface material, where the document has several. */
  material?: string;
  /** Finds what the document includes. */
  readText?: ReadText;
}

/**
 * Reads a MaterialX document and flattens one material of it to primitive nodes of the standard libraries.
 * @throws with the document's name when it is not MaterialX, not valid, has no such material, or holds what is refused.
 */
export async function loadDocument(materialX: MaterialX, xml: string, options: DocumentOptions): Promise<FlatGraph> {
  const { name } = options;
  const texts = await readIncludes(xml, name, options.readText);
  const document = await readDocument(materialX, texts, name);
  try {
    validate(document, name);
    prepareDocument(document, name);
    return readMaterial(document, chooseMaterial(document, options), name);
  } finally {
    document.delete();
  }
}

/** Validates what the document itself holds; with its libraries that takes seconds. */
function validate(document: MxDocument, name: string): void {
  for (const child of document.getChildren()) {
    if (child.hasSourceUri()) continue;
    const problems: { message?: string } = {};
    if (!child.validate(problems)) {
      throw new Error(`document '${name}' is not valid MaterialX: ${(problems.message ?? child.getName()).trim()}`);
    }
  }
}

async function readDocument(materialX: MaterialX, texts: readonly DocumentText[], name: string): Promise<MxDocument> {
  try {
    return await materialX.read(texts);
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    throw new Error(`${textName(error.path, name)} is not MaterialX: ${error.message}`, { cause: error });
  }
}

function chooseMaterial(document: MxDocument, { name, material }: DocumentOptions): MxNode {
  const materials = ownGraphs(document)
    .flatMap((graph) => graph.getNodes())
    .filter((node) => node.getCategory() === 'surfacematerial');
  const names = materials.map((node) => `'${node.getName()}'`).join(', ');
  if (materials.length === 0) throw new Error(`document '${name}' has no surfacematerial`);
  if (material === undefined) {
    if (materials.length > 1) throw new Error(`document '${name}' has several materials; choose one of ${names}`);
    return materials[0]!;
  }
  const chosen = materials.find((node) => node.getName() === material);
  if (!chosen) throw new Error(`document '${name}' has no material '${material}'; it has ${names}`);
  return chosen;
}

function readMaterial(document: MxDocument, material: MxNode, name: string): FlatGraph {
  const reader = new NodeReader(document, name);
  const { inputs } = reader.nodes.get(reader.read(material))!;
  const linked = (input: string): boolean => inputs[input]?.kind === 'link';
  const where = `material '${material.getName()}' in document '${name}'`;
  const unsupported = ['backsurfaceshader', 'displacementshader'].find(linked);
  if (unsupported) throw new Error(`${where}: ${unsupported} is not supported`);
  const shader = inputs.surfaceshader;
  if (shader?.kind !== 'link') throw new Error(`${where} has no surface shader`);
  const surface = reader.nodes.get(shader.node)!;
  if (surface.category !== 'surface') {
    throw new Error(
      `node '${surface.name}' (${surface.category}) in document '${name}' is not supported: the shader of a material must be, or flatten to, a 'surface'`,
    );
  }
  spreadHextiles(reader.nodes);
  convertImageColors(reader.nodes, name);
  const all = { document: name, nodes: reader.nodes };
  const nodes = new Map(topologicalOrder(all, [surface.name]).map((key) => [key, reader.nodes.get(key)!]));
  return {
    document: name,
    material: material.getName(),
    nodes,
    surface: surface.name,
    flattenedNodes: ownGraphs(document).reduce((sum, graph) => sum + graph.getNodes().length, 0),
    images: imageRequests(name, nodes.values()),
  };
}

/** The images some nodes read, each file and encoding once. */
export function imageRequests(document: string, nodes: Iterable<FlatNode>): ImageRequest[] {
  const requests = new Map<string, ImageRequest>();
  for (const node of nodes) {
    if (node.category !== 'image') continue;
    const { file, srgb } = NodeError.within({ document }, node, () => imageFile(node));
    if (file === '') continue;
    const key = `${file}|${srgb}`;
    if (!requests.has(key)) requests.set(key, { node: node.name, file, srgb });
  }
  return [...requests.values()];
}
