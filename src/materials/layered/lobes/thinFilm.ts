import type { Vec3 } from '../../../math/vec3.ts';
import type { FlatNode } from '../flatGraph.ts';
import { clamp } from './lobeGeometry.ts';
import type { LobeInputs } from './lobeKind.ts';

/** A complex number. */
type Complex = readonly [number, number];

/** What a swing of light within the film meets at its lower side: an amplitude, by channel. */
export interface FilmBase {
  readonly s: readonly [Complex, Complex, Complex];
  readonly p: readonly [Complex, Complex, Complex];
}

/** The eye's X, Y, Z and the second hump of X: amplitude, place (1/µm) and half the variance of a Gaussian over the wavenumber. */
export const EYE: readonly { readonly amplitude: number; readonly place: number; readonly spread: number }[] = [
  { amplitude: 5.4856e-13, place: 1.681, spread: 4.3278e-3 },
  { amplitude: 4.4201e-13, place: 1.7953, spread: 9.3046e-3 },
  { amplitude: 5.2481e-13, place: 2.2084, spread: 6.6121e-3 },
  { amplitude: 9.747e-14, place: 2.2399, spread: 4.5282e-3 },
].map(({ amplitude, place, spread }) => ({
  // The fit is of colour-matching functions in SI units, over their integral.
  amplitude: (amplitude * Math.sqrt(2 * Math.PI * spread * 1e12)) / 1.0685e-7,
  place,
  spread,
}));

/** XYZ to linear Rec.709 for an equal-energy white, row by row. */
const RGB = [
  [2.3706743, -0.9000405, -0.4706338],
  [-0.513885, 1.4253036, 0.0885814],
  [0.0052982, -0.0146949, 1.0093968],
] as const;

export const toRgb = (xyz: Vec3): Vec3 =>
  RGB.map((row) => clamp(row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2], 0, 1)) as unknown as Vec3;

const divide = ([a, b]: Complex, [c, d]: Complex): Complex => {
  const norm = c * c + d * d;
  return [(a * c + b * d) / norm, (b * c - a * d) / norm];
};

/** Cosine within a film of relative index `ior` where it is `cosine` outside. */
export const filmCosine = (cosine: number, ior: number): number => Math.sqrt(1 - (1 - cosine ** 2) / ior ** 2);

/** Amplitudes that come back from outside onto the film, by Snell's law and Fresnel's equations. */
export function outerAmplitudes(cosine: number, ior: number): { s: number; p: number } {
  const within = filmCosine(cosine, ior);
  return { s: (cosine - ior * within) / (cosine + ior * within), p: (ior * cosine - within) / (ior * cosine + within) };
}

/** Amplitudes off a base of index n + ik within a film of index `ior`; s and p alike negative where the base is denser, head on. */
export function baseOfIndex(within: number, ior: number, n: readonly number[], k: readonly number[]): FilmBase {
  const channel = (c: number): { s: Complex; p: Complex } => {
    const [re, im] = [n[c] ** 2 - k[c] ** 2, 2 * n[c] * k[c]];
    // q = sqrt((n + ik)² - ior² sin²): the wave's number across the base.
    const a = re - ior ** 2 * (1 - within ** 2);
    const modulus = Math.hypot(a, im);
    const q: Complex = [Math.sqrt(Math.max(0, (modulus + a) / 2)), Math.sqrt(Math.max(0, (modulus - a) / 2))];
    const x = ior * within;
    const s = divide([x - q[0], -q[1]], [x + q[0], q[1]]);
    const p = divide(
      [ior * q[0] - re * within, ior * q[1] - im * within],
      [ior * q[0] + re * within, ior * q[1] + im * within],
    );
    return { s, p };
  };
  const all = [0, 1, 2].map(channel);
  return { s: all.map(({ s }) => s) as unknown as FilmBase['s'], p: all.map(({ p }) => p) as unknown as FilmBase['p'] };
}

/** A base that reflects these shares of both swings, turned over where an index from f0 says that it is denser than the film. */
export function baseOfCurve(ior: number, shares: Vec3, f0: Vec3): FilmBase {
  const amplitudes = shares.map((share, c): Complex => {
    const root = Math.sqrt(clamp(f0[c], 0.01, 0.99));
    const denser = (1 + root) / (1 - root) >= ior;
    return [(denser ? -1 : 1) * Math.sqrt(share / 2), 0];
  }) as unknown as FilmBase['s'];
  return { s: amplitudes, p: amplitudes };
}

/**
 * Reflectance of a thin film by Airy's sum, orders 0 to 2, seen by the eye (Belcour and Barla 2017, "A practical extension to
 * microfacet theory for the modeling of varying iridescence"), as MaterialX 1.39.4 has it.
 * @param cosine  outside
 * @param ior  of the film over that of what is outside, 1 at least
 * @param thickness  in nanometres, times the index outside
 * @returns linear Rec.709, in [0, 1]
 */
export function filmReflectance(cosine: number, ior: number, thickness: number, base: FilmBase): Vec3 {
  const outer = outerAmplitudes(cosine, ior);
  // 2π·(optical path difference in µm)
  const path = 2 * Math.PI * 2 * ior * filmCosine(cosine, ior) * thickness * 1e-3;
  const swing = (amplitude: number, inner: FilmBase['s']): number[] =>
    [0, 1, 2].map((c) => {
      const [r12, r23] = [amplitude ** 2, inner[c][0] ** 2 + inner[c][1] ** 2];
      const passed = 1 - r12;
      const direct = (passed ** 2 * r23) / (1 - r12 * r23);
      // From within, the film's upper side turns over what is not turned over outside.
      const late = Math.atan2(inner[c][1], inner[c][0]) + (amplitude > 0 ? Math.PI : 0);
      const seen = (order: number): number =>
        EYE.filter((_, hump) => hump % 3 === c).reduce(
          (sum, { amplitude: a, place, spread }) =>
            sum + a * Math.cos(order * (place * path + late)) * Math.exp(-spread * (order * path) ** 2),
          0,
        );
      const ratio = Math.sqrt(r12 * r23);
      return r12 + direct + 2 * (direct - passed) * (ratio * seen(1) + ratio ** 2 * seen(2));
    });
  // The usual sign of p is the opposite of s's.
  const [s, p] = [swing(outer.s, base.s), swing(-outer.p, base.p)];
  return toRgb([0, 1, 2].map((c) => (s[c] + p[c]) / 2) as unknown as Vec3);
}

/** Inputs that make a lobe a filmed one. */
export const FILM_INPUTS = { thinfilm_thickness: 'float', thinfilm_ior: 'float' } as const;

/** The film in a lobe's inputs; nothing where it has no thickness. MaterialX takes its outside for vacuum. */
export function filmOf(inputs: LobeInputs): { thickness: number; ior: number } | undefined {
  const { thinfilm_thickness: [thickness] = [0], thinfilm_ior: [ior] = [1] } = inputs;
  return thickness > 0 ? { thickness, ior: Math.max(1, ior) } : undefined;
}

/** False where a node's film is known to have no thickness. */
export function hasFilm({ inputs }: FlatNode): boolean {
  const thickness = inputs['thinfilm_thickness'];
  return thickness !== undefined && (thickness.kind === 'link' || Number(thickness.value) > 0);
}
