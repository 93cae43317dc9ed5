import { expect, it } from 'vitest';
import { figureRows, formatSeconds } from '../../../src/app/viewer/figures.ts';

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

it('lists a row for every timed pass', () => {
  const rows = figureRows({
    samples: 12,
    seconds: 3,
    samplesPerSecond: 4,
    width: 64,
    height: 32,
    passes: { trace: 1.234, 'shade neural': 0.5 },
    adapter: '',
  });
  expect(rows).toContainEqual(['trace', '1.23 ms']);
  expect(rows).toContainEqual(['Samples/s', '4.00']);
  expect(rows).toContainEqual(['Size', '64 × 32']);
});
