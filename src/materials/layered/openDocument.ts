import { loadDocument, type DocumentOptions } from './document.ts';
import type { DocumentText, ReadText } from './documentIncludes.ts';
import type { FoldedGraph } from './flatGraph.ts';
import { foldGraph } from './fold.ts';
import type { MaterialX } from './materialX.ts';
import { loadImages, type LoadedImage, type ResolveFile } from './patternImages.ts';

export interface OpenDocument {
  readonly graph: FoldedGraph;
  readonly images: LoadedImage[];
  /** What the document includes, as read: with its own text and its images all that the material is made of. */
  readonly included: readonly DocumentText[];
}

/** Reads, flattens and folds a MaterialX document and loads the images that are live. @throws as `loadDocument`, `foldGraph`, `loadImages` do. */
export async function openDocument(
  materialX: MaterialX,
  xml: string,
  options: DocumentOptions & { resolveFile: ResolveFile },
): Promise<OpenDocument> {
  const included: DocumentText[] = [];
  const { readText } = options;
  const kept: ReadText | undefined =
    readText &&
    (async (path) => {
      const text = await readText(path);
      included.push({ path, xml: text });
      return text;
    });
  const graph = foldGraph(await loadDocument(materialX, xml, { ...options, ...(kept && { readText: kept }) }));
  return { graph, images: await loadImages(graph, options.resolveFile), included };
}
