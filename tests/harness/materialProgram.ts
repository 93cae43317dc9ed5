import { expect } from 'vitest';
import type { BindingResource } from '../../src/engine/bindings.ts';
import type { Gpu } from '../../src/engine/device.ts';
import {
  bsdfQueries,
  type BsdfConfiguration,
  type BsdfQueries,
  type BsdfSamples,
} from '../../src/materials/bsdfQueries.ts';
import type { MaterialProgram } from '../../src/materials/program.ts';
import { chiSquare } from './chiSquare.ts';
import { writeChiSquarePicture } from './chiSquarePicture.ts';
import { gridPlace, type GridPlace } from './hemisphereGrid.ts';
import { integrateHemisphere } from './hemisphereIntegral.ts';
import { sidak } from './statistics.ts';

export interface ProgramTestOptions {
  /** In messages and picture names. */
  name: string;
  /** Default: `testViews` at uv (0.5, 0.5). */
  configurations?: BsdfConfiguration[];
  /** Draws a configuration. Default 2^16. */
  samples?: number;
  seed?: number;
  /** Largest directional albedo allowed; 1.03 for MaterialX's fits. `null`: reported only (random networks). */
  furnace?: number | null;
  /** Odd. Default 33 x 17. */
  grid?: { columns: number; rows: number };
}

export interface ProgramTestReport {
  /** Largest directional albedo over configurations and channels, by quadrature. */
  furnace: number;
  /** Share of draws that failed, by configuration. */
  nullShare: number[];
  pValues: number[];
  compileMs: Record<string, number>;
}

const degrees = Math.PI / 180;
const view = (theta: number, phi: number): [number, number, number] => [
  Math.sin(theta * degrees) * Math.cos(phi * degrees),
  Math.sin(theta * degrees) * Math.sin(phi * degrees),
  Math.cos(theta * degrees),
];

/** The viewer: along the normal, oblique, grazing, low. */
export const testViews: BsdfConfiguration[] = [
  { wo: view(0, 0) },
  { wo: view(48, 25) },
  { wo: view(86, 205) },
  { wo: view(72, 300) },
];
const viewBelow: BsdfConfiguration = { wo: view(115, 70) };

// Family-wise level of all chi-square tests of one call.
const level = 0.01;

/**
 * The statistical suite of any material program with an exact density: sample against pdf (chi-square), weight against
 * eval/pdf, two estimators of the albedo, ∫pdf <= 1, white furnace, `shade` against the rest, and silence below, or the same
 * over the whole sphere where light goes through.
 */
export async function testMaterialProgram(
  gpu: Gpu,
  program: MaterialProgram,
  resources: Record<string, BindingResource>,
  options: ProgramTestOptions,
): Promise<ProgramTestReport> {
  const { name, configurations = testViews, samples = 2 ** 16, seed = 1 } = options;
  const { furnace = 1.03, grid = { columns: 33, rows: 17 } } = options;
  const queries = bsdfQueries(gpu, program, resources);
  const drawn = await queries.sample(configurations, samples, seed);
  const report: ProgramTestReport = { furnace: 0, nullShare: [], pValues: [], compileMs: queries.compileMs };
  const threshold = sidak(level, configurations.length);
  for (const [index, configuration] of configurations.entries()) {
    const title = `${name}, wo ${configuration.wo.map((x) => x.toFixed(3)).join(' ')}, seed ${seed}`;
    const draws = drawn[index];
    checkDraws(title, draws, program.transmits);
    const halves = await Promise.all(
      (program.transmits ? [1, -1] : [1]).map(async (side) => {
        const places = locateDraws(draws, grid, side);
        const histogram = new Float64Array(grid.columns * grid.rows);
        for (const { cell } of places) histogram[cell]++;
        const seen = side > 0 ? queries : upsideDown(queries);
        return { histogram, ...(await integrateHemisphere(seen, configuration, grid, samples, places)) };
      }),
    );
    const histogram = halves.flatMap((half) => [...half.histogram]);
    const landed = histogram.reduce((sum, count) => sum + count, 0);
    const integral = {
      pdf: Float64Array.from(halves.flatMap(({ pdf }) => [...pdf])),
      value: [0, 1, 2].map((c) => halves.reduce((sum, { value }) => sum + value[c], 0)),
      unconverged: halves.reduce((sum, { unconverged }) => sum + unconverged, 0),
    };
    const total = integral.pdf.reduce((sum, p) => sum + p, 0);
    expect(integral.unconverged, `${title}: cells whose quadrature did not settle`).toBe(0);
    // 2e-3: what the quadrature's tolerance can add up to over the grid.
    expect(total, `${title}: ∫pdf`).toBeLessThanOrEqual(1 + 2e-3);

    const observed = [...histogram, samples - landed];
    const expected = [...Array.from(integral.pdf, (p) => p * samples), Math.max(0, 1 - total) * samples];
    const result = chiSquare(observed, expected);
    report.pValues.push(result.pValue);
    report.nullShare.push(observed.at(-1)! / samples);
    if (result.pValue < threshold) {
      const path = writeChiSquarePicture(title, grid.columns, halves.length * grid.rows, observed, expected);
      expect.fail(
        `${title}: samples do not follow pdf: chi-square ${result.statistic.toFixed(1)} over ${result.freedom}, p ${result.pValue.toExponential(1)} < ${threshold.toExponential(1)}${result.impossible ? ` (${result.impossible})` : ''}; null draws ${observed.at(-1)} for ${expected.at(-1)!.toFixed(1)}; picture: ${path}`,
      );
    }
    checkAlbedo(title, draws, integral.value, samples);
    report.furnace = Math.max(report.furnace, ...integral.value);
    if (furnace !== null) expect(Math.max(...integral.value), `${title}: white furnace`).toBeLessThanOrEqual(furnace);
  }
  await checkWeights(name, queries, configurations, drawn);
  await checkShade(name, queries, configurations, drawn, seed);
  await checkBelow(name, queries, configurations[0], seed, program.transmits);
  return report;
}

