import { expect, it } from 'vitest';
import { Activity } from '../../../src/app/viewer/activity.ts';
import { Deferred } from '../../../src/app/deferred.ts';

it('names what was begun last, after a moment, until it is there or has failed', async () => {
  const activity = new Activity();
  const [first, second] = [new Deferred(), new Deferred()];
  const opened = activity.during('city', () => first.promise);
  const failed = activity.during('teapot', () => second.promise);
  const [soon, later] = [performance.now(), performance.now() + 1000];
  expect(activity.at(soon)).toBeUndefined();
  expect(activity.at(later)).toBe('teapot');
  second.reject(new Error('torn'));
  await expect(failed).rejects.toThrow('torn');
  expect(activity.at(later)).toBe('city');
  first.resolve();
  await opened;
  expect(activity.at(later)).toBeUndefined();
});
