import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS, parseResolution, readParameters, writeParameters } from '../../src/app/parameters.ts';

describe('readParameters', () => {
  it('gives the defaults for an empty address', () => {
    expect(readParameters('')).toEqual({ parameters: DEFAULT_PARAMETERS, problems: [] });
  });

  it('reads every parameter', () => {
    const { parameters, problems } = readParameters(
      '?object=teapot&material=stoneware&env=sunset&resolution=640x480&seed=7&spp=16&hud=0&view=neural&subsurface=walk',
    );
    expect(problems).toEqual([]);
    expect(parameters).toEqual({
      object: 'teapot',
      material: 'stoneware',
      environment: 'sunset',
      resolution: { width: 640, height: 480 },
      seed: 7,
      spp: 16,
      hud: false,
      view: 'neural',
      subsurface: 'walk',
    });
  });

  it('takes scene as another name of object', () => {
    expect(readParameters('?scene=models/engine.glb').parameters.object).toBe('models/engine.glb');
  });

  it.each([
    ['?seed=-1', 'seed=-1'],
    ['?seed=4294967296', 'seed=4294967296'],
    ['?spp=many', 'spp=many'],
    ['?resolution=0', 'resolution=0'],
    ['?resolution=99999', 'resolution=99999'],
    ['?resolution=8192x8192', 'resolution=8192x8192'],
    ['?hud=no', 'hud=no'],
    ['?view=both', 'view=both'],
    ['?subsurface=skin', 'subsurface=skin is none of diffuse, walk'],
    ['?colour=red', 'colour'],
  ])('names the unusable value in %s and keeps the default', (search, named) => {
    const { parameters, problems } = readParameters(search);
    expect(parameters).toEqual(DEFAULT_PARAMETERS);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(named);
  });
});

describe('writeParameters', () => {
  it('writes nothing for the defaults', () => expect(writeParameters(DEFAULT_PARAMETERS)).toBe(''));

  it('is undone by readParameters', () => {
    const parameters = {
      ...DEFAULT_PARAMETERS,
      object: 'a b/ü&.glb',
      material: 'copper',
      environment: 'workshop',
      resolution: { width: 96, height: 64 },
      seed: 4294967295,
      spp: 3,
      hud: false,
      view: 'difference' as const,
    };
    expect(readParameters(writeParameters(parameters))).toEqual({ parameters, problems: [] });
  });
});

describe('parseResolution', () => {
  it('reads a square and a rectangle', () => {
    expect(parseResolution('512')).toEqual({ width: 512, height: 512 });
    expect(parseResolution('64x32')).toEqual({ width: 64, height: 32 });
  });
  it.each(['', 'x', '64x', 'x64', '1e3', '64X32', '-3'])('refuses "%s"', (text) => {
    expect(parseResolution(text)).toBeUndefined();
  });
});
