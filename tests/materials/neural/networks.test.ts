import { describe, expect, test } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import {
  decoderLabel,
  decoderSpec,
  parseDecoderSpec,
  type DecoderSpec,
} from '../../../src/materials/neural/decoderSpec.ts';
import { neuralLayout } from '../../../src/materials/neural/neuralLayout.ts';
import {
  evaluationBackward,
  evaluationForward,
  samplerBackward,
  samplerForward,
} from '../../../src/materials/neural/neuralReference.ts';
import { normal, randomDirection, randomParams } from './randomMaterial.ts';

const small = (frames: 0 | 1 | 2): DecoderSpec => ({
  latentChannels: 8,
  frames,
  evaluation: { hidden: [16, 12] },
  sampler: { hidden: [16] },
});

function query(rng: Pcg) {
  return {
    latent: Float64Array.from({ length: 8 }, () => Math.fround(normal(rng))),
    wo: randomDirection(rng),
    wi: randomDirection(rng),
    dValue: Float64Array.from({ length: 3 }, () => normal(rng)),
    dRaw: Float64Array.from({ length: 12 }, () => normal(rng)),
  };
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

describe.each([0, 1, 2] as const)('%i frames (seed 3)', (frames) => {
  const rng = new Pcg(3, frames);
  const layout = neuralLayout(small(frames));
  const params = randomParams(layout, rng);
  const queries = Array.from({ length: 8 }, () => query(rng));

  test('float64 gradients = central differences, in latents and every parameter', () => {
    const wide = Float64Array.from(params);
    const { latent, wo, wi, dValue, dRaw } = queries[0];
    const dParams = new Float64Array(layout.paramCount);
    const dLatent = evaluationBackward(layout, wide, latent, wo, wi, dValue, dParams);
    samplerBackward(layout, wide, latent, wo, dRaw, dParams);
    const value = () => dot(evaluationForward(layout, wide, latent, wo, wi), dValue);
    const both = () => value() + dot(samplerForward(layout, wide, latent, wo), dRaw);
    const difference = (values: Float64Array, i: number, loss: () => number) => {
      const [kept, h] = [values[i], 1e-6];
      values[i] = kept + h;
      const plus = loss();
      values[i] = kept - h;
      const minus = loss();
      values[i] = kept;
      return (plus - minus) / (2 * h);
    };
    latent.forEach((_, i) => expect(difference(latent, i, value)).toBeCloseTo(dLatent[i], 7));
    wide.forEach((_, i) => {
      const numeric = difference(wide, i, both);
      // Padding lanes of the last layers lead nowhere; the reference never touches them.
      expect(Math.abs(numeric - dParams[i])).toBeLessThan(1e-7 * (1 + Math.abs(dParams[i])) + 1e-7);
    });
  });
});

test("sizes are the paper's, and the flat layout has no holes", () => {
  const macs = (name: '2x16' | '2x32' | '3x64') => neuralLayout(decoderSpec(name)).evaluation.network.macs;
  expect([macs('2x16'), macs('2x32'), macs('3x64')]).toEqual([624, 1760, 9664]);
  const layout = neuralLayout(decoderSpec('2x32'));
  expect(layout.frames?.offset).toBe(0);
  expect(layout.evaluation.offset).toBe(24);
  expect(layout.sampler.offset).toBe(24 + 465);
  expect(16 * layout.blockCount).toBe(19392);
  expect(neuralLayout(decoderSpec('3x64')).blockCount * 16).toBeLessThanOrEqual(65536);
});

test('specifications round-trip through JSON; labels are unique', () => {
  for (const spec of [decoderSpec('2x16'), decoderSpec('3x64'), small(1)])
    expect(parseDecoderSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  expect(decoderLabel(decoderSpec('2x32'))).toBe('2x32');
  expect(decoderLabel(small(1))).toBe('frames1 eval16-12 sampler16');
});

test.each([
  [{ ...small(2), latentChannels: 16 }, 'decoder.latentChannels'],
  [{ ...small(2), frames: 3 }, 'decoder.frames'],
  [{ ...small(2), evaluation: { hidden: [1e6] } }, 'decoder.evaluation.hidden[0]'],
  [{ ...small(2), evaluation: { hidden: [16, 18] } }, 'decoder.evaluation.hidden[1]'],
  [{ ...small(2), sampler: { hidden: Array.from({ length: 1000 }, () => 32) } }, 'decoder.sampler.hidden'],
  [{ ...small(2), sampler: null }, 'decoder.sampler'],
  [{ ...small(2), evaluation: { hidden: [NaN] } }, 'decoder.evaluation.hidden[0]'],
  ['2x32', 'decoder'],
])('a bad specification is refused by name %#', (json, field) => {
  expect(() => parseDecoderSpec(json)).toThrow(field);
});

test('a decoder beyond a uniform binding is refused', () => {
  const hidden = [64, 64, 64, 64];
  expect(() => neuralLayout({ ...small(2), evaluation: { hidden }, sampler: { hidden } })).toThrow(
    'bytes of parameters',
  );
});
