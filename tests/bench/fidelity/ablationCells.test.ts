import { expect, test } from 'vitest';
import { WITHOUT_FRAMES } from '../../../bench/fidelity/ablationCells.ts';
import { decoderSpec, type DecoderSpec } from '../../../src/materials/neural/decoderSpec.ts';
import { neuralLayout } from '../../../src/materials/neural/neuralLayout.ts';

test('frames are weighed against a network with as many multiply-adds, and a few more', () => {
  const macs = (spec: DecoderSpec): number => {
    const { frames, evaluation } = neuralLayout(spec);
    return (frames?.network.macs ?? 0) + evaluation.network.macs;
  };
  const share = macs(WITHOUT_FRAMES) / macs(decoderSpec('2x32'));
  // Turning two directions into two frames is 36 more, which no layer counts.
  expect(share).toBeGreaterThanOrEqual(1);
  expect(share).toBeLessThan(1.05);
});
