/**
 * For each of `count` vertices, the first one that is equal to it in all arrays (bit for bit, but -0 = 0). An open-addressed
 * table: keys as text take ten times as long.
 * @param arrays values with their number a vertex
 */
export function weldVertices(arrays: readonly (readonly [Float32Array, number])[], count: number): Uint32Array {
  const size = arrays.reduce((sum, [, each]) => sum + each, 0);
  const words = new Int32Array(count * size);
  const values = new Float32Array(words.buffer);
  let at = 0;
  for (let vertex = 0; vertex < count; vertex++)
    for (const [array, each] of arrays) for (let k = 0; k < each; k++) values[at++] = array[vertex * each + k] + 0;

  const slots = 2 ** Math.ceil(Math.log2(2 * count + 1));
  const table = new Int32Array(slots).fill(-1);
  const first = new Uint32Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    let slot = hashWords(words, vertex * size, size) & (slots - 1);
    while (table[slot] >= 0 && !equalWords(words, table[slot] * size, vertex * size, size))
      slot = (slot + 1) & (slots - 1);
    if (table[slot] < 0) table[slot] = vertex;
    first[vertex] = table[slot];
  }
  return first;
}

/** FNV-1a over words, with a last mix: low bits of floats are often zero. */
function hashWords(words: Int32Array, from: number, count: number): number {
  let hash = 0x811c9dc5;
  for (let k = from; k < from + count; k++) hash = Math.imul(hash ^ words[k] ^ (words[k] >>> 15), 0x01000193);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function equalWords(words: Int32Array, a: number, b: number, count: number): boolean {
  for (let k = 0; k < count; k++) if (words[a + k] !== words[b + k]) return false;
  return true;
}
