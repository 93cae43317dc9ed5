import type { DecoderSpec } from '../../materials/neural/decoderSpec.ts';
import { neuralMaterial } from '../../materials/neural/neuralMaterial.ts';
import type { Material } from '../../materials/program.ts';
import type { TrainedNetworks } from '../../training/trainer.ts';

/** The networks as they are now, as a material to look at; it has no file and no history. */
export function previewMaterial(networks: TrainedNetworks, spec: DecoderSpec, f16: boolean): Material {
  const { params, latents } = networks;
  return neuralMaterial(
    {
      name: 'in training',
      spec,
      params,
      latents,
      provenance: {
        document: '',
        documentHash: '',
        generator: '',
        seed: 0,
        steps: 0,
        seconds: 0,
        adapter: '',
        date: '',
        metrics: {},
        notes: [],
      },
      fallback: { baseColorFactor: [0.5, 0.5, 0.5], metallicFactor: 0, roughnessFactor: 1 },
    },
    { f16 },
  );
}
