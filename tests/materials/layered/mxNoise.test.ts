import { describe, expect, it } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { cell, fractal, mxHash, perlin, perlin3, worley } from '../../../src/materials/layered/mxNoise.ts';

// What the functions are is tested against MaterialX's generated code (essl.slow.test.ts); here, what any run must hold.

describe('mxHash', () => {
  it('is that of the version MaterialX generates: values from a run that agreed with it in WebGL', () => {
    expect(cell([0, 0])).toBeCloseTo(0.86031276, 8);
    expect(cell([3, -5, 7])).toBeCloseTo(0.37179782, 8);
    expect(perlin([0.4, 1.7])).toBeCloseTo(-0.71178894, 8);
    expect(perlin([0.4, 1.7, -2.2])).toBeCloseTo(0.19592619, 8);
    expect(perlin3([0.4, 1.7])[2]).toBeCloseTo(0.59631822, 8);
    expect(worley([0.4, 1.7], 1).distances[0]).toBeCloseTo(0.42940498, 8);
  });
  it('tells cells apart', () => {
    const values = new Set(Array.from({ length: 4096 }, (_, i) => mxHash(i & 63, i >> 6)));
    // 4096 draws of 2^32: a repeat has odds 1 in 500.
    expect(values.size).toBe(4096);
  });
  it('flips half the bits when one input bit flips (seed 1)', () => {
    const rng = new Pcg(1);
    let flips = 0;
    const trials = 4000;
    for (let i = 0; i < trials; i++) {
      const words = Array.from({ length: 2 + (i % 4) }, () => rng.nextU32() | 0);
      const turned = words.with(i % words.length, words[i % words.length]! ^ (1 << (i % 32)));
      let difference = mxHash(...words) ^ mxHash(...turned);
      for (; difference; difference &= difference - 1) flips++;
    }
    // 16 of 32 bits, standard error √8/√4000 = .045: five of them.
    expect(Math.abs(flips / trials - 16)).toBeLessThan(0.23);
  });
});

describe('gradient noise', () => {
  it('is 0 on the lattice and within (-1, 1)', () => {
    const rng = new Pcg(2);
    for (let i = 0; i < 2000; i++) {
      const p = [0, 0, 0].map(() => rng.nextFloat() * 100 - 50);
      expect(perlin(p.map(Math.floor))).toBeCloseTo(0, 14);
      for (const x of [perlin(p), perlin(p.slice(0, 2)), ...perlin3(p)]) expect(Math.abs(x)).toBeLessThan(1.0001);
    }
  });
  it('has mean 0 (seed 3)', () => {
    const rng = new Pcg(3);
    let sum = 0;
    for (let i = 0; i < 20000; i++) sum += perlin([rng.nextFloat() * 1000, rng.nextFloat() * 1000]);
    // Its standard deviation is about .3: five standard errors.
    expect(Math.abs(sum / 20000)).toBeLessThan(0.011);
  });
  it('is smooth across cells', () => {
    const [a, b] = [perlin([2.999999, 0.3]), perlin([3.000001, 0.3])];
    expect(Math.abs(a - b)).toBeLessThan(1e-5);
  });
  it('sums octaves', () => {
    const p = [0.3, 0.7];
    const [sum] = fractal((x) => [perlin(x)], p, 2, 3, 0.25);
    expect(sum).toBeCloseTo(perlin(p) + 0.25 * perlin(p.map((x) => 3 * x)), 14);
  });
});

describe('cells', () => {
  it('are constant inside a cell and uniform over cells', () => {
    expect(cell([3.2, -1.7])).toBe(cell([3.9, -1.1]));
    const values = Array.from({ length: 4000 }, (_, i) => cell([i % 63, Math.floor(i / 63)]));
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    // Standard error √(1/12/4000) = .0046: five of them.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.023);
  });
  it('have features at their centres without jitter', () => {
    const { distances, nearest } = worley([2.5, 3.25], 0);
    expect(distances[0]).toBeCloseTo(0.25, 14);
    expect(distances[1]).toBeCloseTo(0.75, 14);
    expect(nearest).toEqual([2.5, 3.5]);
  });
});
