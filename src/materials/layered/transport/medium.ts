import { dot, type Vec3 } from '../lobes/lobeGeometry.ts';

/** A layer that absorbs and scatters, one unit thick: its coefficients are optical depths along the normal. */
export interface Medium {
  readonly absorption: Vec3;
  readonly scattering: Vec3;
  /** Of Henyey and Greenstein's phase function, within (-1, 1): above 0 light goes on as it came. */
  readonly anisotropy: number;
}

/** How far the phase function is narrowed at most: beyond, f32 loses its peak. */
export const MOST_ANISOTROPY = 0.95;

/** Share of light that passes `depth` of the layer in a direction, scattered or not at all. */
export function transmittance({ absorption, scattering }: Medium, depth: number, direction: Vec3): Vec3 {
  const way = depth / Math.max(Math.abs(direction[2]), 1e-6);
  return [0, 1, 2].map((c) => Math.exp(-(absorption[c] + scattering[c]) * way)) as unknown as Vec3;
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

/** What a flight through the rest of the layer comes to. */
export interface Flight {
  /** Depth that it went on, of what there was; nothing where it left the layer. */
  readonly depth: number | undefined;
  readonly weight: Vec3;
}

/**
 * Flies from a place with `ahead` of the layer's thickness before it, in one channel drawn from three; the weight is over the
 * mean of all three channels' odds.
 */
export function fly(medium: Medium, ahead: number, direction: Vec3, u: Vec3): Flight {
  const { absorption, scattering } = medium;
  const extinction = [0, 1, 2].map((c) => absorption[c] + scattering[c]);
  const passed = transmittance(medium, ahead, direction);
  const cosine = Math.max(Math.abs(direction[2]), 1e-6);
  // Nothing scatters: the light that passes is known.
  if (Math.max(...scattering) === 0) return { depth: undefined, weight: passed };
  const rate = extinction[Math.min(2, Math.floor(3 * u[0]))];
  const depth = rate > 0 ? (-Math.log(1 - u[1]) / rate) * cosine : Infinity;
  const over = (shares: readonly number[], odds: readonly number[]): Vec3 => {
    const mean = (odds[0] + odds[1] + odds[2]) / 3;
    return shares.map((share) => share / mean) as unknown as Vec3;
  };
  if (depth >= ahead) return { depth: undefined, weight: over(passed, passed) };
  const reached = transmittance(medium, depth, direction);
  return {
    depth,
    weight: over(
      reached.map((t, c) => t * scattering[c]),
      reached.map((t, c) => t * extinction[c]),
    ),
  };
}
