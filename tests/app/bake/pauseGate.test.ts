import { expect, it } from 'vitest';
import { PauseGate } from '../../../src/app/bake/pauseGate.ts';

it('holds work between pause and resume, however often each is pressed', async () => {
  const gate = new PauseGate();
  expect(gate.whilePaused()).toBeUndefined();
  gate.pause();
  gate.pause();
  expect(gate.paused).toBe(true);
  let went = false;
  const work = gate.whilePaused()?.then(() => (went = true));
  await Promise.resolve();
  expect(went).toBe(false);
  gate.resume();
  gate.resume();
  await work;
  expect(went).toBe(true);
  expect(gate.whilePaused()).toBeUndefined();
});
