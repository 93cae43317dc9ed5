/** PCG output permutation (Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 2020). u32 -> u32. */
export function pcgHash(x: number): number {
  const state = (Math.imul(x, 747796405) + 2891336453) >>> 0;
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

function pcgHash3(a: number, b: number, c: number): number {
  return pcgHash((a + pcgHash((b + pcgHash(c)) >>> 0)) >>> 0);
}

/** The generator of `shaders/math/pcg.wgsl`, bit for bit: a 32-bit LCG with the PCG output permutation. */
export class Pcg {
  #state: number;

  /** `Rng` of WGSL: `rng_new(pixel, sample, seed)` is `new Pcg(seed, sample, pixel)`. All u32. */
  constructor(seed: number, sample = 0, pixel = 0) {
    this.#state = pcgHash3(pixel >>> 0, sample >>> 0, seed >>> 0);
  }

  nextU32(): number {
    this.#state = (Math.imul(this.#state, 747796405) + 2891336453) >>> 0;
    const word = Math.imul((this.#state >>> ((this.#state >>> 28) + 4)) ^ this.#state, 277803737) >>> 0;
    return ((word >>> 22) ^ word) >>> 0;
  }

  /** In [0, 1): 24 bits, so that float32 holds it exactly and never rounds to 1. */
  nextFloat(): number {
    return (this.nextU32() >>> 8) / 16777216;
  }
}
