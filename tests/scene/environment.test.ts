import { describe, expect, it } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { uniformEnvironment, type EnvironmentData, type EnvironmentMap } from '../../src/scene/environmentData.ts';
import { aliasTable, environmentTable, texelSolidAngle } from '../../src/scene/environmentTable.ts';
import { testGpu } from '../harness/gpu.ts';
import { lightProbe, sceneWith } from './lightProbe.ts';

/** Radiance of some decades, a black quarter, coloured. */
function wildMap(seed: number, width: number, height: number): EnvironmentMap {
  const random = new Pcg(seed);
  const data = new Float32Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const level = random.nextFloat() < 0.25 ? 0 : 10 ** (3 * random.nextFloat() - 2);
    for (let k = 0; k < 3; k++) data[i * 4 + k] = level * random.nextFloat();
  }
  return { width, height, data };
}

/** Black but for one texel of radiance 1000. */
function oneTexelSun(): EnvironmentMap {
  const data = new Float32Array(16 * 8 * 4);
  data.fill(1000, (2 * 16 + 5) * 4, (2 * 16 + 5) * 4 + 3);
  return { width: 16, height: 8, data };
}

/** A turn about y and then x. */
const TURNED = [0.8, 0, 0.6, 0.36, 0.8, -0.48, -0.48, 0.6, 0.64];

const environments: [string, EnvironmentData][] = [
  ['uniform', uniformEnvironment([0.5, 1, 2], 3)],
  ['wild, seed 1', { ...uniformEnvironment([0, 0, 0], 2), map: wildMap(1, 13, 7) }],
  ['wild and turned, seed 2', { ...uniformEnvironment([0, 0, 0], 0.5), map: wildMap(2, 16, 8), rotation: TURNED }],
  ['one texel of sun', { ...uniformEnvironment([0, 0, 0]), map: oneTexelSun() }],
];

const COLUMNS = 11;
const ROWS = 7;
const COUNT = 1 << 16;
/** Subdivisions of a texel in the quadrature. */
const FINE = 8;

const toWorld = (r: readonly number[], [x, y, z]: number[]) =>
  [0, 1, 2].map((k) => r[k] * x + r[3 + k] * y + r[6 + k] * z);
const toMap = (r: readonly number[], v: ArrayLike<number>) =>
  [0, 3, 6].map((k) => r[k] * v[0] + r[k + 1] * v[1] + r[k + 2] * v[2]);
/** Height of the upper edge of row `y` of `height`. */
const edge = (height: number, y: number) => Math.cos((Math.PI * y) / height);

/** FINE² directions a texel, of equal solid angles, in world space; weights are solid angles. */
function quadrature({ map, rotation }: EnvironmentData): { directions: number[][]; weights: number[] } {
  const directions: number[][] = [];
  const weights: number[] = [];
  for (let row = 0; row < map.height; row++)
    for (let column = 0; column < map.width; column++)
      for (let sub = 0; sub < FINE * FINE; sub++) {
        const v = ((sub % FINE) + 0.5) / FINE;
        const u = (Math.floor(sub / FINE) + 0.5) / FINE;
        const y = edge(map.height, row) * (1 - v) + edge(map.height, row + 1) * v;
        const angle = 2 * Math.PI * ((column + u) / map.width - 0.5);
        const s = Math.sqrt(1 - y * y);
        directions.push(toWorld(rotation, [s * Math.cos(angle), y, s * Math.sin(angle)]));
        weights.push(texelSolidAngle(map.width, map.height, row) / FINE ** 2);
      }
  return { directions, weights };
}

/** Share of the density in each cell of a grid of equal solid angles: exact, as both are steps in azimuth and height. */
function cellShares({ map }: EnvironmentData): Float64Array {
  const { texels } = environmentTable(map);
  const overlap = (a: number, b: number, c: number, d: number) => Math.max(0, Math.min(b, d) - Math.max(a, c));
  const shares = new Float64Array(COLUMNS * ROWS);
  for (let row = 0; row < map.height; row++)
    for (let column = 0; column < map.width; column++) {
      const density = texels[(row * map.width + column) * 4 + 3];
      for (let cell = 0; cell < shares.length; cell++) {
        const [x, y] = [cell % COLUMNS, Math.floor(cell / COLUMNS)];
        const across = overlap(x / COLUMNS, (x + 1) / COLUMNS, column / map.width, (column + 1) / map.width);
        const low = 1 - (2 * (y + 1)) / ROWS;
        const along = overlap(low, low + 2 / ROWS, edge(map.height, row + 1), edge(map.height, row));
        shares[cell] += density * 2 * Math.PI * across * along;
      }
    }
  return shares;
}

