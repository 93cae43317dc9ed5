import { addVec, dot, mapVec, multiplyVec, scale, type Vec3 } from '../../math/vec3.ts';
import { clamp } from './lobes/lobeGeometry.ts';

/** What absorbs and scatters evenly; coefficients per unit of the ways through it. shaders/bsdf/medium.wgsl is the f32 face. */
export interface Medium {
  readonly absorption: Vec3;
  readonly scattering: Vec3;
  /** Of Henyey and Greenstein's phase function, within (-1, 1): above 0 light goes on as it came. */
  readonly anisotropy: number;
}

/** How far the phase function is narrowed at most: beyond, f32 loses its peak. */
const MOST_ANISOTROPY = 0.95;

/** Narrowed to what f32 carries. */
export const boundedAnisotropy = (anisotropy: number): number => clamp(anisotropy, -MOST_ANISOTROPY, MOST_ANISOTROPY);

/** With its anisotropy bounded, and nothing below 0. */
export function mediumOf(absorption: Vec3, scattering: Vec3, anisotropy: number): Medium {
  const atLeast0 = (list: Vec3): Vec3 => mapVec(list, (x) => Math.max(0, x));
  return {
    absorption: atLeast0(absorption),
    scattering: atLeast0(scattering),
    anisotropy: boundedAnisotropy(anisotropy),
  };
}

/** Share of light that goes so far, scattered or not at all. */
export function transmittance({ absorption, scattering }: Medium, way: number): Vec3 {
  return mapVec(addVec(absorption, scattering), (extinction) => Math.exp(-extinction * way));
}

/** Per solid angle; it is its own density. `a` and `b` point away from where light is scattered. */
export function phase({ anisotropy: g }: Medium, a: Vec3, b: Vec3): number {
  const bend = 1 + g * g + 2 * g * dot(a, b);
  return (1 - g * g) / (4 * Math.PI * bend * Math.sqrt(bend));
}

/** A direction `b` for a path that comes from `a`. */
export function samplePhase({ anisotropy: g }: Medium, a: Vec3, u: Vec3): Vec3 {
  const square = (1 - g * g) / (1 + g - 2 * g * u[0]);
  // Cosine to where the path was going, -a.
  const cosine = Math.abs(g) < 1e-3 ? 1 - 2 * u[0] : (1 + g * g - square * square) / (2 * g);
  const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
  const turn = 2 * Math.PI * u[1];
  const [x, y] = across(a);
  const [c, s] = [sine * Math.cos(turn), sine * Math.sin(turn)];
  return [0, 1, 2].map((i) => x[i] * c + y[i] * s - a[i] * cosine) as unknown as Vec3;
}

/** Two unit vectors across `z` (Duff et al. 2017). */
function across(z: Vec3): [Vec3, Vec3] {
  const sign = z[2] >= 0 ? 1 : -1;
  const p = -1 / (sign + z[2]);
  const q = z[0] * z[1] * p;
  return [
    [1 + sign * z[0] * z[0] * p, sign * q, -sign * z[0]],
    [q, sign + z[1] * z[1] * p, -z[1]],
  ];
}

/** What a flight comes to. */
export interface Flight {
  /** Way that it went on before it was scattered; nothing where it went as far as it could. */
  readonly way: number | undefined;
  readonly weight: Vec3;
}

const THIRDS: Vec3 = [1 / 3, 1 / 3, 1 / 3];

/**
 * Flies from a place with `ahead` before it, in one channel drawn by `odds` (their sum is 1); the weight is over all three
 * channels' odds.
 */
export function fly(medium: Medium, ahead: number, u: Vec3, odds: Vec3 = THIRDS): Flight {
  const { absorption, scattering } = medium;
  const extinction = addVec(absorption, scattering);
  const passed = transmittance(medium, ahead);
  // Nothing scatters: the light that passes is known.
  if (Math.max(...scattering) === 0) return { way: undefined, weight: passed };
  const rate = extinction[u[0] < odds[0] ? 0 : u[0] < odds[0] + odds[1] ? 1 : 2];
  const way = rate > 0 ? -Math.log(1 - u[1]) / rate : Infinity;
  if (way >= ahead) return { way: undefined, weight: scale(passed, 1 / dot(passed, odds)) };
  const reached = transmittance(medium, way);
  return { way, weight: scale(multiplyVec(reached, scattering), 1 / dot(multiplyVec(reached, extinction), odds)) };
}
