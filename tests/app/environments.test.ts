import { describe, expect, it } from 'vitest';
import { exrFile } from '../harness/exrFile.ts';
import {
  ENVIRONMENT_NAMES,
  openEnvironment,
  readEnvironment,
  UNIFORM_ENVIRONMENT,
} from '../../src/app/environments.ts';

describe('openEnvironment', () => {
  it.each(ENVIRONMENT_NAMES.filter((name) => name !== UNIFORM_ENVIRONMENT))('%s is a lit panorama', async (name) => {
    const texture = await openEnvironment(name);
    const data = texture.image.data as Float32Array;
    expect(texture.image).toMatchObject({ width: 512, height: 256 });
    expect(data).toHaveLength(512 * 256 * 4);
    expect(data.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    expect(data.reduce((sum, value) => sum + value, 0) / data.length).toBeGreaterThan(0.05);
  });

  it('uniform is radiance 1', async () => {
    const texture = await openEnvironment(UNIFORM_ENVIRONMENT);
    expect([...(texture.image.data as Float32Array)].every((value) => value === 1)).toBe(true);
  });

  it('names the ones it has when asked for another', async () => {
    await expect(openEnvironment('mars')).rejects.toThrow(/"mars".*studio.*uniform/);
  });
});

describe('readEnvironment', () => {
  it('reads a Radiance file, rows from the top', async () => {
    // Two flat RGBE pixels, one above the other: (1, 0.5, 0) over (2, 2, 2).
    const header = new TextEncoder().encode('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 1\n');
    const pixels = Uint8Array.of(128, 64, 0, 129, 128, 128, 128, 130);
    const bytes = new Uint8Array([...header, ...pixels]);
    const texture = await readEnvironment(bytes.buffer, 'two.hdr');
    expect(texture.flipY).toBe(true);
    expect([...(texture.image.data as Float32Array)]).toEqual([1, 0.5, 0, 1, 2, 2, 2, 1]);
  });

  it('takes the negative rings of resampling away', async () => {
    const exr = await exrFile(Float32Array.of(9, 0.5, -2, 1, 3, -0.25, 0, 1), 2, 1);
    const texture = await readEnvironment(exr.buffer, 'lamp.exr');
    expect([...(texture.image.data as Float32Array)]).toEqual([9, 0.5, 0, 1, 3, 0, 0, 1]);
  });

  it.each([12, 40, 100, 250])('names a file that is cut off after %i bytes, and does not hang', async (length) => {
    const exr = await exrFile(new Float32Array(4 * 64).fill(1), 8, 8);
    await expect(readEnvironment(exr.slice(0, length).buffer, 'cut.exr')).rejects.toThrow('cut.exr');
    const header = '#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 8 +X 8\n';
    const hdr = new Uint8Array([...new TextEncoder().encode(header), ...new Uint8Array(8 * 8 * 4 - 1)]);
    await expect(readEnvironment(hdr.slice(0, length).buffer, 'cut.hdr')).rejects.toThrow('cut.hdr');
  });

  it.each(['torn.exr', 'torn.hdr'])('names a file that is not what its name says: %s', async (name) => {
    await expect(readEnvironment(new TextEncoder().encode('no picture').buffer, name)).rejects.toThrow(name);
  });
});
