import { describe, expect, it } from 'vitest';
import { PathTracer } from '../../src/pathtracer/pathTracer.ts';
import { checkSettings, DEFAULT_SETTINGS, type PathTracerSettings } from '../../src/pathtracer/settings.ts';
import { nullGpu } from '../harness/gpu.ts';

describe('settings of the path tracer', () => {
  it.each([
    ['bounces', 0],
    ['seed', 2 ** 32],
    ['renderScale', 0],
    ['exposure', Number.NaN],
    ['toneMap', 'film'],
    ['lightStrategy', 'both'],
    ['sampling', 'halton'],
    ['binning', 'all'],
    ['binning', undefined],
    ['output', 'depth'],
  ])('refuse %s %s, by name', (key, value) => {
    const settings = { ...DEFAULT_SETTINGS, [key]: value } as PathTracerSettings;
    expect(() => checkSettings(settings)).toThrow(new RegExp(`setting ${key} is ${value}`));
  });

  it.each([0, 32, 100, 2 ** 22, Number.NaN])('a wave of %s paths is refused', async (waveCapacity) => {
    await expect(PathTracer.create(await nullGpu(), { waveCapacity })).rejects.toThrow(
      `waveCapacity is ${waveCapacity}`,
    );
  });
});
