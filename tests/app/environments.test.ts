import { describe, expect, it } from 'vitest';
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
    // three divides mantissas by 255 where Radiance divides by 256: .4 % too bright, in every three application.
    const three = [1, 0.5, 0, 1, 2, 2, 2, 1].map((value, i) => (i % 4 === 3 ? 1 : (value * 256) / 255));
    for (const [i, value] of three.entries()) expect((texture.image.data as Float32Array)[i]).toBeCloseTo(value, 5);
  });

  it('takes the negative rings of resampling away', async () => {
    const { EXRExporter } = await import('three/addons/exporters/EXRExporter.js');
    const { DataTexture, FloatType, RGBAFormat } = await import('three');
    const pixels = Float32Array.of(9, 0.5, -2, 1, 3, -0.25, 0, 1);
    const exr = await new EXRExporter().parse(new DataTexture(pixels, 2, 1, RGBAFormat, FloatType), {
      type: FloatType,
    });
    const texture = await readEnvironment(new Uint8Array(exr).buffer, 'lamp.exr');
    expect([...(texture.image.data as Float32Array)]).toEqual([9, 0.5, 0, 1, 3, 0, 0, 1]);
  });

  it.each(['torn.exr', 'torn.hdr'])('names a file that is not what its name says: %s', async (name) => {
    await expect(readEnvironment(new TextEncoder().encode('no picture').buffer, name)).rejects.toThrow(name);
  });
});
