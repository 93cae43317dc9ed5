import type { EnvironmentMap } from './environmentData.ts';
import { checkEnvironmentSize } from './environmentSize.ts';

/**
 * Reads a Radiance HDR (RGBE) picture, flat or run-length coded (Ward, "Real Pixels", Graphics Gems II). three's own reader
 * takes a file that is cut off for a dark one.
 * @throws naming what is missing or broken.
 */
export function parseRadianceHdr(bytes: Uint8Array): EnvironmentMap {
  const { width, height, start } = readHeader(bytes);
  checkEnvironmentSize(width, height);
  const coded = width >= 8 && width < 0x8000 && bytes[start] === 2 && bytes[start + 1] === 2 && bytes[start + 2] < 0x80;
  const rgbe = coded ? readRuns(bytes, start, width, height) : bytes.subarray(start, start + width * height * 4);
  if (rgbe.length < width * height * 4) throw new Error('the file is cut off');
  const data = new Float32Array(width * height * 4);
  for (let i = 0; i < data.length; i += 4) {
    const scale = rgbe[i + 3] === 0 ? 0 : 2 ** (rgbe[i + 3] - 136);
    for (let k = 0; k < 3; k++) data[i + k] = rgbe[i + k] * scale;
    data[i + 3] = 1;
  }
  return { width, height, data };
}

function readHeader(bytes: Uint8Array): { width: number; height: number; start: number } {
  let start = 0;
  let format = '';
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) throw new Error('the header is cut off');
    const line = new TextDecoder('latin1').decode(bytes.subarray(start, end)).trim();
    start = end + 1;
    if (line.startsWith('FORMAT=')) format = line.slice(7);
    const size = /^([+-][XY])\s+(\d+)\s+([+-][XY])\s+(\d+)$/.exec(line);
    if (!size) continue;
    if (format !== '32-bit_rle_rgbe') throw new Error(`format '${format}' is not 32-bit_rle_rgbe`);
    if (size[1] !== '-Y' || size[3] !== '+X') throw new Error(`row order '${line}' is not supported`);
    return { width: Number(size[4]), height: Number(size[2]), start };
  }
}

/** Each row: 2, 2, width (two bytes), then red, green, blue and exponent, each as runs (count > 128) and literals. */
function readRuns(bytes: Uint8Array, start: number, width: number, height: number): Uint8Array {
  const rgbe = new Uint8Array(width * height * 4);
  let at = start;
  const next = () => {
    if (at >= bytes.length) throw new Error('the file is cut off');
    return bytes[at++];
  };
  for (let y = 0; y < height; y++) {
    const [a, b, high, low] = [next(), next(), next(), next()];
    if (a !== 2 || b !== 2 || high * 256 + low !== width) throw new Error(`row ${y} does not begin as a row`);
    for (let channel = 0; channel < 4; channel++) {
      let x = 0;
      while (x < width) {
        const code = next();
        const count = code > 128 ? code - 128 : code;
        if (count === 0 || x + count > width) throw new Error(`row ${y} has a run that does not fit`);
        const repeated = code > 128 ? next() : -1;
        for (let i = 0; i < count; i++) rgbe[(y * width + x++) * 4 + channel] = repeated < 0 ? next() : repeated;
      }
    }
  }
  return rgbe;
}
