import type { FallbackMaterial } from '../materials/neural/fallbackMaterial.ts';
import type { AnalyticCoat } from '../materials/neural/analyticCoat.ts';
import type { NeuralMaterial } from '../materials/neural/neuralMaterial.ts';
import { parseDecoderSpec } from '../materials/neural/decoderSpec.ts';
import { parseProvenance, type Provenance } from '../materials/neural/provenance.ts';
import type { Material } from '../materials/program.ts';
import type { MaterialTexture } from '../materials/materialTexture.ts';
import { fitAnalytic } from './analyticFit.ts';
import { gltfModel } from './analyticModels.ts';
import { bake, type BakeOptions, type BakeResult } from './bake.ts';
import { gltfBlock } from './gltfBlock.ts';

/** RGBA, 8 bits a channel, row by row from the top -> a PNG file. Node and the page encode in their own ways. */
export type EncodePng = (width: number, height: number, rgba: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export interface BakedMaterialOptions extends BakeOptions {
  /** Name of the material in the file. */
  name: string;
  /** What the file says of its origin; the rest of the provenance is filled in here. */
  origin: Pick<Provenance, 'document' | 'documentHash' | 'layering' | 'generator' | 'notes'>;
  encodePng: EncodePng;
  /** A coat kept analytic, and what is learned in place of the reference: the same without what the coat reflects. */
  kept?: { readonly coat: AnalyticCoat; readonly base: Material };
  /** Told as the parts begin: `training` reports through `onProgress`. */
  onPhase?: (phase: 'training' | 'fallback') => void;
}

export interface BakedMaterial {
  readonly asset: NeuralMaterial;
  readonly result: BakeResult;
}

/** Side of the fallback's textures: more than a preview needs would outweigh the latents. */
const FALLBACK_SIZE = 256;
const FALLBACK_QUERIES = 48;

/**
 * Bakes a reference into what a file holds: trained networks, an ordinary glTF block fitted to the same reference as
 * fallback, and where it all comes from. Write it with `writeNeuralMaterial`.
 * @throws before any training, naming the field, for what a file cannot hold; then as `bake` and `fitAnalytic` do
 */
export async function bakeMaterial(options: BakedMaterialOptions): Promise<BakedMaterial> {
  const { gpu, reference, spec, name, origin, signal } = options;
  parseDecoderSpec(spec, 'spec');
  parseProvenance({ ...origin, seed: 0, steps: 0, seconds: 0, adapter: '-', date: '-', metrics: {} }, 'origin');
  options.onPhase?.('training');
  const { kept } = options;
  const result = await bake({ source: origin.documentHash, ...options, reference: kept?.base ?? reference });
  options.onPhase?.('fallback');
  const { size, seed, steps } = result.settings;
  const { params, latents } = result.networks;
  const [fit] = await fitAnalytic(gpu, reference, [gltfModel], {
    size: Math.min(size, FALLBACK_SIZE),
    queriesPerTexel: FALLBACK_QUERIES,
    seed,
    footprint: result.settings.footprint,
    repeats: latents.repeats,
    signal,
  });
  const fallback = await fallbackOf(gltfBlock(fit, name), options.encodePng);
  const asset: NeuralMaterial = {
    name,
    spec,
    params,
    latents,
    ...(kept && { coat: kept.coat }),
    provenance: {
      ...origin,
      seed,
      steps,
      seconds: Math.round(result.seconds * 10) / 10,
      adapter: gpu.adapterName,
      date: new Date().toISOString(),
      metrics: { loss: result.losses.evaluation },
    },
    fallback,
  };
  return { asset, result };
}

async function fallbackOf(block: ReturnType<typeof gltfBlock>, encodePng: EncodePng): Promise<FallbackMaterial> {
  const png = async (texture: MaterialTexture | undefined) =>
    texture && encodePng(texture.width, texture.height, texture.data as Uint8Array);
  return {
    baseColorFactor: [1, 1, 1],
    metallicFactor: 1,
    roughnessFactor: 1,
    baseColorTexture: await png(block.baseColorTexture),
    metallicRoughnessTexture: await png(block.metallicRoughnessTexture),
    normalTexture: await png(block.normalTexture),
  };
}
