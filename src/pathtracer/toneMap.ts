import { neutralToneMap } from '../math/neutralToneMap.ts';

export type ToneMap = 'linear' | 'aces' | 'agx' | 'neutral';
export type Rgb = readonly [number, number, number];

/** `ToneMapParams.curve` of shaders/path/toneMap.wgsl, by name. */
export const TONE_MAP_INDEX: Readonly<Record<ToneMap, number>> = { linear: 0, aces: 1, agx: 2, neutral: 3 };

type Matrix = readonly [Rgb, Rgb, Rgb]; // columns, as in WGSL

/** Float64 twin of `tone_map` in shaders/path/toneMap.wgsl; sources are there. Linear Rec.709 in, linear [0, 1] out. */
export function toneMap(color: Rgb, curve: ToneMap, exposure = 1): Rgb {
  const exposed = map(color, (x) => Math.max(x * exposure, 0));
  return map(CURVES[curve](exposed), (x) => Math.min(Math.max(x, 0), 1));
}

const CURVES: Record<ToneMap, (color: Rgb) => Rgb> = {
  linear: (color) => color,
  aces,
  agx,
  neutral: (color) => neutralToneMap(...color),
};

const ACES_IN: Matrix = [
  [0.59719, 0.076, 0.0284],
  [0.35458, 0.90834, 0.13383],
  [0.04823, 0.01566, 0.83777],
];
const ACES_OUT: Matrix = [
  [1.60475, -0.10208, -0.00327],
  [-0.53108, 1.10813, -0.07276],
  [-0.07367, -0.00605, 1.07602],
];

function aces(color: Rgb): Rgb {
  const fitted = map(
    times(
      ACES_IN,
      map(color, (x) => x / 0.6),
    ),
    (v) => (v * (v + 0.0245786) - 0.000090537) / (v * (0.983729 * v + 0.432951) + 0.238081),
  );
  return times(ACES_OUT, fitted);
}

const REC709_TO_REC2020: Matrix = [
  [0.6274, 0.0691, 0.0164],
  [0.3293, 0.9195, 0.088],
  [0.0433, 0.0113, 0.8956],
];
const REC2020_TO_REC709: Matrix = [
  [1.6605, -0.1246, -0.0182],
  [-0.5876, 1.1329, -0.1006],
  [-0.0728, -0.0083, 1.1187],
];
const AGX_INSET: Matrix = [
  [0.856627153315983, 0.137318972929847, 0.11189821299995],
  [0.0951212405381588, 0.761241990602591, 0.0767994186031903],
  [0.0482516061458583, 0.101439036467562, 0.811302368396859],
];
const AGX_OUTSET: Matrix = [
  [1.1271005818144368, -0.1413297634984383, -0.14132976349843826],
  [-0.11060664309660323, 1.157823702216272, -0.11060664309660294],
  [-0.016493938717834573, -0.016493938717834257, 1.2519364065950405],
];
const AGX_MIN_EV = -12.47393;
const AGX_MAX_EV = 4.026069;

function agx(color: Rgb): Rgb {
  const encoded = map(times(AGX_INSET, times(REC709_TO_REC2020, color)), (x) => {
    const stops = (Math.log2(Math.max(x, 1e-10)) - AGX_MIN_EV) / (AGX_MAX_EV - AGX_MIN_EV);
    return agxContrast(Math.min(Math.max(stops, 0), 1));
  });
  const linear = map(times(AGX_OUTSET, encoded), (x) => Math.max(x, 0) ** 2.2);
  return times(REC2020_TO_REC709, linear);
}

function agxContrast(x: number): number {
  return 15.5 * x ** 6 - 40.14 * x ** 5 + 31.96 * x ** 4 - 6.868 * x ** 3 + 0.4298 * x ** 2 + 0.1191 * x - 0.00232;
}

function map(color: Rgb, f: (x: number) => number): Rgb {
  return [f(color[0]), f(color[1]), f(color[2])];
}

function times(m: Matrix, v: Rgb): Rgb {
  const row = (i: 0 | 1 | 2) => m[0][i] * v[0] + m[1][i] * v[1] + m[2][i] * v[2];
  return [row(0), row(1), row(2)];
}
