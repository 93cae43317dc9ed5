/**
 * Khronos PBR Neutral tone mapping: linear [0, ∞) to linear [0, 1], colours below .8 of the peak nearly unchanged.
 * Khronos, "PBR Neutral Tone Mapper specification", 2024.
 */
export function neutralToneMap(r: number, g: number, b: number): [number, number, number] {
  const startCompression = 0.8 - 0.04;
  const desaturation = 0.15;
  const least = Math.min(r, g, b);
  // The Fresnel reflection at normal incidence, taken away so that base colours come out as authored.
  const offset = least < 0.08 ? least - 6.25 * least * least : 0.04;
  const [r0, g0, b0] = [r - offset, g - offset, b - offset];
  const peak = Math.max(r0, g0, b0);
  if (peak < startCompression) return [r0, g0, b0];
  const d = 1 - startCompression;
  const newPeak = 1 - (d * d) / (peak + d - startCompression);
  const scale = newPeak / peak;
  const white = 1 - 1 / (desaturation * (peak - newPeak) + 1);
  const mix = (c: number): number => c * scale * (1 - white) + newPeak * white;
  return [mix(r0), mix(g0), mix(b0)];
}
