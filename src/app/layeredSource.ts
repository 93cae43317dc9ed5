import type { AnalyticCoat } from '../materials/neural/analyticCoat.ts';
import type { BelowSurface } from '../materials/layered/layeredProgram.ts';
import type { Material } from '../materials/program.ts';
import { decodeImageFile } from './decodeImage.ts';

/** Gives the file that a document names by this path, relative to itself; undefined if there is none. */
export type FindFile = (path: string) => Promise<Blob | undefined>;

/** Where a reference comes from, as a baked file states it. */
export interface Origin {
  /** The pattern is finer than the texel grid asked about: train on averages. */
  readonly exceeds: boolean;
  readonly document: string;
  /** SHA-256 of the document's text and its decoded images, hex. */
  readonly documentHash: string;
  readonly layering?: 'transport';
  /** What a baked material of it will not show, or shows worse. */
  readonly notes: string[];
}

export interface ReferenceMaterial extends Material {
  /** A near-mirror coat that a bake can keep as it is, and the layers below it. */
  readonly kept: { readonly coat: AnalyticCoat; readonly base: Material } | undefined;
  /** @param size  side of the latents that it is to be baked into  @param keepsCoat  and only the layers below `kept` are */
  origin(size: number, keepsCoat: boolean): Promise<Origin>;
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
  const [
    { browserMaterialX },
    { openDocument },
    { layeredMaterial },
    { bakeNotes, TRANSPORT_NOTE },
    { checkDetail },
    { nearMirrorCoat },
  ] = await Promise.all([
    import('./browserMaterialX.ts'),
    import('../materials/layered/openDocument.ts'),
    import('../materials/layered/layeredProgram.ts'),
    import('../materials/layered/bakeDomain.ts'),
    import('../materials/layered/patternDetail.ts'),
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
  const { graph, images, included } = await openDocument(await browserMaterialX(), xml, {
    name,
    resolveFile,
    readText,
    ...(material !== undefined && { material }),
  });
  // A coat split off takes MaterialX's own throughput with it.
  const split = layering === 'albedo' ? nearMirrorCoat(graph) : undefined;
  const kept = split && { coat: split.coat, base: layeredMaterial(split.base, images) };
  const origin = async (size: number, keepsCoat: boolean): Promise<Origin> => {
    const parts: BlobPart[] = [xml, ...included.flatMap(({ path, xml: text }) => [path, text])];
    for (const { file, image } of images) parts.push(file, new Uint8Array(bytesOf(image.data)));
    const documentHash = await sha256(new Blob(parts));
    const walked = layering === 'transport' ? [TRANSPORT_NOTE] : [];
    const notes = [...walked, ...bakeNotes(keepsCoat && split ? split.base : graph, images)];
    const detail = checkDetail(graph, images, size);
    const walks = layering === 'transport' && { layering };
    return { document: name, documentHash, ...walks, notes: [...notes, ...detail.notes], exceeds: detail.exceeds };
  };
  return { ...layeredMaterial(graph, images, { layering, subsurface }), kept, origin };
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function sha256(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
