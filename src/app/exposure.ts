import { luminance } from '../math/srgb.ts';
import type { EnvironmentMap } from '../scene/environmentData.ts';

const LIMIT_STOPS = 6;

/**
 * The exposure, in stops, at which a white, level, diffuse surface under this sky has luminance 1: panoramas differ by
 * several stops, and a person who chooses another wants another light, not another brightness.
 * @param map  cleaned: what is not finite would drown all else
 */
export function exposureFor({ width, height, data }: EnvironmentMap): number {
  let irradiance = 0;
  for (let row = 0; row < height; row += 1) {
    // Angles from the zenith; what lies below the horizon lights no level floor. ∫ cos θ sin θ dθ = sin² θ / 2.
    const [from, to] = [row, row + 1].map((edge) => Math.min(Math.PI / 2, (Math.PI * edge) / height)) as [
      number,
      number,
    ];
    const weight = ((Math.sin(to) ** 2 - Math.sin(from) ** 2) / 2) * ((2 * Math.PI) / width);
    for (let at = row * width * 4; at < (row + 1) * width * 4; at += 4) {
      const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
      irradiance += weight * luminance(r, g, b);
    }
  }
  const shown = irradiance / Math.PI;
  if (!(shown > 0)) return 0;
  const stops = Math.min(LIMIT_STOPS, Math.max(-LIMIT_STOPS, -Math.log2(shown)));
  return Math.round(stops * 10) / 10 + 0; // never -0, which a field would show
}
