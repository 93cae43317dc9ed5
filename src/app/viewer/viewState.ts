import { DEFAULT_SETTINGS } from '../../pathtracer/settings.ts';
import type { ToneMap } from '../../pathtracer/toneMap.ts';
import type { ViewerParameters, ViewMode } from '../parameters.ts';

/** Everything that a person sets. Plain values: a lost device takes none of it along. */
export interface ViewState {
  object: string;
  material: string;
  environment: string;
  /** Degrees round the vertical axis. */
  environmentRotation: number;
  environmentIntensity: number;
  background: boolean;
  mode: ViewMode;
  /** Of the layered reference. */
  subsurface: ViewerParameters['subsurface'];
  /** Share of the width, from the left, that is the reference. */
  split: number;
  /** Stops. */
  exposure: number;
  toneMap: ToneMap;
  bounces: number;
  seed: number;
  /** 0: no end. */
  maxSamples: number;
  resolution: 'auto' | 1 | 0.5 | 0.25;
  /** A film size that does not follow the window. */
  fixedSize: { width: number; height: number } | undefined;
  paused: boolean;
  controls: 'orbit' | 'fly';
  /** Degrees along the shorter side. */
  fieldOfView: number;
  /** Radius of the lens as a share of the object's radius; 0 is a pinhole. */
  lens: number;
}

export function initialState(parameters: ViewerParameters): ViewState {
  return {
    object: parameters.object,
    material: parameters.material,
    environment: parameters.environment,
    environmentRotation: 0,
    environmentIntensity: 1,
    background: true,
    mode: parameters.view,
    subsurface: parameters.subsurface,
    split: 0.5,
    exposure: 0,
    toneMap: 'agx',
    bounces: DEFAULT_SETTINGS.bounces,
    seed: parameters.seed,
    maxSamples: parameters.spp,
    resolution: parameters.resolution ? 1 : 'auto',
    fixedSize: parameters.resolution,
    paused: false,
    controls: 'orbit',
    fieldOfView: 35,
    lens: 0,
  };
}

/** The share of the width that the reference takes in a mode; difference alternates and decides for itself. */
export function splitPosition(state: Pick<ViewState, 'mode' | 'split'>): number {
  if (state.mode === 'neural') return 0;
  if (state.mode === 'reference') return 1;
  return state.split;
}
