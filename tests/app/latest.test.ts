import { expect, it } from 'vitest';
import { Latest } from '../../src/app/latest.ts';

it('tells every task but the last that it is overtaken', async () => {
  const latest = new Latest();
  const seen: string[] = [];
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const task = (name: string) => async (isCurrent: () => boolean) => {
    await gate;
    seen.push(`${name} ${isCurrent()}`);
  };
  const all = [latest.run(task('first')), latest.run(task('second'))];
  release();
  await Promise.all(all);
  expect(seen).toEqual(['first false', 'second true']);
});

it('cancels what runs', async () => {
  const latest = new Latest();
  let current = true;
  await latest.run(async (isCurrent) => {
    latest.cancel();
    current = isCurrent();
  });
  expect(current).toBe(false);
});

it('lets a task join the last one', async () => {
  const latest = new Latest();
  const seen: boolean[] = [];
  await latest.run(async (first) => {
    await latest.join(async (joined) => {
      seen.push(first(), joined());
      await latest.run(() => Promise.resolve());
      seen.push(first(), joined());
    });
  });
  expect(seen).toEqual([true, true, false, false]);
});
