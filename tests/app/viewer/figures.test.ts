import { expect, it } from 'vitest';
import { figureRows, formatSeconds, passRows } from '../../../src/app/viewer/figures.ts';

it('writes times as people read them', () => {
  expect([0, 4.04, 59.94, 60, 75.2, 3599, 3600, 7325].map(formatSeconds)).toEqual([
    '0.0 s',
    '4.0 s',
    '59.9 s',
    '1:00',
    '1:15',
    '59:59',
    '1:00:00',
    '2:02:05',
  ]);
});

it('lists what is rendered', () => {
  const values = { samples: 12, seconds: 3, samplesPerSecond: 4, width: 64, height: 32, passes: {} };
  expect(figureRows(values)).toEqual([
    ['Samples', '12'],
    ['Time', '3.0 s'],
    ['Samples/s', '4.00'],
    ['Size', '64 × 32'],
  ]);
});

it('names the passes by the side of the image they shade', () => {
  expect(passRows({ trace: 1.234, 'shade/a/Copper': 0.5, 'shade/b/Old copper/2': 3 })).toEqual([
    ['trace', '1.23 ms'],
    ['left: Copper', '0.50 ms'],
    ['right: Old copper/2', '3.00 ms'],
  ]);
});

it('names no side where there is one only', () => {
  expect(passRows({ escape: 1, 'shade/a/Copper': 0.5 })).toEqual([
    ['escape', '1.00 ms'],
    ['Copper', '0.50 ms'],
  ]);
});
