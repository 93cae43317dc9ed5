import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../../src/app/parameters.ts';
import { DEFAULT_CHOICE, readChoice } from '../../../src/app/bake/bakeSettings.ts';

describe('readChoice', () => {
  it('gives the defaults for an empty address', () => {
    expect(readChoice('')).toEqual({
      choice: DEFAULT_CHOICE,
      material: '',
      image: DEFAULT_PARAMETERS,
      problems: [],
    });
  });

  it('reads every setting', () => {
    expect(
      readChoice(
        '?material=copper&size=16&decoder=3x64&seconds=7&seed=9&levels=finest&layering=transport&resolution=64x48&spp=8',
      ),
    ).toEqual({
      choice: { size: 16, decoder: '3x64', seconds: 7, seed: 9, levels: false, layering: 'transport', keepCoat: true },
      material: 'copper',
      image: { ...DEFAULT_PARAMETERS, resolution: { width: 64, height: 48 }, spp: 8 },
      problems: [],
    });
  });

  it.each([
    'size=100',
    'size=8',
    'size=8192',
    'seconds=0',
    'seed=4294967296',
    'decoder=4x4',
    'seed=-1',
    'levels=2',
    'layering=none',
    'spp=x',
  ])('names %s as unusable and keeps the default', (query) => {
    const { choice, problems } = readChoice(`?${query}`);
    expect(choice).toEqual(DEFAULT_CHOICE);
    expect(problems).toEqual([expect.stringContaining(query)]);
  });
});
