/** `patina/pathtracer`: images from scenes. */
export type { Radiance } from './film.ts';
export type { ProgramStatus, Side } from './materialBins.ts';
export { PathTracer, type PathTracerOptions, type PathTracerStatus, type RenderResult } from './pathTracer.ts';
export {
  DEFAULT_SETTINGS,
  type LightStrategy,
  type Output,
  type PathTracerSettings,
  type Sampling,
  type SplitSettings,
} from './settings.ts';
export { srgbFromLinear } from '../math/srgb.ts';
export { toneMap, type ToneMap } from './toneMap.ts';
