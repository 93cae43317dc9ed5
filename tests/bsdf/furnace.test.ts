import { describe, expect, it } from 'vitest';
import { bsdfQueries, type BsdfConfiguration } from '../../src/materials/bsdfQueries.ts';
import { compileLayered } from '../../src/materials/layered/layeredProgram.ts';
import { ClosureGraph } from '../harness/closureGraph.ts';
import { testGpu } from '../harness/gpu.ts';

const white = ['color3', [1, 1, 1]] as const;
const weight = ['float', 1] as const;
const alpha = ['vector2', '@uv'] as const;
const roughness = ['float', '@u'] as const;
const film = { thinfilm_thickness: ['float', 400], thinfilm_ior: ['float', 1.4] } as const;
const color = { weight, color: white, roughness };

/**
 * White lobes, the largest albedo of each as measured (rounded up), and for those that should lose nothing the least.
 * Above 1 it is MaterialX 1.39.4's own formula that gains light, and ours is it (lobes.test.ts): the albedo fit is low for
 * smooth mirrors at grazing views; the clamped cosine between the directions brightens rough Oren-Nayar; Burley's diffuse
 * and the sheen's smooth denominator gain by design. docs/lobes.md tells the figures; a rise is an error of ours.
 */
const lobes: {
  name: string;
  category: string;
  inputs: Parameters<ClosureGraph['add']>[2];
  most: number;
  least?: number;
}[] = [
  {
    name: 'mirror',
    category: 'generalized_schlick_bsdf',
    inputs: { weight, color0: white, color82: white, color90: white, exponent: ['float', 5], roughness: alpha },
    most: 1.07,
    least: 0.95,
  },
  {
    name: 'dielectric',
    category: 'dielectric_bsdf',
    inputs: { weight, tint: white, ior: ['float', 1.5], roughness: alpha },
    most: 0.79,
  },
  {
    name: 'filmed dielectric',
    category: 'dielectric_bsdf',
    inputs: { weight, tint: white, ior: ['float', 1.5], roughness: alpha, ...film },
    most: 0.77,
  },
  {
    name: 'filmed metal',
    category: 'conductor_bsdf',
    inputs: {
      weight,
      ior: ['color3', [0.1, 0.1, 0.1]],
      extinction: ['color3', [4, 4, 4]],
      roughness: alpha,
      ...film,
    },
    most: 1.03,
    least: 0.92,
  },
  {
    name: 'filmed mirror',
    category: 'generalized_schlick_bsdf',
    inputs: {
      weight,
      color0: white,
      color82: white,
      color90: white,
      exponent: ['float', 5],
      roughness: alpha,
      ...film,
    },
    most: 0.89,
  },
  {
    name: 'translucent',
    category: 'translucent_bsdf',
    inputs: { weight, color: white },
    most: 1,
    least: 0.995,
  },
  { name: 'Oren-Nayar', category: 'oren_nayar_diffuse_bsdf', inputs: color, most: 1.02 },
  {
    name: 'compensated Oren-Nayar',
    category: 'oren_nayar_diffuse_bsdf',
    inputs: { ...color, energy_compensation: ['boolean', true] },
    most: 1.16,
    least: 0.99,
  },
  { name: 'Burley', category: 'burley_diffuse_bsdf', inputs: color, most: 1.48 },
  { name: 'sheen', category: 'sheen_bsdf', inputs: color, most: 2 },
  { name: 'Zeltner sheen', category: 'sheen_bsdf', inputs: { ...color, mode: ['string', 'zeltner'] }, most: 0.73 },
];

const cosines = [1, 0.8, 0.5, 0.25, 0.1, 0.04];
const widths = [0.01, 0.05, 0.15, 0.3, 0.5, 0.75, 1];

describe('white furnace', () => {
  it.each(lobes)('$name, over roughness and angle (seed 9)', async ({ name, category, inputs, most, least }) => {
    const graph = new ClosureGraph().add(name, category, inputs).graph(name);
    const queries = bsdfQueries(await testGpu(), compileLayered(graph), {});
    const configurations = widths.flatMap((width) =>
      cosines.map((z): BsdfConfiguration => ({ wo: [Math.sqrt(1 - z * z), 0, z], uv: [width, 1 - width] })),
    );
    const draws = await queries.sample(configurations, 2 ** 14, 9);
    const albedo = draws.map(({ weight: w }) => w.reduce((sum, x) => sum + x, 0) / w.length);
    const [low, high] = [Math.min(...albedo), Math.max(...albedo)];
    const at = configurations[albedo.indexOf(high)];
    const text = `largest albedo ${high.toFixed(3)} at roughness ${at.uv![0]}, cosine ${at.wo[2]}; smallest ${low.toFixed(3)}`;
    // Half a percent: five standard errors of a mean of 2^14 weights near 1.
    expect(high, text).toBeLessThan(most + 0.005);
    if (least !== undefined) expect(low, text).toBeGreaterThan(least);
  });
});

