/** `patina/pathtracer`: images from scenes, progressively, with the variance of every pixel. */
export type { Display, Film, Radiance } from './film.ts';
export type { ProgramStatus, Side } from './materialBins.ts';
export { PathTracer, type PathTracerOptions, type PathTracerStatus, type RenderResult } from './pathTracer.ts';
export { DEFAULT_SETTINGS, type LightStrategy, type PathTracerSettings, type SplitSettings } from './settings.ts';
export { srgbEncode, toneMap, type Rgb, type ToneMap } from './toneMap.ts';
