import type { Material } from '../materials/program.ts';
import { decodeImageFile } from './decodeImage.ts';

/** Gives the file that a document names by this path, relative to itself; undefined if there is none. */
export type FindFile = (path: string) => Promise<Blob | undefined>;

/**
 * Compiles a MaterialX document to the layered reference. MaterialX and the compiler are fetched when first needed.
 * @throws Error naming document, node and category where something is not supported, or an image that is missing.
 */
export async function layeredFromDocument(xml: string, name: string, findFile: FindFile): Promise<Material> {
  const [{ browserMaterialX }, { openDocument }, { layeredMaterial }] = await Promise.all([
    import('./browserMaterialX.ts'),
    import('../materials/layered/openDocument.ts'),
    import('../materials/layered/layeredProgram.ts'),
  ]);
  const resolveFile = async (path: string) => {
    const blob = await findFile(path);
    if (!blob) throw new Error('it did not come with the document');
    return await decodeImageFile(blob, path);
  };
  const { graph, images } = await openDocument(await browserMaterialX(), xml, { name, resolveFile });
  return layeredMaterial(graph, images);
}
