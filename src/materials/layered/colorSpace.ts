import { linearFromSrgb } from '../../math/srgb.ts';

const power = (exponent: number) => (x: number) => Math.max(x, 0) ** exponent;
const straight = (x: number): number => x;

/** Rows of a matrix to linear Rec.709. */
type Matrix = readonly [readonly number[], readonly number[], readonly number[]];
const SAME: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
// ACES AP1 (D60, Bradford-adapted to D65), Display P3 and Adobe RGB primaries to Rec.709.
const AP1: Matrix = [
  [1.705050993, -0.621792121, -0.083258872],
  [-0.130256418, 1.140804737, -0.010548319],
  [-0.024003357, -0.128968976, 1.152972333],
];
const P3: Matrix = [
  [1.22493029, -0.22492968, 0],
  [-0.04205868, 1.04205894, 0],
  [-0.01964128, -0.07864794, 1.09828925],
];
const ADOBE: Matrix = [
  [1.39835574, -0.398355744, 0],
  [0, 1, 0],
  [0, -0.0429289893, 1.04292899],
];

interface Space {
  readonly decode: (x: number) => number;
  /** Of `decode`, where it is a power. */
  readonly exponent?: number;
  readonly matrix: Matrix;
}

const gamma = (exponent: number, matrix: Matrix): Space => ({ decode: power(exponent), exponent, matrix });

const SPACES: Readonly<Record<string, Space>> = {
  '': { decode: straight, matrix: SAME },
  none: { decode: straight, matrix: SAME },
  raw: { decode: straight, matrix: SAME },
  data: { decode: straight, matrix: SAME },
  lin_rec709: { decode: straight, matrix: SAME },
  lin_rec709_scene: { decode: straight, matrix: SAME },
  srgb_texture: { decode: linearFromSrgb, matrix: SAME },
  srgb_rec709_scene: { decode: linearFromSrgb, matrix: SAME },
  g18_rec709: gamma(1.8, SAME),
  g22_rec709: gamma(2.2, SAME),
  rec709_display: gamma(2.4, SAME),
  acescg: { decode: straight, matrix: AP1 },
  lin_ap1: { decode: straight, matrix: AP1 },
  g22_ap1: gamma(2.2, AP1),
  lin_displayp3: { decode: straight, matrix: P3 },
  srgb_displayp3: { decode: linearFromSrgb, matrix: P3 },
  lin_adobergb: { decode: straight, matrix: ADOBE },
  adobergb: gamma(2.19921875, ADOBE),
};

/** True for colour spaces whose numbers are linear Rec.709 already, or no colours at all. */
export const isLinear = (space: string): boolean => SPACES[space]?.decode === straight && SPACES[space].matrix === SAME;

/** True for the encoding a GPU decodes by itself. */
export const isSrgb = (space: string): boolean =>
  SPACES[space]?.decode === linearFromSrgb && SPACES[space].matrix === SAME;

/** What an image in this space needs beyond the GPU's own decoding of sRGB. @throws naming a space that is unknown. */
export function imageDecoding(space: string): { srgb: boolean; exponent?: number; matrix?: Matrix } {
  const known = Object.hasOwn(SPACES, space) ? SPACES[space] : undefined;
  if (!known) throw new Error(`colour space '${space}' is unknown`);
  const { decode, exponent, matrix } = known;
  return {
    srgb: decode === linearFromSrgb,
    ...(exponent !== undefined && { exponent }),
    ...(matrix !== SAME && { matrix }),
  };
}

/** A colour (3 or 4 components, alpha untouched) in linear Rec.709. @throws naming a space that is unknown. */
export function toLinear(color: readonly number[], space: string): number[] {
  const known = Object.hasOwn(SPACES, space) ? SPACES[space] : undefined;
  if (!known) throw new Error(`colour space '${space}' is unknown`);
  const decoded = color.slice(0, 3).map(known.decode);
  const linear = known.matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * decoded[i]!, 0));
  return [...linear, ...color.slice(3)];
}