describe.each(environments)('environment: %s', (_, environment) => {
  const { directions, weights } = quadrature(environment);
  const run = async () => {
    const gpu = await testGpu();
    const random = new Pcg(77);
    const numbers = Array.from({ length: COUNT }, () => [random.nextFloat(), random.nextFloat(), random.nextFloat()]);
    const samples = await lightProbe(gpu, sceneWith(environment), 'sample_environment', numbers);
    const grid = await lightProbe(gpu, sceneWith(environment), 'look_up', directions);
    return { samples, grid };
  };
  const pending = run();

  it('density integrates to 1 and is that of the table', async () => {
    const { grid } = await pending;
    const { texels } = environmentTable(environment.map);
    const sum = weights.reduce((total, weight, i) => total + weight * grid[i * 4 + 3], 0);
    expect(sum).toBeCloseTo(1, 5);
    weights.forEach((_weight, i) => expect(grid[i * 4 + 3]).toBe(texels[Math.floor(i / FINE ** 2) * 4 + 3]));
  });

  it('samples follow the density: chi-square, 99.9 %, seed 77', async () => {
    const { samples } = await pending;
    const shares = cellShares(environment);
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 6);
    const seen = new Float64Array(shares.length);
    for (let i = 0; i < COUNT; i++) {
      const [x, y, z] = toMap(environment.rotation, samples.subarray(i * 8, i * 8 + 3));
      const column = Math.min(COLUMNS - 1, Math.floor((Math.atan2(z, x) / (2 * Math.PI) + 0.5) * COLUMNS));
      seen[Math.min(ROWS - 1, Math.floor(((1 - y) / 2) * ROWS)) * COLUMNS + column]++;
    }
    // Cells with few expected samples become one.
    const pooled = { share: 0, seen: 0 };
    let statistic = 0;
    let cells = 0;
    const add = (share: number, count: number) => {
      statistic += (count - share * COUNT) ** 2 / (share * COUNT);
      cells++;
    };
    shares.forEach((share, i) => {
      if (share * COUNT >= 8) return add(share, seen[i]);
      pooled.share += share;
      pooled.seen += seen[i];
    });
    if (pooled.share * COUNT >= 8) add(pooled.share, pooled.seen);
    else expect(pooled.seen).toBeLessThan(40);
    // Wilson and Hilferty's approximation of the 99.9 % quantile.
    const k = Math.max(1, cells - 1);
    expect(statistic).toBeLessThan(k * (1 - 2 / (9 * k) + 3.09 * Math.sqrt(2 / (9 * k))) ** 3);
  });

  it('each sample carries its density and its radiance', async () => {
    const { samples } = await pending;
    const gpu = await testGpu();
    const sampled = Array.from({ length: 1024 }, (_item, i) => [...samples.subarray(i * 8, i * 8 + 3)]);
    const again = await lightProbe(gpu, sceneWith(environment), 'look_up', sampled);
    let unlike = 0;
    sampled.forEach((direction, i) => {
      expect(Math.abs(Math.hypot(...direction) - 1)).toBeLessThan(1e-6);
      const [r, pdf] = [samples[i * 8 + 4], samples[i * 8 + 3]];
      if (again[i * 4 + 3] !== pdf || again[i * 4] !== r) unlike++;
    });
    // A direction within rounding of a texel's edge may be counted to the next one.
    expect(unlike).toBeLessThanOrEqual(2);
  });

  it('radiance over density averages to the integral of radiance', async () => {
    const { samples, grid } = await pending;
    let estimate = 0;
    let squares = 0;
    for (let i = 0; i < COUNT; i++) {
      const value = samples[i * 8 + 4] / samples[i * 8 + 3];
      estimate += value / COUNT;
      squares += value ** 2 / COUNT;
    }
    const integral = weights.reduce((sum, weight, i) => sum + weight * grid[i * 4], 0);
    const error = Math.sqrt(Math.max(0, squares - estimate ** 2) / COUNT);
    // Five standard errors; .1 % for the quadrature.
    expect(Math.abs(estimate - integral)).toBeLessThan(5 * error + 1e-3 * integral);
  });
});

it('the table is proportional to interpolated luminance and covers every lit direction', () => {
  const map = oneTexelSun();
  const { texels, integral } = environmentTable(map);
  const density = (x: number, y: number) => texels[(y * 16 + x) * 4 + 3];
  const total = Array.from({ length: 128 }, (_, i) => density(i % 16, i >> 4) * texelSolidAngle(16, 8, i >> 4));
  expect(total.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
  // 6/8 · 6/8 in the texel, 6/8 · 1/8 beside it, 1/8 · 1/8 at its corner.
  expect(density(5, 2) / density(6, 2)).toBeCloseTo(6, 5);
  expect(density(5, 2) / density(4, 1)).toBeCloseTo(36, 4);
  expect(density(8, 2)).toBe(0);
  expect(integral).toBeGreaterThan(0);
});

it('alias tables give each item its share, exactly', () => {
  const random = new Pcg(5);
  const weights = Float64Array.from({ length: 37 }, (_, i) => (i % 5 === 0 ? 0 : random.nextFloat() ** 4));
  const { thresholds, others } = aliasTable(weights);
  const shares = new Float64Array(37);
  thresholds.forEach((threshold, i) => {
    shares[i] += threshold / 37;
    shares[others[i]] += (1 - threshold) / 37;
  });
  const total = weights.reduce((sum, weight) => sum + weight);
  shares.forEach((share, i) => expect(share).toBeCloseTo(weights[i] / total, 6));
});
