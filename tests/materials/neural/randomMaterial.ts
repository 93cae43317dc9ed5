import type { Vec3 } from '../../../src/math/vec3.ts';
import { Pcg } from '../../../src/engine/pcg.ts';
import type { DecoderSpec } from '../../../src/materials/neural/decoderSpec.ts';
import { latentLevel, type LatentBits, type StoredLookup } from '../../../src/materials/neural/latentPyramid.ts';
import { initNeuralParams, neuralLayout, type NeuralLayout } from '../../../src/materials/neural/neuralLayout.ts';
import type { NeuralMaterial } from '../../../src/materials/neural/neuralMaterial.ts';

/** Near a standard normal: a sum of twelve uniforms. */
export function normal(rng: Pcg): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += rng.nextFloat();
  return sum;
}

/** Weights as at init, with biases too. */
export function randomParams(layout: NeuralLayout, rng: Pcg): Float32Array {
  const params = initNeuralParams(layout, rng);
  for (const placed of [layout.evaluation, layout.sampler]) {
    placed.network.layers.forEach((layer, i) => {
      if (layer.kind !== 'linear') return;
      // Biases are the last blocks of a linear layer; lanes beyond its width stay zero.
      const end = 4 * (placed.offset + placed.network.blockOffsets[i]) + layer.paramCount;
      const start = end - 4 * Math.ceil(layer.outWidth / 4);
      for (let row = 0; row < layer.outWidth; row++) params[start + row] = 0.3 * normal(rng);
    });
  }
  return params;
}

/** A unit direction in the upper half space, away from the horizon. */
export function randomDirection(rng: Pcg): Vec3 {
  const z = 0.1 + 0.9 * rng.nextFloat();
  const phi = 2 * Math.PI * rng.nextFloat();
  const r = Math.sqrt(1 - z * z);
  return [r * Math.cos(phi), r * Math.sin(phi), z];
}

/** A whole material of random numbers: no appearance, but everything a program must cope with. */
export function randomMaterial(
  spec: DecoderSpec,
  seed: number,
  size = 8,
  bits: LatentBits = 16,
  lookup: StoredLookup = 'stochastic',
  repeats = 1,
): NeuralMaterial {
  const rng = new Pcg(seed);
  const levelOf = (side: number) =>
    latentLevel(
      side,
      side,
      Float32Array.from({ length: side * side * 8 }, () => normal(rng)),
      bits,
    );
  const [first, ...rest] = Array.from({ length: Math.log2(size) + 1 }, (_, m) => levelOf(size >> m));
  return {
    name: `random ${seed}`,
    spec,
    params: randomParams(neuralLayout(spec), rng),
    latents: { bits, lookup, repeats, levels: [first, ...rest] },
    provenance: {
      document: 'none.mtlx',
      documentHash: '00',
      generator: 'test',
      seed,
      steps: 0,
      seconds: 0,
      adapter: 'none',
      date: '2026-01-01T00:00:00Z',
      metrics: { flip: 0.5 },
      notes: ['random weights'],
    },
    fallback: { baseColorFactor: [0.5, 0.5, 0.5], metallicFactor: 0, roughnessFactor: 1 },
  };
}
