/** A feature that varies less than this is a constant to the encoder. */
const LEAST_DEVIATION = 1e-4;

/** Sums over texels of features as they stand on the tape: by block of four, one vec4 a row. */
export class FeatureStatistics {
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #blocks: number;
  #count = 0;

  constructor(blocks: number) {
    this.#blocks = blocks;
    this.#sums = new Float64Array(4 * blocks);
    this.#squares = new Float64Array(4 * blocks);
  }

  /** @param values block-major, `rows` vec4s a block. @throws naming `owner` where a value is not finite */
  add(values: Float32Array, rows: number, owner: string): void {
    for (let b = 0; b < this.#blocks; b++)
      for (let i = 0; i < rows * 4; i++) {
        const value = values[b * rows * 4 + i];
        if (!Number.isFinite(value)) throw new Error(`${owner}: a pattern value is ${value}; it cannot be baked`);
        this.#sums[4 * b + (i & 3)] += value;
        this.#squares[4 * b + (i & 3)] += value * value;
      }
    this.#count += rows;
  }

  /** Mean (vec4) and 1/deviation (vec4) of each block, in turns; 0 in place of 1/deviation for what does not vary. */
  standardisation(): Float32Array<ArrayBuffer> {
    const standard = new Float32Array(8 * this.#blocks);
    this.#sums.forEach((sum, i) => {
      const mean = sum / this.#count;
      const deviation = Math.sqrt(Math.max(0, this.#squares[i] / this.#count - mean * mean));
      const at = 8 * (i >> 2) + (i & 3);
      standard[at] = mean;
      standard[at + 4] = deviation > LEAST_DEVIATION ? 1 / deviation : 0;
    });
    return standard;
  }
}

/** Leaves features as they are. */
export function noStandardisation(blocks: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: 8 * blocks }, (_, i) => (i % 8 < 4 ? 0 : 1));
}
