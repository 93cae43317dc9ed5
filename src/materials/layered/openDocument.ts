import { loadDocument, type DocumentOptions } from './document.ts';
import type { FoldedGraph } from './flatGraph.ts';
import { foldGraph } from './fold.ts';
import type { MaterialX } from './materialX.ts';
import { loadImages, type LoadedImage, type ResolveFile } from './patternImages.ts';

export interface OpenDocument {
  readonly graph: FoldedGraph;
  readonly images: LoadedImage[];
}

/** Reads, flattens and folds a MaterialX document and loads the images that are live. @throws as `loadDocument`, `foldGraph`, `loadImages` do. */
export async function openDocument(
  materialX: MaterialX,
  xml: string,
  options: DocumentOptions & { resolveFile: ResolveFile },
): Promise<OpenDocument> {
  const graph = foldGraph(await loadDocument(materialX, xml, options));
  return { graph, images: await loadImages(graph, options.resolveFile) };
}