/**
 * Brushed mirrors. MaterialX 1.39.4 masks facets by the mean of both widths, so those that stand across the rough axis are masked too
 * little: it gains light where the viewer looks along that axis, the more the wider the facets are there (docs/lobes.md). What it
 * gains as measured, rounded up, and that seen across it gains nothing.
 */
it.each([
  { widths: [0.056, 0.0056], most: 1.33 },
  { widths: [0.3, 0.1], most: 1.67 },
  { widths: [0.5, 0.25], most: 1.42 },
  { widths: [0.8, 0.08], most: 2.96 },
])('white furnace: mirrors brushed $widths gain what their masking does (seed 9)', async ({ widths: [x, y], most }) => {
  const { category, inputs } = lobes[0];
  const graph = new ClosureGraph().add('mirror', category, inputs).graph('mirror');
  const queries = bsdfQueries(await testGpu(), compileLayered(graph), {});
  const albedos = async (along: boolean): Promise<number[]> => {
    const views = cosines.map((z): BsdfConfiguration => {
      const sine = Math.sqrt(1 - z * z);
      return { wo: along ? [sine, 0, z] : [0, sine, z], uv: [x, 1 - y] };
    });
    const draws = await queries.sample(views, 2 ** 14, 9);
    return draws.map(({ weight: w }) => w.reduce((sum, value) => sum + value, 0) / w.length);
  };
  // Weights reach 3: a percent and a half is five standard errors of a mean of 2^14.
  const along = Math.max(...(await albedos(true)));
  expect(along).toBeLessThan(1.015 * most);
  expect(along).toBeGreaterThan(0.96 * most);
  expect(Math.max(...(await albedos(false)))).toBeLessThan(1.07);
});

/**
 * Glass, seen from outside and from inside: one lobe, or a reflecting lobe over one that lets through, as documents have it. Single
 * scattering loses light where facets are rough; MaterialX's compensation gives some back to the reflection.
 */
const glass = { weight, tint: white, ior: ['float', 1.5], roughness: alpha } as const;
const whole = new ClosureGraph().add('glass', 'dielectric_bsdf', { ...glass, scatter_mode: ['string', 'RT'] });
const layered = new ClosureGraph()
  .add('top', 'dielectric_bsdf', glass)
  .add('through', 'dielectric_bsdf', { ...glass, scatter_mode: ['string', 'T'] })
  .add('glass', 'layer', { top: ['BSDF', '@top'], base: ['BSDF', '@through'] });

/** The same interface as an artist's curve: in one lobe, or over a dielectric that lets through, as gltf_pbr has it. */
const curve = {
  weight,
  color0: ['color3', [0.04, 0.04, 0.04]],
  color82: white,
  color90: white,
  exponent: ['float', 5],
  roughness: alpha,
  thinfilm_thickness: ['float', 0],
  thinfilm_ior: ['float', 1.5],
} as const;
const wholeCurve = new ClosureGraph().add('glass', 'generalized_schlick_bsdf', {
  ...curve,
  scatter_mode: ['string', 'RT'],
});
const layeredCurve = new ClosureGraph()
  .add('top', 'generalized_schlick_bsdf', curve)
  .add('through', 'dielectric_bsdf', { ...glass, scatter_mode: ['string', 'T'] })
  .add('glass', 'layer', { top: ['BSDF', '@top'], base: ['BSDF', '@through'] });
/** Of less reflection than the dielectric below it has: that one says where light is totally reflected. */
const faint = new ClosureGraph()
  .add('top', 'generalized_schlick_bsdf', { ...curve, color0: ['color3', [0.01, 0.01, 0.01]] })
  .add('through', 'dielectric_bsdf', { ...glass, scatter_mode: ['string', 'T'] })
  .add('glass', 'layer', { top: ['BSDF', '@top'], base: ['BSDF', '@through'] });
