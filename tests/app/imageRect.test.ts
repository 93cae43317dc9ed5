import { expect, it } from 'vitest';
import { containedRect } from '../../src/app/imageRect.ts';

it('fills a box of the same shape', () => {
  expect(containedRect({ width: 200, height: 100 }, { width: 50, height: 25 })).toEqual({
    x: 0,
    y: 0,
    width: 200,
    height: 100,
  });
});

it('leaves equal bands beside a narrower and above a wider image', () => {
  expect(containedRect({ width: 200, height: 100 }, { width: 10, height: 10 })).toEqual({
    x: 50,
    y: 0,
    width: 100,
    height: 100,
  });
  expect(containedRect({ width: 100, height: 200 }, { width: 20, height: 10 })).toEqual({
    x: 0,
    y: 75,
    width: 100,
    height: 50,
  });
});