const LOBE_NONE = 0;

/** Draws are unit directions over the hemisphere (or sphere) with finite densities and weights, or failed. */
function checkDraws(title: string, { wi, pdf, weight, lobe }: BsdfSamples, transmits = false): void {
  const bad = lobe.findIndex((_, i) => {
    if (lobe[i] === LOBE_NONE) return pdf[i] !== 0 || weight[3 * i] !== 0;
    const [x, y, z] = [wi[3 * i], wi[3 * i + 1], wi[3 * i + 2]];
    const unit = Math.abs(Math.hypot(x, y, z) - 1) < 1e-4; // f32 sines and square roots
    let fine = true;
    for (let c = 3 * i; c < 3 * i + 3; c++) fine &&= weight[c] >= 0 && Number.isFinite(weight[c]);
    return !(unit && (transmits || z > 0) && pdf[i] > 0 && Number.isFinite(pdf[i]) && fine);
  });
  if (bad >= 0)
    expect.fail(
      `${title}: draw ${bad}: wi ${wi.subarray(3 * bad, 3 * bad + 3)} pdf ${pdf[bad]} weight ${weight.subarray(3 * bad, 3 * bad + 3)} lobe ${lobe[bad]}`,
    );
}

/** Where the draws that did not fail fell, on one side of the surface. */
function locateDraws({ wi, lobe }: BsdfSamples, grid: { columns: number; rows: number }, side: number): GridPlace[] {
  const places: GridPlace[] = [];
  for (let i = 0; i < lobe.length; i++)
    if (lobe[i] !== LOBE_NONE && side * wi[3 * i + 2] > 0)
      places.push(gridPlace(grid, wi[3 * i], wi[3 * i + 1], side * wi[3 * i + 2]));
  return places;
}

/** Asked of directions above, it answers for those below. */
function upsideDown(queries: BsdfQueries): BsdfQueries {
  return {
    ...queries,
    evaluate: (configurations, directions) =>
      queries.evaluate(
        configurations,
        directions.map((x, i) => (i % 3 === 2 ? -x : x)),
      ),
  };
}

/** Mean weight = ∫f|cos|, by z-test at 5 standard errors, plus half a percent for the quadrature. */
function checkAlbedo(title: string, { weight }: BsdfSamples, value: readonly number[], samples: number): void {
  for (let c = 0; c < 3; c++) {
    let sum = 0;
    let squares = 0;
    for (let i = c; i < weight.length; i += 3) {
      sum += weight[i];
      squares += weight[i] ** 2;
    }
    const mean = sum / samples;
    const error = Math.sqrt(Math.max(0, squares / samples - mean * mean) / samples);
    // 5/n: what a region too unlikely to be drawn at all may carry, at weights near 1.
    const allowed = 5 * error + 0.005 * value[c] + 5 / samples;
    expect(Math.abs(mean - value[c]), `${title}: mean weight ${mean} against ∫f|cos| ${value[c]}`).toBeLessThan(
      allowed,
    );
  }
}

