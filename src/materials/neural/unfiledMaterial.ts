import type { NeuralMaterial } from './neuralMaterial.ts';

/** Networks that came from no file and go to none (in training, drawn for a measurement): no history, a grey fallback. */
export function unfiledMaterial(
  networks: Pick<NeuralMaterial, 'name' | 'spec' | 'params' | 'latents' | 'coat'>,
): NeuralMaterial {
  const { name, spec, params, latents, coat } = networks;
  return {
    name,
    spec,
    params,
    latents,
    ...(coat && { coat }),
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
  };
}
