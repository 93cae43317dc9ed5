import { TONE_MAP_INDEX, type ToneMap } from './toneMap.ts';

/** What settings with names take. */
const CHOICES = {
  toneMap: Object.keys(TONE_MAP_INDEX) as ToneMap[],
  lightStrategy: ['mis', 'bsdf', 'light'],
  sampling: ['stratified', 'independent'],
  binning: ['material', 'bank'],
  output: ['radiance', 'albedo', 'normal'],
} as const;

/** How direct light is found: both ways balanced by the power heuristic, or one alone (to measure and to test). */
export type LightStrategy = (typeof CHOICES.lightStrategy)[number];

/**
 * Numbers of a pixel's samples: spread evenly (converges faster; the film's variance, which takes samples for independent,
 * then overstates the error of the mean), or independent (for statistics).
 */
export type Sampling = (typeof CHOICES.sampling)[number];

/**
 * What shares a dispatch: the hits of one material, or of all materials of a bank in the order in which rays found them (fewer
 * dispatches, weights that differ from path to path).
 */
export type Binning = (typeof CHOICES.binning)[number];

/**
 * What the film is of: light along paths; or guides for a denoiser, of the first surface that is there, filtered over the pixel and
 * the lens as light is: the material's directional albedo for the viewer (a neural material's by its albedo head), 0 to about 1, or
 * the shading normal in world space. Where no surface is both are 0. Made as `radiance` is, and read by `readRadiance`: a few
 * samples do, for their only noise is that of edges and textures.
 */
export type Output = (typeof CHOICES.output)[number];

export interface PathTracerSettings {
  /** Surface vertices shaded along a path, 1..64. 1 is direct light only. Passing where nothing is costs none, eight times. */
  readonly bounces: number;
  /** Russian roulette starts after this many vertices; above `bounces` it never does. */
  readonly rouletteStart: number;
  /** u32. Same seed, scene, size and adapter: same bytes. */
  readonly seed: number;
  /** Film pixels per pixel asked for, (0, 1]. */
  readonly renderScale: number;
  /** `renderSample` does nothing once the film has this many samples; Infinity = no end. */
  readonly maxSamples: number;
  /** Time one submit aims at, in ms: what the page's own work waits at most for. */
  readonly frameBudgetMs: number;
  /** Factor on linear radiance before the tone curve. */
  readonly exposure: number;
  readonly toneMap: ToneMap;
  /** Largest radiance one sample may add to a pixel: fewer fireflies, darker highlights. Infinity = off. */
  readonly clampRadiance: number;
  readonly lightStrategy: LightStrategy;
  readonly sampling: Sampling;
  readonly binning: Binning;
  readonly output: Output;
  /** Time every pass with GPU timestamps (one pass a kernel instead of one in all: a little slower). */
  readonly measure: boolean;
}

export interface SplitSettings {
  readonly enabled: boolean;
  /** Share of the width, 0..1. Pixels left of it take the materials of side a, the others those of side b. */
  readonly position: number;
}

export const DEFAULT_SETTINGS: PathTracerSettings = {
  bounces: 6,
  rouletteStart: 3,
  seed: 1,
  renderScale: 1,
  maxSamples: Infinity,
  frameBudgetMs: 40,
  exposure: 1,
  toneMap: 'agx',
  clampRadiance: Infinity,
  lightStrategy: 'mis',
  sampling: 'stratified',
  binning: 'material',
  output: 'radiance',
  measure: false,
};

/** Changing these needs no new film. */
const DISPLAY_ONLY: ReadonlySet<keyof PathTracerSettings> = new Set([
  'maxSamples',
  'frameBudgetMs',
  'exposure',
  'toneMap',
  'measure',
]);

/** Whether the film's samples belong to other settings than `next`. */
export function needsReset(last: PathTracerSettings, next: PathTracerSettings): boolean {
  const keys = Object.keys(next) as (keyof PathTracerSettings)[];
  return keys.some((key) => last[key] !== next[key] && !DISPLAY_ONLY.has(key));
}

/** @throws RangeError naming the setting and its range */
export function checkSettings(settings: PathTracerSettings): void {
  const need = (ok: boolean, key: keyof PathTracerSettings, range: string) => {
    if (!ok) throw new RangeError(`path tracer setting ${key} is ${settings[key]}; it must be ${range}`);
  };
  const { bounces, rouletteStart, seed, renderScale } = settings;
  need(Number.isInteger(bounces) && bounces >= 1 && bounces <= 64, 'bounces', 'a whole number from 1 to 64');
  need(rouletteStart >= 1, 'rouletteStart', '1 or more');
  need(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, 'seed', 'a whole number below 2^32');
  need(renderScale > 0 && renderScale <= 1, 'renderScale', 'above 0 and at most 1');
  need(settings.maxSamples >= 1, 'maxSamples', '1 or more');
  need(settings.frameBudgetMs > 0, 'frameBudgetMs', 'above 0');
  need(settings.exposure >= 0 && Number.isFinite(settings.exposure), 'exposure', '0 or more');
  need(settings.clampRadiance > 0, 'clampRadiance', 'above 0');
  for (const key of Object.keys(CHOICES) as (keyof typeof CHOICES)[]) {
    const names: readonly string[] = CHOICES[key];
    need(names.includes(settings[key]), key, names.join(', '));
  }
}
