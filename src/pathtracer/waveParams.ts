import type { StructValues } from '../engine/structLayout.ts';
import type { PathTracerSettings, SplitSettings } from './settings.ts';

const OUTPUTS = { radiance: 0, albedo: 1, normal: 2 };
const STRATEGIES = { mis: 0, bsdf: 1, light: 2 };

/** Values of the WGSL struct `WaveParams` for the run of `pathCount` paths from block `firstBlock` on. */
export function waveParams(
  settings: PathTracerSettings,
  split: SplitSettings,
  film: { width: number; height: number },
  materialCount: number,
  firstBlock: number,
  pathCount: number,
  sample: number,
  passes: number,
): StructValues {
  return {
    width: film.width,
    height: film.height,
    first_block: firstBlock,
    path_count: pathCount,
    sample,
    seed: settings.seed,
    bin_count: 1 + (split.enabled ? 2 : 1) * materialCount,
    material_count: materialCount,
    split_column: split.enabled ? Math.round(split.position * film.width) : film.width,
    roulette_start: Math.min(settings.rouletteStart, 0xffffffff),
    bounces: settings.bounces,
    passes,
    strategy: STRATEGIES[settings.lightStrategy],
    stratified: Number(settings.sampling === 'stratified'),
    clamp_radiance:
      settings.output === 'radiance' && Number.isFinite(settings.clampRadiance) ? settings.clampRadiance : 0,
    output: OUTPUTS[settings.output],
  };
}
