import type { Pcg } from '../../../src/engine/pcg.ts';
import { initNeuralParams, type NeuralLayout } from '../../../src/materials/neural/neuralLayout.ts';
import type { Vec3 } from '../../../src/materials/neural/vector.ts';

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
