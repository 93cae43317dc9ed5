/** MaterialX's noise functions in float64: the oracle of shaders/math/mxHash, mxNoise, mxFractal and mxWorley. */

const rotateLeft = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** Bob Jenkins' lookup3 (public domain) over one to five 32-bit words, keyed as Open Shading Language does. */
export function mxHash(...words: number[]): number {
  const seed = (0xdeadbeef + (words.length << 2) + 13) | 0;
  const lane = [seed, seed, seed];
  words.slice(0, 3).forEach((word, i) => (lane[i] = (lane[i]! + word) | 0));
  let [a, b, c] = lane as [number, number, number];
  if (words.length > 3) {
    for (const [bits, next] of [
      [4, 6],
      [8, 16],
      [19, 4],
    ] as const) {
      a = (a - c) ^ rotateLeft(c, bits);
      c = (c + b) | 0;
      [a, b, c] = [b, c, a];
      a = (a - c) ^ rotateLeft(c, next);
      c = (c + b) | 0;
      [a, b, c] = [b, c, a];
    }
    a = (a + words[3]!) | 0;
    b = (b + (words[4] ?? 0)) | 0;
  }
  c = (c ^ b) - rotateLeft(b, 14);
  a = (a ^ c) - rotateLeft(c, 11);
  b = (b ^ a) - rotateLeft(a, 25);
  c = (c ^ b) - rotateLeft(b, 16);
  a = (a ^ c) - rotateLeft(c, 4);
  b = (b ^ a) - rotateLeft(a, 14);
  c = (c ^ b) - rotateLeft(b, 24);
  return c >>> 0;
}

const unit = (bits: number): number => bits / 0xffffffff;
const fade = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10);

/** Dot product with a lattice gradient: (±1, ±2) and (±2, ±1), or the edges of a cube. */
function gradient(hash: number, d: readonly number[]): number {
  const [x, y, z] = d as [number, number, number | undefined];
  let u: number;
  let v: number;
  if (z === undefined) {
    const first = (hash & 7) < 4;
    [u, v] = first ? [x, 2 * y] : [y, 2 * x];
  } else {
    const h = hash & 15;
    u = h < 8 ? x : y;
    v = h < 4 ? y : h === 12 || h === 14 ? x : z;
  }
  return (hash & 1 ? -u : u) + (hash & 2 ? -v : v);
}

/** Gradient noise, 2 or 3 dimensions by the length of `p`; `byte` picks one of the three low bytes of the hash. */
function perlinByte(p: readonly number[], byte: number): number {
  const cell = p.map(Math.floor);
  const f = p.map((x, i) => x - cell[i]!);
  let sum = 0;
  for (let corner = 0; corner < 1 << p.length; corner++) {
    const offset = p.map((_, i) => (corner >> i) & 1);
    const weight = offset.reduce((product, o, i) => product * (o ? fade(f[i]!) : 1 - fade(f[i]!)), 1);
    const hash = mxHash(...cell.map((c, i) => c + offset[i]!));
    sum +=
      weight *
      gradient(
        hash >>> (8 * byte),
        f.map((x, i) => x - offset[i]!),
      );
  }
  return (p.length === 2 ? 0.6616 : 0.982) * sum;
}

/** One channel of gradient noise. */
export const perlin = (p: readonly number[]): number => perlinByte(p, 0);
/** Three channels of gradient noise from one hash a corner. */
export const perlin3 = (p: readonly number[]): number[] => [0, 1, 2].map((byte) => perlinByte(p, byte));

/** Sums `noise` over octaves: frequency times `lacunarity`, amplitude times `diminish`, each time. */
export function fractal(
  noise: (p: readonly number[]) => number[],
  start: readonly number[],
  octaves: number,
  lacunarity: number,
  diminish: number,
): number[] {
  let p = [...start];
  let amplitude = 1;
  let sum = noise(p).map(() => 0);
  for (let i = 0; i < octaves; i++) {
    const octave = noise(p);
    sum = sum.map((x, channel) => x + amplitude * octave[channel]!);
    amplitude *= diminish;
    p = p.map((x) => x * lacunarity);
  }
  return sum;
}

/** A random number in [0, 1] per lattice cell. */
export const cell = (p: readonly number[]): number => unit(mxHash(...p.map(Math.floor)));
/** Three of them. */
export const cell3 = (p: readonly number[]): number[] =>
  [0, 1, 2].map((channel) => unit(mxHash(...p.map(Math.floor), channel)));

/** The three smallest distances to jittered features, or (style 1) a place inside the nearest feature's cell. */
export function worley(p: readonly number[], jitter: number): { distances: number[]; nearest: number[] } {
  const base = p.map(Math.floor);
  let distances = [1e6, 1e6, 1e6];
  let nearest = p.map(() => 0);
  for (let i = 0; i < 3 ** p.length; i++) {
    const offset = p.map((_, axis) => (Math.floor(i / 3 ** (p.length - 1 - axis)) % 3) - 1);
    const jitters = cell3(base.map((b, axis) => b + offset[axis]!));
    const place = p.map((_, axis) => base[axis]! + offset[axis]! + (jitters[axis]! - 0.5) * jitter + 0.5);
    const squared = place.reduce((sum, x, axis) => sum + (x - p[axis]!) ** 2, 0);
    if (squared < distances[0]!) nearest = place;
    distances = [...distances, squared].toSorted((a, b) => a - b).slice(0, 3);
  }
  return { distances: distances.map(Math.sqrt), nearest };
}
