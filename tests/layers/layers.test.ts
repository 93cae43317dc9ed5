import { expect, test } from 'vitest';
import { expOutput, relu } from '../../src/layers/activation.ts';
import { layerFromJson } from '../../src/layers/layerJson.ts';
import { linear } from '../../src/layers/linear.ts';
import { sequential } from '../../src/layers/sequential.ts';
import { testLayer } from '../harness/testLayer.ts';

testLayer('linear 8x12 without bias', linear(8, 12, { bias: false, gain: 1 }), { momentRatio: 1, integers: true });
testLayer('linear 11x9: padding on both sides', linear(11, 9), { momentRatio: 2, integers: true });
testLayer('linear 20x32', linear(20, 32), { momentRatio: 2, integers: true });
testLayer('relu 10', relu(10), { momentRatio: 0.5, integers: true });
testLayer('exp 3', expOutput(3), { momentRatio: null, integers: false });
testLayer(
  'hidden part of a sampler decoder',
  sequential(linear(11, 32), relu(32), linear(32, 32), relu(32), linear(32, 9, { gain: 1 })),
  { momentRatio: 1, integers: true },
);
testLayer(
  'evaluation decoder 2x16',
  sequential(linear(20, 16), relu(16), linear(16, 16), relu(16), linear(16, 3, { gain: 1 }), expOutput(3)),
  { momentRatio: null, integers: false },
);

test("the paper's decoders cost what the paper says", () => {
  const decoder = (...hidden: number[]) => {
    const widths = [20, ...hidden, 3];
    return sequential(...widths.slice(1).map((width, i) => linear(widths[i], width)));
  };
  expect(decoder(16, 16).macs).toBe(624);
  expect(decoder(32, 32).macs).toBe(1760);
  expect(decoder(64, 64, 64).macs).toBe(9664);
});

test('widths that do not meet, and numbers out of bounds, are refused by name', () => {
  expect(() => sequential(linear(4, 8), relu(4))).toThrow('layer 1 (relu) takes 4 numbers but gets 8');
  expect(() => layerFromJson({ kind: 'linear', inWidth: 4, outWidth: 1e6 })).toThrow('layer.outWidth');
  expect(() => layerFromJson({ kind: 'sequential', layers: [{ kind: 'relu', width: 1.5 }] })).toThrow(
    'layer.layers[0].width',
  );
  expect(() => layerFromJson({ kind: 'softmax', width: 4 })).toThrow("unknown layer 'softmax'");
});