/** One of very many: `expect` itself is slower than what it is asked here. */
function check(holds: boolean, words: () => string): void {
  if (!holds) expect.fail(words());
}

/** weight = eval/pdf and the density is `pdf`'s, asked anew for the drawn directions. */
async function checkWeights(
  name: string,
  queries: BsdfQueries,
  configurations: BsdfConfiguration[],
  drawn: BsdfSamples[],
): Promise<void> {
  const count = 512;
  for (const [index, configuration] of configurations.entries()) {
    const { wi, pdf, weight, lobe } = drawn[index];
    const [asked] = await queries.evaluate([configuration], wi.slice(0, 3 * count));
    for (let i = 0; i < count; i++) {
      if (lobe[i] === LOBE_NONE) continue;
      // The same f32 formula, compiled twice: only contraction may differ; narrow lobes magnify it.
      const density = Math.abs(asked.pdf[i] / pdf[i] - 1) < 1e-2;
      check(density, () => `${name}: draw ${i}: pdf ${asked.pdf[i]}, ${pdf[i]}`);
      for (let c = 0; c < 3; c++) {
        const ratio = asked.value[3 * i + c] / asked.pdf[i];
        const near = Math.abs(ratio - weight[3 * i + c]) <= 1e-2 * Math.abs(ratio) + 1e-6;
        check(near, () => `${name}: draw ${i}: eval/pdf ${ratio}, weight ${weight[3 * i + c]}`);
      }
    }
  }
}

/** `shade` says of a light direction what eval and pdf say, and draws what `sample` draws. */
async function checkShade(
  name: string,
  queries: BsdfQueries,
  configurations: BsdfConfiguration[],
  drawn: BsdfSamples[],
  seed: number,
): Promise<void> {
  const count = 64;
  const lights = drawn[0].wi.slice(0, 3 * count);
  lights.set([0, 0, 0], 0); // no light drawn
  const shaded = await queries.shade(configurations, lights, seed);
  const asked = await queries.evaluate(configurations, lights);
  const close = (a: number, b: number) => Math.abs(a - b) <= 1e-2 * Math.abs(b) + 1e-6;
  shaded.forEach((s, index) => {
    expect([s.f_light[0], s.pdf_light[0]], `${name}: shade without a light`).toEqual([0, 0]);
    for (let i = 1; i < count; i++) {
      const same = (what: string, a: number, b: number) =>
        check(close(a, b), () => `${name}: configuration ${index}, light ${i}: ${what} ${a}, ${b}`);
      const [d, e] = [drawn[index], asked[index]];
      check(s.lobe[i] === d.lobe[i], () => `${name}: configuration ${index}, light ${i}: lobe`);
      same('pdf_light', s.pdf_light[i], e.pdf[i]);
      same('pdf', s.pdf[i], d.pdf[i]);
      for (let c = 3 * i; c < 3 * i + 3; c++) {
        same('f_light', s.f_light[c], e.value[c]);
        same('weight', s.weight[c], d.weight[c]);
      }
    }
  });
}

/** A viewer below the surface sees nothing; a light below it gives nothing, unless some goes through. */
async function checkBelow(
  name: string,
  queries: BsdfQueries,
  above: BsdfConfiguration,
  seed: number,
  transmits = false,
): Promise<void> {
  const directions = Float32Array.of(0.6, 0, 0.8, 0, 0.6, -0.8, 0, 0, -1);
  const [fromBelow, fromAbove] = await queries.evaluate([{ ...above, ...viewBelow }, above], directions);
  const none = (values: Float32Array) =>
    expect(
      values.every((v) => v === 0),
      `${name}: values below`,
    ).toBe(true);
  none(fromBelow.value);
  none(fromBelow.pdf);
  if (!transmits) {
    none(fromAbove.value.slice(3));
    none(fromAbove.pdf.slice(1));
  }
  const [draws] = await queries.sample([{ ...above, ...viewBelow }], 64, seed);
  expect([...draws.lobe], `${name}: draws for a viewer below`).toEqual(Array.from({ length: 64 }, () => LOBE_NONE));
}
