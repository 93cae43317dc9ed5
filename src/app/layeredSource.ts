import type { AnalyticCoat } from '../materials/neural/analyticCoat.ts';
import type { BakeOrigin } from '../materials/layered/bakeOrigin.ts';
import type { BelowSurface } from '../materials/layered/layeredProgram.ts';
import type { Material } from '../materials/program.ts';
import { decodeImageFile } from './decodeImage.ts';

/** Gives the file that a document names by this path, relative to itself; undefined if there is none. */
export type FindFile = (path: string) => Promise<Blob | undefined>;

export interface ReferenceMaterial extends Material {
  /** A near-mirror coat that a bake can keep as it is, and the layers below it. */
  readonly kept: { readonly coat: AnalyticCoat; readonly base: Material } | undefined;
  /** @param size  side of the latents that it is to be baked into  @param keepsCoat  and only the layers below `kept` are */
  origin(size: number, keepsCoat: boolean): Promise<BakeOrigin>;
}

/** Which of a document's materials, and what light does below its surface. */
export interface DocumentChoice extends BelowSurface {
  readonly material?: string | undefined;
}

/**
 * Compiles a MaterialX document to the layered reference. MaterialX and the compiler are fetched when first needed.
 * @throws Error naming document, node and category where something is not supported, or an image that is missing.
 */
export async function layeredFromDocument(
  xml: string,
  name: string,
  findFile: FindFile,
  { material, layering = 'albedo', subsurface = 'diffuse' }: DocumentChoice = {},
): Promise<ReferenceMaterial> {
  const [{ browserMaterialX }, { openDocument }, { layeredMaterial }, { bakeOrigin }, { nearMirrorCoat }] =
    await Promise.all([
      import('./browserMaterialX.ts'),
      import('../materials/layered/openDocument.ts'),
      import('../materials/layered/layeredProgram.ts'),
      import('../materials/layered/bakeOrigin.ts'),
      import('../materials/layered/splitCoat.ts'),
    ]);
  const resolveFile = async (path: string) => {
    const blob = await findFile(path);
    if (!blob) throw new Error('it did not come with the document');
    return await decodeImageFile(blob, path);
  };
  const readText = async (path: string) => {
    const blob = await findFile(path);
    if (!blob) throw new Error('it did not come with the document');
    return await blob.text();
  };
  const opened = await openDocument(await browserMaterialX(), xml, {
    name,
    resolveFile,
    readText,
    ...(material !== undefined && { material }),
  });
  const { graph, images } = opened;
  // A coat split off takes MaterialX's own throughput with it.
  const split = layering === 'albedo' ? nearMirrorCoat(graph) : undefined;
  const kept = split && { coat: split.coat, base: layeredMaterial(split.base, images) };
  const origin = (size: number, keepsCoat: boolean) =>
    bakeOrigin(name, xml, opened, { layering, size, kept: keepsCoat ? split : undefined });
  return { ...layeredMaterial(graph, images, { layering, subsurface }), kept, origin };
}
