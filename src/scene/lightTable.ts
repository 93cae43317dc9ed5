import { luminance } from '../math/srgb.ts';
import type { StructValues } from '../engine/structLayout.ts';
import type { EnvironmentData } from './environmentData.ts';
import type { LightData } from './sceneData.ts';

/** MAX_LIGHTS of shaders/scene/lightTable.wgsl. */
export const MAX_LIGHTS = 64;
const KINDS = { directional: 0, point: 1 };

/** Probability with which each light is chosen; all sum to 1, or are all 0 where nothing shines. */
export interface LightChoice {
  readonly environment: number;
  readonly lights: number[];
}

/**
 * This share of the choices is dealt evenly to all that shine: by power alone a lamp in a wide landscape is next to never
 * chosen, then with a weight of thousands, and below 2^-24, the step of the choosing number, never or by mistake.
 */
const EVEN_SHARE = 0.1;

/**
 * Chances by power, in candela·steradian: what shines on a sphere of `radius` metres, or leaves a point light; a tenth
 * evenly.
 * @param integral luminance of the environment's map integrated over the sphere
 */
export function lightChoice(
  lights: LightData[],
  environment: EnvironmentData,
  integral: number,
  radius: number,
): LightChoice {
  const disk = Math.PI * radius * radius;
  const power = lights.map((light) => luminance(...light.intensity) * (light.kind === 'point' ? 4 * Math.PI : disk));
  const own = integral * environment.intensity * disk;
  const total = power.reduce((sum, value) => sum + value, own);
  if (!(total > 0)) return { environment: 0, lights: power.map(() => 0) };
  const even = EVEN_SHARE / [own, ...power].filter((value) => value > 0).length;
  const chance = (value: number) => (value > 0 ? even + (1 - EVEN_SHARE) * (value / total) : 0);
  return { environment: chance(own), lights: power.map(chance) };
}

/** @throws if there are more than MAX_LIGHTS lights. */
export function checkLights(lights: LightData[]): void {
  if (lights.length > MAX_LIGHTS) throw new Error(`the scene has ${lights.length} lights; ${MAX_LIGHTS} are supported`);
}

/**
 * Values of the WGSL struct `LightTable`.
 * @throws as `checkLights`.
 */
export function lightTableValues(lights: LightData[], environment: EnvironmentData, choice: LightChoice): StructValues {
  checkLights(lights);
  const r = environment.rotation;
  let cumulative = choice.environment;
  const last = choice.lights.findLastIndex((chance) => chance > 0);
  return {
    environment: {
      rotation: [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]],
      background: environment.background,
      background_scale: environment.backgroundScale,
      intensity: environment.intensity,
    },
    environment_probability: choice.environment,
    count: lights.length,
    items: lights.map((light, i) => {
      cumulative += choice.lights[i];
      return {
        place: light.kind === 'point' ? light.position : light.toLight,
        kind: KINDS[light.kind],
        intensity: light.intensity,
        // Rounding must leave no gap below 1, where no light would be chosen.
        cumulative: i >= last && last >= 0 ? 1 : cumulative,
      };
    }),
  };
}
