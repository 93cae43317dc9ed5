import { mapVec, type Vec3 } from '../../../math/vec3.ts';
import { HALF_MAX } from '../../../math/float16.ts';
import { boundedAnisotropy, mediumOf, type Medium } from '../medium.ts';
import { clamp } from './lobeGeometry.ts';
import type { LobeInputs, LobeKind } from './lobeKind.ts';
import { translucent } from './translucent.ts';

/**
 * Share of light that is scattered and not absorbed, for a thick body that shows this colour: van de Hulst's fit for diffuse light
 * and boundaries that do not reflect (Kulla and Conty 2017, as OpenPBR 1.1 has it). `anisotropy` below 1.
 */
export function singleScatteringAlbedo(colour: number, anisotropy: number): number {
  const e = clamp(colour, 0, 1);
  const s = 4.09712 + 4.20863 * e - Math.sqrt(9.59217 + e * (41.6808 + 17.7126 * e));
  return clamp((1 - s * s) / (1 - anisotropy * s * s), 0, 1);
}

/** What fills the body: `radius` is the mean free path, in metres, by channel; at least 15 µm, for a path carries halves. */
export function subsurfaceMedium({ color, radius, anisotropy: [asked] }: LobeInputs): Medium {
  const anisotropy = boundedAnisotropy(asked);
  const extinction = mapVec(radius as unknown as Vec3, (way) => 1 / Math.max(way, 1 / HALF_MAX));
  const scattered = mapVec(color as unknown as Vec3, (c) => singleScatteringAlbedo(c, anisotropy));
  const of = (share: (albedo: number) => number) =>
    [0, 1, 2].map((c) => extinction[c] * share(scattered[c])) as unknown as Vec3;
  return mediumOf(
    of((albedo) => 1 - albedo),
    of((albedo) => albedo),
    anisotropy,
  );
}

/**
 * MaterialX subsurface_bsdf as a random walk through the mesh: light is let in spread evenly, walks through the medium that
 * `shaders/bsdf/subsurfaceMedium.wgsl` makes of colour and mean free path, and is let out spread evenly. Seen from inside, the
 * surface does nothing else: what lies over the lobe has dimmed the light on its way in, as MaterialX's `layer` has it. The
 * shader of `translucent_bsdf` serves both ways.
 */
export const subsurfaceWalk: LobeKind = {
  ...translucent,
  name: 'subsurface_bsdf (walk)',
  imports: [...translucent.imports, 'package::bsdf::subsurfaceMedium::subsurface_medium'],
  inputs: { weight: 'float', color: 'color3', radius: 'color3', anisotropy: 'float' },
  walks: true,
  printPrepare: ({ input }) => `translucent_prepare(${input('weight')}, vec3f(1.0))`,
  transmission: {
    ...translucent.transmission!,
    evaluate: ({ weight }, geometry) => translucent.transmission!.evaluate({ weight, color: [1, 1, 1] }, geometry),
    printAlbedo: ({ lobe, input }) => `${lobe}.color * clamp(${input('color')}, vec3f(0.0), vec3f(1.0))`,
  },
};
