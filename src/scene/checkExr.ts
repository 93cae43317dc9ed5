import { checkEnvironmentSize } from './environmentSize.ts';

const SINGLE_TILE = 0x200;
const DEEP = 0x800;
const MULTI_PART = 0x1000;
/** Rows in a chunk by the header's compression number: none, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA, DWAB. */
const CHUNK_ROWS = [1, 1, 1, 16, 32, 16, 32, 32, 32, 256];

/**
 * Walks the header and chunk table of an OpenEXR file, so that a file that is cut off is an error: three's reader would
 * search for the end of a string for ever, or show black.
 * @throws naming what is missing.
 */
export function checkExr(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 9) throw new Error('the header is cut off');
  const flags = view.getUint32(4, true);
  if (flags & (DEEP | MULTI_PART)) throw new Error('OpenEXR files with several parts or deep data are not supported');
  const { attributes, end } = readAttributes(bytes, view);
  const box = attributes.get('dataWindow');
  const compression = attributes.get('compression');
  if (!box || box.size !== 16 || !compression) throw new Error('the header lacks dataWindow or compression');
  const [left, top, right, bottom] = [0, 4, 8, 12].map((offset) => view.getInt32(box.start + offset, true));
  checkEnvironmentSize(right - left + 1, bottom - top + 1);
  if (flags & SINGLE_TILE) throw new Error('tiled OpenEXR files are not supported');
  const rows = CHUNK_ROWS[bytes[compression.start]];
  if (rows === undefined) throw new Error(`OpenEXR compression ${bytes[compression.start]} is not known`);
  checkChunks(view, end, Math.ceil((bottom - top + 1) / rows));
}

function readAttributes(bytes: Uint8Array, view: DataView) {
  const attributes = new Map<string, { start: number; size: number }>();
  let at = 8;
  const text = () => {
    const end = bytes.indexOf(0, at);
    if (end < 0) throw new Error('the header is cut off');
    const value = new TextDecoder('latin1').decode(bytes.subarray(at, end));
    at = end + 1;
    return value;
  };
  for (let name = text(); name !== ''; name = text()) {
    text(); // the attribute's type
    const size = at + 4 <= bytes.length ? view.getUint32(at, true) : Infinity;
    if (at + 4 + size > bytes.length) throw new Error('the header is cut off');
    attributes.set(name, { start: at + 4, size });
    at += 4 + size;
  }
  return { attributes, end: at };
}

/** The table holds a 64-bit offset a chunk; a chunk is its first row, its size, and its data. */
function checkChunks(view: DataView, table: number, count: number): void {
  if (table + count * 8 > view.byteLength) throw new Error('the file is cut off');
  for (let i = 0; i < count; i++) {
    const offset = Number(view.getBigUint64(table + i * 8, true));
    const whole = offset >= table && offset + 8 <= view.byteLength;
    if (!whole || offset + 8 + view.getUint32(offset + 4, true) > view.byteLength)
      throw new Error('the file is cut off');
  }
}
