import { toHalves } from '../../math/float16.ts';
import { bufferUsage, createBuffer } from '../../engine/buffers.ts';
import type { Gpu } from '../../engine/device.ts';
import { structLayout } from '../../engine/structLayout.ts';
import type { Material, MaterialResources } from '../program.ts';
import { coatValues, type AnalyticCoat } from './analyticCoat.ts';
import type { DecoderSpec } from './decoderSpec.ts';
import type { FallbackMaterial } from './fallbackMaterial.ts';
import { packPyramid, pyramidValues, type LatentPyramid } from './latentPyramid.ts';
import { neuralLayout } from './neuralLayout.ts';
import { neuralProgram, type NeuralProgramOptions } from './neuralProgram.ts';
import type { Provenance } from './provenance.ts';

/** A baked material: all that its file holds. */
export interface NeuralMaterial {
  readonly name: string;
  readonly spec: DecoderSpec;
  /** Flat, as neuralLayout.ts places it. */
  readonly params: Float32Array;
  readonly latents: LatentPyramid;
  /** Kept analytic over what the network says. */
  readonly coat?: AnalyticCoat;
  readonly provenance: Provenance;
  readonly fallback: FallbackMaterial;
}

/**
 * The material as the path tracer and the benchmarks take it. Materials of one architecture share a program and differ
 * by bind group.
 * @param options.f16 only where `gpu.features.f16` holds; worth it where `fastF16` does.
 * @param options.lookup default: the one that the asset was baked for.
 * @throws RangeError if `params` does not fit the architecture.
 */
export function neuralMaterial(
  asset: NeuralMaterial,
  options: Omit<NeuralProgramOptions, 'latentBits' | 'pages' | 'coat'> = {},
): Material {
  const { paramCount } = neuralLayout(asset.spec);
  if (asset.params.length !== paramCount) {
    throw new RangeError(`neural material '${asset.name}' has ${asset.params.length} parameters, not ${paramCount}`);
  }
  const program = neuralProgram(asset.spec, {
    lookup: asset.latents.lookup,
    ...options,
    latentBits: asset.latents.bits,
    coat: asset.coat !== undefined,
  });
  return { name: asset.name, program, upload: (gpu) => upload(gpu, asset, options.f16 ?? false) };
}

async function upload(gpu: Gpu, asset: NeuralMaterial, f16: boolean): Promise<MaterialResources> {
  const [layout, coatLayout] = await Promise.all([
    structLayout('package::layers::latentPyramid::LatentPyramid'),
    structLayout('package::bsdf::analyticCoat::AnalyticCoat'),
  ]);
  const pyramid = layout.pack(pyramidValues(asset.latents));
  const usage = bufferUsage.uniform | bufferUsage.copyDst;
  const label = (part: string) => `neural ${asset.name}/${part}`;
  const resources = {
    pyramid: createBuffer(gpu, label('pyramid'), new Uint8Array(pyramid), usage),
    weights: createBuffer(gpu, label('weights'), packWeights(asset.params, f16), usage),
    latents: createBuffer(
      gpu,
      label('latents'),
      packPyramid(asset.latents),
      bufferUsage.storage | bufferUsage.copyDst | bufferUsage.copySrc,
    ),
    ...(asset.coat && {
      coat: createBuffer(gpu, label('coat'), new Uint8Array(coatLayout.pack(coatValues(asset.coat))), usage),
    }),
  };
  const buffers = Object.values(resources);
  return {
    resources,
    bytes: buffers.reduce((sum, buffer) => sum + buffer.size, 0),
    dispose: () => buffers.forEach((buffer) => buffer.destroy()),
  };
}

/** The parameters as the program's uniform array has them: whole vec4f, or two blocks of halves to a vec4u. */
export function packWeights(params: Float32Array, f16: boolean): Float32Array | Uint16Array {
  if (!f16) return params;
  const halves = new Uint16Array(8 * Math.ceil(params.length / 8));
  halves.set(toHalves(params));
  return halves;
}
