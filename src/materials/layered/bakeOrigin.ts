import type { PositionMap } from '../../scene/positionMap.ts';
import { PATINA_VERSION } from '../../version.ts';
import type { Provenance } from '../neural/provenance.ts';
import { bakeNotes, TRANSPORT_NOTE } from './bakeDomain.ts';
import type { BelowSurface } from './layeredProgram.ts';
import type { OpenDocument } from './openDocument.ts';
import { checkDetail } from './patternDetail.ts';
import type { SplitCoat } from './splitCoat.ts';

export interface BakeOriginOptions extends Pick<BelowSurface, 'layering'> {
  /** Side of the latents. */
  readonly size: number;
  /** A coat that is kept as it is. */
  readonly kept?: SplitCoat | undefined;
  /** Of the mesh it is baked for. */
  readonly positions?: PositionMap | undefined;
}

export interface BakeOrigin {
  readonly origin: Pick<Provenance, 'document' | 'documentHash' | 'layering' | 'generator' | 'notes'>;
  /** The pattern is finer than the texel grid: train on averages. */
  readonly exceeds: boolean;
}

/**
 * What a bake of a document says of where it comes from, and whether its texels can hold it. The hash is SHA-256 over the text, what
 * it includes, and the names and decoded bytes of its images in order of use, hex.
 * @param document name of the file  @param xml its text
 * @throws as `bakeNotes` does, for what cannot be baked
 */
export async function bakeOrigin(
  document: string,
  xml: string,
  { graph, images, included }: OpenDocument,
  { layering = 'albedo', size, kept, positions }: BakeOriginOptions,
): Promise<BakeOrigin> {
  const parts: BlobPart[] = [xml, ...included.flatMap(({ path, xml: text }) => [path, text])];
  for (const { file, image } of images) parts.push(file, bytesOf(image.data));
  const detail = checkDetail(graph, images, size, positions);
  const notes = [
    ...(layering === 'transport' ? [TRANSPORT_NOTE] : []),
    ...(kept ? [`coat: lobe '${kept.lobe}' is kept as it is; the network learns the layers below it`] : []),
    ...bakeNotes(kept?.base ?? graph, images, positions),
    ...detail.notes,
  ];
  const origin = {
    document,
    documentHash: await sha256(new Blob(parts)),
    ...(layering === 'transport' && { layering }),
    generator: `patina ${PATINA_VERSION}`,
    notes,
  };
  return { origin, exceeds: detail.exceeds };
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

async function sha256(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
