import { expect, it } from 'vitest';
import type { StoppedBake } from '../../../src/app/bake/stoppedBake.ts';
import { StoppedBakes } from '../../../src/app/bake/stoppedBakes.ts';

const of = (name: string, step: number, unsaved = false, layering?: 'transport') =>
  ({ source: { name, title: name, layering }, step, unsaved }) as unknown as StoppedBake;
const clay = of('clay', 0).source;

it('keeps the last of each material and layering', () => {
  const bakes = new StoppedBakes();
  expect(bakes.of(clay)).toBeUndefined();
  for (const bake of [of('clay', 1), of('slate', 2), of('clay', 3, false, 'transport'), of('clay', 4)]) bakes.add(bake);
  expect(bakes.of(clay)?.step).toBe(4);
  expect(bakes.of(of('clay', 0, false, 'transport').source)?.step).toBe(3);
  expect(bakes.of(of('slate', 0).source)?.step).toBe(2);
  expect(bakes.of(undefined)).toBeUndefined();
  bakes.remove(bakes.of(clay));
  expect(bakes.of(clay)).toBeUndefined();
  expect(bakes.holdsWork).toBe(false);
});

it('loses none that broke off and that nobody has saved', () => {
  const bakes = new StoppedBakes();
  const hour = of('clay', 1000, true);
  bakes.add(hour);
  bakes.add(of('clay', 5));
  expect(bakes.of(clay)?.step).toBe(5);
  bakes.remove(bakes.of(clay));
  expect(bakes.of(clay)).toBe(hour);
  expect(bakes.holdsWork).toBe(true);
  hour.unsaved = false;
  expect(bakes.holdsWork).toBe(false);
});
