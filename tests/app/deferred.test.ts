import { expect, test } from 'vitest';
import { Deferred } from '../../src/app/deferred.ts';

test('it is resolved and rejected from outside, and nobody need wait for it', async () => {
  const [done, failed, unheard] = [new Deferred(), new Deferred(), new Deferred()];
  done.resolve();
  failed.reject(new Error('gone'));
  unheard.reject(new Error('nobody hears this')); // an unhandled rejection would fail the run
  await expect(done.promise).resolves.toBeUndefined();
  await expect(failed.promise).rejects.toThrow('gone');
});