/** Nothing bends there, and all goes through. */
const none = new ClosureGraph().add('glass', 'dielectric_bsdf', {
  ...glass,
  ior: ['float', 1],
  scatter_mode: ['string', 'RT'],
});
const filmed = new ClosureGraph().add('glass', 'dielectric_bsdf', {
  ...glass,
  ...film,
  scatter_mode: ['string', 'RT'],
});
const through = { ...glass, scatter_mode: ['string', 'T'] } as const;
const over = (category: string, inputs: Parameters<ClosureGraph['add']>[2]) =>
  new ClosureGraph()
    .add('top', category, inputs)
    .add('through', 'dielectric_bsdf', through)
    .add('glass', 'layer', { top: ['BSDF', '@top'], base: ['BSDF', '@through'] })
    .graph('glass');
/** A film that reflects much, told to the lobe that reflects alone, as standard_surface has it; and half of it, as open_pbr_surface. */
const strong = { thinfilm_thickness: ['float', 300], thinfilm_ior: ['float', 2.2] } as const;
const halfFilmed = new ClosureGraph()
  .add('bare', 'dielectric_bsdf', glass)
  .add('film', 'dielectric_bsdf', { ...glass, ...strong })
  .add('top', 'mix', { fg: ['BSDF', '@film'], bg: ['BSDF', '@bare'], mix: ['float', 0.5] })
  .add('through', 'dielectric_bsdf', through)
  .add('glass', 'layer', { top: ['BSDF', '@top'], base: ['BSDF', '@through'] });
/** A curve that is 1 all over, of little weight: as disney_principled has it. */
const faintWeight = { ...curve, color0: white, weight: ['float', 0.04] } as const;

describe('white furnace, both sides', () => {
  it.each(
    [
      { name: 'whole glass', graph: whole.graph('glass') },
      { name: 'layered glass', graph: layered.graph('glass') },
      { name: 'glass of a curve', graph: wholeCurve.graph('glass') },
      { name: 'glass under a curve', graph: layeredCurve.graph('glass') },
      { name: 'glass under a film', graph: filmed.graph('glass') },
      // Drawn by the dielectric's odds, of which the curve's are a quarter.
      { name: 'glass under a faint curve', graph: faint.graph('glass'), noise: 2 },
      { name: 'glass with a film on one of its lobes', graph: over('dielectric_bsdf', { ...glass, ...strong }) },
      { name: 'glass with a film on half of it', graph: halfFilmed.graph('glass') },
      {
        name: 'glass that reflects by half its weight',
        graph: over('dielectric_bsdf', { ...glass, weight: ['float', 0.5] }),
        loss: 0.03,
      },
      {
        name: 'glass under a curve of little weight',
        graph: over('generalized_schlick_bsdf', faintWeight),
        noise: 2,
        loss: 0.03,
      },
      { name: 'glass of index 1', graph: none.graph('glass'), smoothOnly: true },
    ].flatMap((row) => [
      { ...row, back: false },
      { ...row, name: `${row.name}, from inside`, back: true },
    ]),
  )(
    '$name: what enters leaves, and no more (seed 9)',
    async ({ graph, back, noise = 1, loss = 0, smoothOnly = false }) => {
      const queries = bsdfQueries(await testGpu(), compileLayered(graph), {});
      const albedo = async (width: number): Promise<number[]> => {
        const views = cosines.map((z) => ({
          wo: [Math.sqrt(1 - z * z), 0, z] as const,
          uv: [width, 1 - width] as const,
        }));
        const draws = await queries.sample(
          views.map((view) => ({ ...view, back })),
          2 ** 14,
          9,
        );
        return draws.map(({ weight: w }) => w.reduce((sum, x) => sum + x, 0) / w.length);
      };
      const smooth = await albedo(0.003);
      // Half a percent: five standard errors, as above. From inside, cosines below .74 reflect all of it.
      for (const share of smooth.slice(0, 2))
        expect(Math.abs(share - 1), `smooth: ${smooth.join(' ')}`).toBeLessThan(0.006 * noise);
      // Facets that bend nothing shadow each other all the same. Compensation goes by the weight: `loss` is what is less of it.
      if (smoothOnly) return;
      for (const [width, least] of [
        [0.003, 0.94],
        [0.15, 0.86],
        [0.5, 0.6],
        [1, 0.36],
      ]) {
        const shares = await albedo(width);
        // Above 1 it is MaterialX's fit for smooth mirrors at grazing views, as for the mirror above.
        expect(Math.max(...shares), `${width}: ${shares.join(' ')}`).toBeLessThan((back ? 1.09 : 1.035) + 0.005);
        expect(Math.min(...shares), `${width}: ${shares.join(' ')}`).toBeGreaterThan(least - loss - 0.005);
      }
    },
  );
});
