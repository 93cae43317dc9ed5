import { expect, test } from 'vitest';
import { testGpu } from '../harness/gpu.ts';
import { runProbe } from '../scene/probe.ts';

/** `sobol_2d(first + i, seed)` and `sobol_1d` of the same, for i < 256. */
async function points(first: number, seed: number) {
  const answers = await runProbe(
    await testGpu(),
    {
      imports: 'import package::math::lowDiscrepancy::{sobol_1d, sobol_2d};',
      body: `let index = u32(queries[0].x) + i;
  answers[i] = vec4f(sobol_2d(index, u32(queries[0].y)), sobol_1d(index, u32(queries[0].y)), 0.0);`,
      layouts: [],
    },
    Float32Array.of(first, seed, 0, 0),
    256,
    1,
    [],
  );
  return Array.from({ length: 256 }, (_, i) => answers.subarray(4 * i, 4 * i + 3));
}

test.each([
  [0, 1],
  [256, 1],
  [4096, 77],
])('points %s to + 256 of set %s are a net: one in every box of area 1/256', async (first, seed) => {
  const set = await points(first, seed);
  for (let columns = 1; columns <= 256; columns *= 2) {
    const rows = 256 / columns;
    const boxes = new Set(set.map(([x, y]) => Math.floor(x * columns) + columns * Math.floor(y * rows)));
    expect(boxes.size, `${columns} x ${rows}`).toBe(256);
  }
  // Any aligned run of 2^n is a net too.
  const run = set.slice(64, 80);
  expect(new Set(run.map(([x, y]) => Math.floor(4 * x) + 4 * Math.floor(4 * y))).size).toBe(16);
  expect(new Set(set.map(([, , z]) => Math.floor(256 * z))).size).toBe(256);
});

test('sets of different seeds are other points in another order (seeds 1, 2)', async () => {
  const [a, b] = [await points(0, 1), await points(0, 2)];
  const mean = (pick: (i: number) => number) => a.reduce((sum, _, i) => sum + pick(i), 0) / 256;
  for (const k of [0, 1]) {
    // Independent uniform numbers: a covariance of 0 with deviation 1/12/16 = .0052; four of them.
    const covariance = mean((i) => (a[i][k] - 0.5) * (b[i][k] - 0.5));
    expect(Math.abs(covariance)).toBeLessThan(0.021);
  }
  expect(a[0]).not.toEqual(b[0]);
});

test('aligned runs of 4^n places on the Morton curve are squares', async () => {
  const answers = await runProbe(
    await testGpu(),
    {
      imports: 'import package::math::lowDiscrepancy::morton;',
      body: 'answers[i] = vec4f(f32(morton(vec2u(i % 16u, i / 16u))), 0.0, 0.0, 0.0);',
      layouts: [],
    },
    Float32Array.of(0, 0, 0, 0),
    256,
    1,
    [],
  );
  const places = Array.from({ length: 256 }, (_, i) => answers[4 * i]);
  expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, i) => i));
  for (const side of [2, 4, 8]) {
    for (let square = 0; square < 256 / side ** 2; square++) {
      const inside = places.flatMap((place, i) => (Math.floor(place / side ** 2) === square ? [i] : []));
      const [xs, ys] = [inside.map((i) => i % 16), inside.map((i) => Math.floor(i / 16))];
      expect(Math.max(...xs) - Math.min(...xs)).toBe(side - 1);
      expect(Math.max(...ys) - Math.min(...ys)).toBe(side - 1);
    }
  }
});
