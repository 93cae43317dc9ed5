import { expect, test } from 'vitest';
import { Losses } from '../../../src/app/viewer/losses.ts';

test('three losses in five minutes are borne, a fourth is not', () => {
  const losses = new Losses();
  expect([0, 1000, 200_000].map((time) => losses.add(time))).toEqual([true, true, true]);
  expect(losses.add(299_000)).toBe(false);
});

test('losses of long ago do not count', () => {
  const losses = new Losses();
  for (let hour = 0; hour < 12; hour++) expect(losses.add(hour * 3_600_000)).toBe(true);
});
