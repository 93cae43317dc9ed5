import type { Vec3 } from './sceneData.ts';

/** An equirectangular map; row 0 is up, the middle column looks along +x, as three's equirectangular mapping has it. */
export interface EnvironmentMap {
  readonly width: number;
  readonly height: number;
  /** RGBA radiance, finite and not negative, linear Rec.709; alpha is not used. */
  readonly data: Float32Array;
}

export interface EnvironmentData {
  /** 1x1 for a uniform colour; black where there is no environment. */
  readonly map: EnvironmentMap;
  /** World -> environment, 3x3 row by row. */
  readonly rotation: readonly number[];
  readonly intensity: number;
  /** Camera rays that leave the scene see `background + backgroundScale · environment`. */
  readonly background: Vec3;
  readonly backgroundScale: number;
}

/** The same radiance from everywhere. */
export function uniformEnvironment(radiance: Vec3, intensity = 1): EnvironmentData {
  return {
    map: { width: 1, height: 1, data: Float32Array.of(...radiance, 1) },
    rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    intensity,
    background: [0, 0, 0],
    backgroundScale: 1,
  };
}
