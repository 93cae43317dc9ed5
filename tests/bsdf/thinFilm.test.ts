import { describe, expect, it } from 'vitest';
import { fresnelFilmedConductor } from '../../src/materials/layered/lobes/filmedConductor.ts';
import { fresnelFilmedDielectric } from '../../src/materials/layered/lobes/filmedDielectric.ts';
import { fresnelFilmedSchlick } from '../../src/materials/layered/lobes/filmedSchlick.ts';
import {
  baseOfIndex,
  EYE,
  filmCosine,
  filmReflectance,
  outerAmplitudes,
  toRgb,
} from '../../src/materials/layered/lobes/thinFilm.ts';

type Complex = readonly [number, number];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const over = ([a, b]: Complex, [c, d]: Complex): Complex => [
  (a * c + b * d) / (c * c + d * d),
  (b * c - a * d) / (c * c + d * d),
];

/** Reflectance at one wavenumber (1/µm): the amplitudes summed over all orders, by Airy's closed form. */
function airy(outer: number, inner: Complex, phase: number): number {
  const returned = times(inner, [Math.cos(phase), Math.sin(phase)]);
  const [re, im] = over([outer + returned[0], returned[1]], [1 + outer * returned[0], outer * returned[1]]);
  return re * re + im * im;
}

/** The spectrum itself, seen by the eye: Gaussians over the wavenumber, integrated by the midpoint rule. */
function seen(cosine: number, ior: number, thickness: number, n: number, k: number): readonly number[] {
  const outer = outerAmplitudes(cosine, ior);
  const within = filmCosine(cosine, ior);
  const base = baseOfIndex(within, ior, [n, n, n], [k, k, k]);
  const humps = EYE.map(({ amplitude, place, spread }) => {
    const deviation = Math.sqrt(2 * spread);
    const steps = 400;
    let sum = 0;
    let weights = 0;
    for (let i = 0; i < steps; i++) {
      const x = ((i + 0.5) / steps - 0.5) * 10;
      const phase = 2 * Math.PI * 2 * ior * within * thickness * 1e-3 * (place + x * deviation);
      const weight = Math.exp((-x * x) / 2);
      sum += (weight * (airy(outer.s, base.s[0], phase) + airy(-outer.p, base.p[0], phase))) / 2;
      weights += weight;
    }
    return (amplitude * sum) / weights;
  });
  return toRgb([humps[0] + humps[3], humps[1], humps[2]]);
}

describe('thin film', () => {
  const cosines = [1, 0.8, 0.5, 0.2];
  it.each([
    // Weak reflections: what the third order and later ones add is under 1e-3.
    ['water on glass', 1.33, 1.5, 0, 4e-3],
    ['oil on water', 1.47, 1.33, 0, 4e-3],
    // Metals reflect more: orders 3 and later add up to (r12·r23)³.
    ['oxide on metal', 1.7, 2.4, 3, 0.05],
  ])('%s shows the colours of its spectrum', (_, ior, n, k, tolerance) => {
    for (const thickness of [50, 200, 350, 600])
      for (const cosine of cosines) {
        const base = baseOfIndex(filmCosine(cosine, ior), ior, [n, n, n], [k, k, k]);
        const colour = filmReflectance(cosine, ior, thickness, base);
        seen(cosine, ior, thickness, n, k).forEach((expected, c) => {
          const where = `thickness ${thickness}, cosine ${cosine}, channel ${c}`;
          expect(Math.abs(colour[c] - expected), where).toBeLessThan(tolerance);
        });
      }
  });

  const lobes = {
    dielectric: [fresnelFilmedDielectric, { ior: [1.6] }],
    conductor: [fresnelFilmedConductor, { ior: [0.2, 0.9, 1.1], extinction: [3.9, 2.4, 2.1] }],
    'generalized Schlick': [
      fresnelFilmedSchlick,
      { color0: [0.6, 0.3, 0.1], color82: [1, 1, 1], color90: [1, 1, 1], exponent: [5] },
    ],
  } as const;
  it.each(Object.entries(lobes))(
    '%s: a film of thickness 0 is no film, and one of index 1 shows its base',
    (name, [fresnel, inputs]) => {
      const film = (thickness: number, ior: number) => ({
        ...inputs,
        thinfilm_thickness: [thickness],
        thinfilm_ior: [ior],
      });
      for (const cosine of cosines) {
        const bare = fresnel(cosine, film(0, 1.4));
        expect(fresnel(cosine, film(-5, 1.4))).toEqual(bare);
        fresnel(cosine, film(300, 1)).forEach((value, c) => {
          // MaterialX takes what three channels reflect for XYZ and turns it into RGB, and a Schlick base reflects but half.
          const share = name === 'generalized Schlick' ? 0.5 : 1;
          const expected = toRgb(bare.map((x) => share * x) as unknown as typeof bare)[c];
          expect(value).toBeCloseTo(expected, 9);
        });
      }
    },
  );

  it('colours turn with the angle and the thickness', () => {
    const at = (cosine: number, thickness: number) =>
      fresnelFilmedDielectric(cosine, { ior: [1.5], thinfilm_thickness: [thickness], thinfilm_ior: [2] });
    const spread = ([r, g, b]: readonly number[]) => Math.max(r, g, b) - Math.min(r, g, b);
    expect(spread(at(1, 300))).toBeGreaterThan(0.05);
    expect(Math.abs(at(1, 300)[0] - at(0.5, 300)[0])).toBeGreaterThan(0.05);
    // Thick films are white again.
    expect(spread(at(1, 20_000))).toBeLessThan(0.01);
  });
});
