import type { AnalyticCoat } from '../../materials/neural/analyticCoat.ts';
import type { DecoderSpec } from '../../materials/neural/decoderSpec.ts';
import { neuralMaterial } from '../../materials/neural/neuralMaterial.ts';
import { unfiledMaterial } from '../../materials/neural/unfiledMaterial.ts';
import type { Material } from '../../materials/program.ts';
import type { TrainedNetworks } from '../../training/trainer.ts';

/** The networks as they are now, as a material to look at; it has no file and no history. */
export function previewMaterial(
  { params, latents }: TrainedNetworks,
  spec: DecoderSpec,
  coat: AnalyticCoat | undefined,
  f16: boolean,
): Material {
  const own = { name: 'in training', spec, params, latents, ...(coat && { coat }) };
  return neuralMaterial(unfiledMaterial(own), { f16 });
}
