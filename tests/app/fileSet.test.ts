import { describe, expect, it } from 'vitest';
import { extensionOf, FileSet, normalisePath } from '../../src/app/fileSet.ts';

function setOf(...paths: string[]): FileSet {
  return new FileSet(paths.map((path) => [path, new File([path], path.slice(path.lastIndexOf('/') + 1))]));
}

describe('FileSet.resolve', () => {
  it('reads a side file relative to the file that names it', () => {
    const files = setOf('box/scene.gltf', 'box/data/scene.bin', 'data/scene.bin');
    expect(files.resolve('data/scene.bin', 'box/scene.gltf')?.path).toBe('box/data/scene.bin');
  });

  it('folds "..", backslashes and percent codes', () => {
    const files = setOf('materials/wood.mtlx', 'Images/wood color.png');
    expect(files.resolve('..\\Images\\wood%20color.png', 'materials/wood.mtlx')?.path).toBe('Images/wood color.png');
  });

  it('finds a loose file by its name alone', () => {
    expect(setOf('wood.mtlx', 'wood.png').resolve('../../../Images/wood.png', 'wood.mtlx')?.path).toBe('wood.png');
  });

  it('ignores case where that leaves one file', () => {
    expect(setOf('a.gltf', 'Albedo.PNG').resolve('albedo.png', 'a.gltf')?.path).toBe('Albedo.PNG');
  });

  it('prefers the longest common tail and gives up on a tie', () => {
    expect(setOf('x/oak/base.png', 'x/elm/base.png').resolve('oak/base.png')?.path).toBe('x/oak/base.png');
    expect(setOf('x/oak/base.png', 'x/elm/base.png').resolve('ash/base.png')).toBeUndefined();
  });

  it('has no answer for a file that is not there', () => {
    expect(setOf('a.gltf').resolve('missing.bin', 'a.gltf')).toBeUndefined();
  });

  it('keeps a name with a bare percent sign', () => {
    expect(setOf('100%.png').resolve('100%.png')?.path).toBe('100%.png');
  });
});

describe('paths', () => {
  it('normalises', () => {
    expect(normalisePath('./a//b/../c.png')).toBe('a/c.png');
    expect(normalisePath('/../../a')).toBe('a');
  });
  it('reads extensions', () => {
    expect(extensionOf('a.b/Wood.MTLX')).toBe('mtlx');
    expect(extensionOf('a.b/LICENSE')).toBe('');
    expect(extensionOf('.gitignore')).toBe('');
  });
});
