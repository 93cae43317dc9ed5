import { describe, expect, it } from 'vitest';
import sunrise from '@pmndrs/assets/hdri/sunrise.exr.js';
import { EXRLoader } from 'three/addons/loaders/EXRLoader.js';
import { FloatType } from 'three';
import { parseEnvironment } from '../../src/scene/parseEnvironment.ts';

const exr = Uint8Array.from(Buffer.from(sunrise.slice(sunrise.indexOf(',') + 1), 'base64')).buffer;

/** Mantissas and exponents of a small picture, as rows of [r, g, b, e]. */
function picture(width: number, height: number): number[][] {
  return Array.from({ length: width * height }, (_, i) => [i % 256, (i * 7) % 256, (i * i) % 256, 120 + (i % 20)]);
}

function flatHdr(width: number, height: number): ArrayBuffer {
  const header = `#?RADIANCE\n# made by a test\nFORMAT=32-bit_rle_rgbe\n\n-Y ${height} +X ${width}\n`;
  return Uint8Array.from([...Buffer.from(header), ...picture(width, height).flat()]).buffer;
}

/** Rows as one literal and one run each where a channel's tail is constant. */
function codedHdr(width: number, height: number): ArrayBuffer {
  const texels = picture(width, height);
  const rows = Array.from({ length: height }, (_, y) => {
    const channels = [0, 1, 2, 3].flatMap((k) => {
      const line = texels.slice(y * width, (y + 1) * width).map((texel) => texel[k]);
      return [
        width - 2,
        ...line.slice(0, -2),
        ...(line.at(-1) === line.at(-2) ? [130, line.at(-1)!] : [2, ...line.slice(-2)]),
      ];
    });
    return [2, 2, width >> 8, width & 255, ...channels];
  });
  const header = `#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${height} +X ${width}\n`;
  return Uint8Array.from([...Buffer.from(header), ...rows.flat()]).buffer;
}

describe('Radiance HDR', () => {
  it.each([
    ['flat', flatHdr(20, 3)],
    ['run-length coded', codedHdr(20, 3)],
  ])('%s', async (_, file) => {
    const { map, warnings } = await parseEnvironment('a.hdr', file);
    expect([map.width, map.height, warnings]).toEqual([20, 3, []]);
    picture(20, 3).forEach(([r, , b, e], i) => {
      expect(map.data[i * 4]).toBe((r / 256) * 2 ** (e - 128));
      expect(map.data[i * 4 + 2]).toBe((b / 256) * 2 ** (e - 128));
    });
  });

  it.each([
    ['flat, cut off', flatHdr(20, 3).slice(0, -1), /'a.hdr': the file is cut off/],
    ['coded, cut off', codedHdr(20, 3).slice(0, -1), /'a.hdr': the file is cut off/],
    ['header alone', flatHdr(20, 3).slice(0, 40), /'a.hdr': the header is cut off/],
    [
      'huge',
      Uint8Array.from(Buffer.from('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 99999 +X 99999\n')).buffer,
      /99999 x 99999/,
    ],
    ['another format', Uint8Array.from(Buffer.from('#?RADIANCE\nFORMAT=xyz\n\n-Y 1 +X 1\n')).buffer, /format 'xyz'/],
    ['upside down', Uint8Array.from(Buffer.from('#?R\nFORMAT=32-bit_rle_rgbe\n+Y 1 +X 1\n')).buffer, /row order/],
    ['neither', new Uint8Array(100).buffer, /'a.hdr': neither an OpenEXR nor a Radiance HDR file/],
    ['empty', new ArrayBuffer(0), /neither/],
  ])('%s is an error', async (_, file, message) => {
    await expect(parseEnvironment('a.hdr', file)).rejects.toThrow(message);
  });
});

describe('OpenEXR', () => {
  it("reads what three's loader reads, right side up", async () => {
    const { map, warnings } = await parseEnvironment('sunrise.exr', exr);
    const theirs = new EXRLoader().setDataType(FloatType).parse(exr.slice(0)).data as Float32Array;
    expect([map.width, map.height]).toEqual([512, 256]);
    const bottom = map.data.subarray(255 * 512 * 4, 256 * 512 * 4);
    // The file has some negative texels, which are cleaned.
    const unlike = bottom.filter((value, i) => i % 4 < 3 && value !== Math.max(0, theirs[i]));
    expect(unlike.length).toBe(0);
    expect(warnings[0]).toMatch(/'sunrise.exr': \d+ texels that are negative/);
    // The sky of a sunrise is brighter than its ground.
    const mean = (rows: Float32Array) => rows.reduce((sum, value) => sum + value, 0) / rows.length;
    expect(mean(map.data.subarray(0, 512 * 4 * 100))).toBeGreaterThan(mean(map.data.subarray(512 * 4 * 156)));
  });

  it.each([9, 100, 400, 2000, 20_000, exr.byteLength - 1])('cut off after %i bytes is an error', async (length) => {
    await expect(parseEnvironment('sunrise.exr', exr.slice(0, length))).rejects.toThrow(/'sunrise.exr': .*cut off/);
  });

  it('with broken data is an error or an image, never a hang', async () => {
    for (let seed = 0; seed < 4; seed++) {
      const broken = new Uint8Array(exr.slice(0));
      for (let i = 0; i < 200; i++) broken[20 + ((i * 7919 + seed * 104_729) % (broken.length - 20))] ^= 0x55;
      const result = await parseEnvironment('broken.exr', broken.buffer).catch((error: Error) => error);
      if (result instanceof Error) expect(result.message).toMatch(/'broken.exr'/);
      else expect(result.map.data.every(Number.isFinite)).toBe(true);
    }
  });
});
