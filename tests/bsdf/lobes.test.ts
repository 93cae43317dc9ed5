import { describe, expect, it } from 'vitest';
import { Pcg } from '../../src/engine/pcg.ts';
import { bsdfQueries, type BsdfConfiguration } from '../../src/materials/bsdfQueries.ts';
import type { PortType } from '../../src/materials/layered/flatGraph.ts';
import { compileLayered } from '../../src/materials/layered/layeredProgram.ts';
import { ggxReflection } from '../../src/materials/layered/lobes/ggx.ts';
import { lobeGeometry } from '../../src/materials/layered/lobes/lobeGeometry.ts';
import { ClosureGraph, type Given } from '../harness/closureGraph.ts';
import { testGpu } from '../harness/gpu.ts';
import { testMaterialProgram, testViews } from '../harness/materialProgram.ts';
import { expectStackAgreement } from '../harness/stackAgreement.ts';

type Inputs = Record<string, readonly [PortType, Given]>;

// A normal 20 degrees off the mesh's, and a tangent that is neither the mesh's nor across it.
const tilted: Inputs = { normal: ['vector3', [0.3, 0.16, 0.94]] };
const oriented: Inputs = { ...tilted, tangent: ['vector3', [0.6, 0.8, 0.1]] };

const glass: Inputs = {
  weight: ['float', 0.9],
  tint: ['color3', '@position'],
  ior: ['float', 1.6],
  roughness: ['vector2', '@uv'],
  ...oriented,
};
const metal: Inputs = {
  weight: ['float', 1],
  ior: ['color3', [0.183, 0.421, 1.373]],
  extinction: ['color3', [3.424, 2.346, 1.77]],
  roughness: ['vector2', '@uv'],
  ...oriented,
};
const curve: Inputs = {
  weight: ['float', 1],
  color0: ['color3', '@position'],
  color82: ['color3', [0.9, 0.5, 1]],
  color90: ['color3', [1, 0.9, 0.8]],
  exponent: ['float', 4],
  roughness: ['vector2', '@uv'],
  ...oriented,
};
/** A curve of which most passes. */
const glassy: Inputs = { ...curve, color0: ['color3', [0.02, 0.05, 0.1]], color82: ['color3', [1, 1, 1]] };
/** The thickness runs from 1,000 nanometres to none at all. */
const film = (ior: number): Inputs => ({ thinfilm_thickness: ['float', '@nanometres'], thinfilm_ior: ['float', ior] });

interface Lobe {
  readonly name: string;
  readonly category: string;
  readonly inputs: Inputs;
  readonly reciprocal?: boolean;
  /** Largest albedo where MaterialX's own formula gains light: furnace.test.ts has the cause of each; 1.12 is of brushed facets. Default 1.03. */
  readonly furnace?: number;
}

/** Every lobe with its parameters read from the point: uv is roughness, position a colour. */
const lobes: Lobe[] = [
  { name: 'dielectric', category: 'dielectric_bsdf', inputs: glass },
  { name: 'conductor', category: 'conductor_bsdf', inputs: metal, furnace: 1.12 },
  { name: 'generalized Schlick', category: 'generalized_schlick_bsdf', inputs: curve, furnace: 1.12 },
  { name: 'filmed dielectric', category: 'dielectric_bsdf', inputs: { ...glass, ...film(1.3) } },
  { name: 'filmed conductor', category: 'conductor_bsdf', inputs: { ...metal, ...film(1.4) }, furnace: 1.12 },
  { name: 'filmed generalized Schlick', category: 'generalized_schlick_bsdf', inputs: { ...curve, ...film(1.5) } },
  { name: 'transmitting dielectric', category: 'dielectric_bsdf', inputs: { ...glass, scatter_mode: ['string', 'T'] } },
  { name: 'whole dielectric', category: 'dielectric_bsdf', inputs: { ...glass, scatter_mode: ['string', 'RT'] } },
  ...(['T', 'RT'] as const).flatMap((mode) => {
    const name = { T: 'transmitting', RT: 'whole' }[mode];
    const scatter: Inputs = { scatter_mode: ['string', mode] };
    // Alone it takes for granted what a reflecting lobe over it would have left: a share by channel over a grey throughput.
    const furnace = mode === 'T' ? 1.15 : 1.07;
    const none: Inputs = { thinfilm_thickness: ['float', 0], thinfilm_ior: ['float', 1.5] };
    const schlick = 'generalized_schlick_bsdf';
    return [
      {
        name: `${name} filmed dielectric`,
        category: 'dielectric_bsdf',
        inputs: { ...glass, ...film(1.3), ...scatter },
        furnace,
      },
      { name: `${name} Schlick`, category: schlick, inputs: { ...glassy, ...none, ...scatter }, furnace },
      { name: `${name} filmed Schlick`, category: schlick, inputs: { ...glassy, ...film(1.4), ...scatter }, furnace },
    ];
  }),
  {
    name: 'translucent',
    category: 'translucent_bsdf',
    inputs: { weight: ['float', 0.7], color: ['color3', '@position'], ...tilted },
  },
  {
    name: 'Oren-Nayar',
    reciprocal: true,
    category: 'oren_nayar_diffuse_bsdf',
    inputs: { weight: ['float', 0.8], color: ['color3', '@position'], roughness: ['float', '@u'], ...tilted },
  },
  {
    name: 'compensated Oren-Nayar',
    reciprocal: true,
    furnace: 1.16,
    category: 'oren_nayar_diffuse_bsdf',
    inputs: {
      weight: ['float', 1],
      color: ['color3', '@position'],
      roughness: ['float', '@u'],
      energy_compensation: ['boolean', true],
      ...tilted,
    },
  },
  {
    name: 'subsurface',
    reciprocal: true,
    category: 'subsurface_bsdf',
    inputs: { weight: ['float', 0.7], color: ['color3', '@position'], ...tilted },
  },
  {
    name: 'Burley',
    reciprocal: true,
    furnace: 1.48,
    category: 'burley_diffuse_bsdf',
    inputs: { weight: ['float', 0.9], color: ['color3', '@position'], roughness: ['float', '@u'], ...tilted },
  },
  {
    name: 'sheen',
    reciprocal: true,
    category: 'sheen_bsdf',
    inputs: { weight: ['float', 0.7], color: ['color3', '@position'], roughness: ['float', '@u'], ...tilted },
  },
  {
    name: 'Zeltner sheen',
    category: 'sheen_bsdf',
    inputs: {
      weight: ['float', 0.9],
      color: ['color3', '@position'],
      roughness: ['float', '@u'],
      mode: ['string', 'zeltner'],
      ...tilted,
    },
  },
];

const single = ({ name, category, inputs }: Lobe) => new ClosureGraph().add(name, category, inputs).graph(name);

// Roughness (u, 1 - v): anisotropic, rough, and next to a mirror. Colours near 1, where energy shows.
const parameters: Omit<BsdfConfiguration, 'wo'>[] = [
  { uv: [0.06, 0.65], position: [1, 0.95, 0.9] },
  { uv: [0.8, 0.2], position: [1, 0.5, 0.1] },
  { uv: [0.003, 0.997], position: [1, 1, 1] },
];
// The default grazing view sees the tilted normals from behind; this one from the front.
const views: BsdfConfiguration[] = [...testViews, { wo: [0.9, 0.42, Math.sqrt(1 - 0.9 ** 2 - 0.42 ** 2)] as const }];

/** Every view and every parameter, not every pair: where no lobe gains more than 1.03. */
const some = [0, 1, 2, 3, 5, 8].map((i) => ({
  ...[views[0], views[1], views[2], views[4]][i % 4],
  ...parameters[i % 3],
  back: i % 2 === 1,
}));

/** Every view with every parameter; of what lets light through from both sides. */
const configurations = (transmits = false, at = parameters): BsdfConfiguration[] =>
  (transmits ? [false, true] : [false]).flatMap((back) =>
    views.flatMap((view) => at.map((parameter) => ({ ...view, ...parameter, back }))),
  );
// Seen at 86° a facet of .003 is but a few roundings of its normal wide: its density in f32 is a thousandth off. And cloth as smooth
// as .01 shines along a line at the horizon that quadrature loses.
const wider = ({ inputs }: Lobe): Omit<BsdfConfiguration, 'wo'>[] => {
  const cloth = inputs['roughness']?.[1] === '@u';
  return [...parameters.slice(0, 2), { uv: [cloth ? 0.05 : 0.01, 0.99], position: [1, 1, 1] }];
};

describe('lobes', () => {
  it.each(lobes)('$name: GPU agrees with float64 (seed 11)', async (lobe) => {
    // f32 against f64; the half vector's rounding is magnified by 1/α.
    await expectStackAgreement(await testGpu(), single(lobe), 11, 5e-4);
  });

  it.each(lobes)('$name: statistical suite (seed 3)', async (lobe) => {
    // Alone and from inside it passes more than all: a share by channel, over the grey that a reflecting lobe would leave.
    const furnace = /transmitting.*Schlick/.test(lobe.name) ? 1.05 : 1.03;
    const options = { name: lobe.name, configurations: some, samples: 2 ** 15, seed: 3, furnace };
    const report = await testMaterialProgram(await testGpu(), compileLayered(single(lobe)), {}, options);
    expect(report.furnace).toBeGreaterThan(0.01);
  });

  const statistics = async (name: string, lobe: Lobe, seed: number, at = parameters) => {
    const program = compileLayered(single(lobe));
    const seen = configurations(program.transmits, at);
    const options = { name, configurations: seen, samples: 2 ** 15, seed, furnace: lobe.furnace };
    const report = await testMaterialProgram(await testGpu(), program, {}, options);
    expect(report.furnace).toBeGreaterThan(0.01);
  };

  it.each(lobes)('$name at every view and roughness: statistical suite (seed 3)', (lobe) =>
    statistics(`${lobe.name}, all`, lobe, 3),
  );

  it.each(lobes)("$name in the mesh's own frame: statistical suite (seed 4)", (lobe) => {
    const own = Object.entries(lobe.inputs).filter(([input]) => input !== 'normal' && input !== 'tangent');
    return statistics(`${lobe.name}, upright`, { ...lobe, inputs: Object.fromEntries(own) }, 4, wider(lobe));
  });

  it('what a curve beyond 1 lets through is nothing, not less (seed 12)', async () => {
    const beyond: Inputs = { ...glassy, color82: ['color3', [3, 3, 3]], color90: ['color3', [4, 1, 1]] };
    const bare: Inputs = { thinfilm_thickness: ['float', 0], thinfilm_ior: ['float', 1.5] };
    const inputs: Inputs = { ...beyond, ...bare, scatter_mode: ['string', 'RT'] };
    const graph = single({ name: 'pane', category: 'generalized_schlick_bsdf', inputs });
    await expectStackAgreement(await testGpu(), graph, 12, 5e-4);
    const queries = bsdfQueries(await testGpu(), compileLayered(graph), {});
    for (const { weight } of await queries.sample(configurations(), 2 ** 10, 12))
      expect(Math.min(...weight)).toBeGreaterThanOrEqual(0);
  });

  it.each(lobes.filter(({ reciprocal }) => reciprocal))('$name is reciprocal', async (lobe) => {
    const gpu = await testGpu();
    const graph = single({ ...lobe, inputs: { ...lobe.inputs, normal: ['vector3', [0, 0, 1]] } });
    const queries = bsdfQueries(gpu, compileLayered(graph), {});
    const random = new Pcg(5);
    const directions = Array.from({ length: 24 }, () => {
      const z = 0.02 + 0.98 * random.nextFloat();
      const phi = 2 * Math.PI * random.nextFloat();
      return [Math.sqrt(1 - z * z) * Math.cos(phi), Math.sqrt(1 - z * z) * Math.sin(phi), z] as const;
    });
    const at = { uv: [0.4, 0.5], position: [0.9, 0.5, 0.2] } as const;
    const results = await queries.evaluate(
      directions.map((wo) => ({ wo, ...at })),
      Float32Array.from(directions.flat()),
    );
    // f·cos θi / cos θi = f, the same with the directions exchanged.
    const f = (o: number, i: number, c: number) => results[o].value[3 * i + c] / directions[i][2];
    for (let o = 0; o < directions.length; o++)
      for (let i = 0; i < o; i++)
        for (let c = 0; c < 3; c++) {
          const [there, back] = [f(o, i, c), f(i, o, c)];
          expect(Math.abs(there - back), `${directions[o]} and ${directions[i]}: ${there}, ${back}`).toBeLessThan(
            1e-4 * Math.max(there, back) + 1e-7, // f32
          );
        }
  });

  it('the GGX term of float64 is reciprocal', () => {
    const a = lobeGeometry([0, 0, 1], [1, 0, 0], [0.6, 0, 0.8], [0, 0.28, 0.96]);
    const b = lobeGeometry([0, 0, 1], [1, 0, 0], [0, 0.28, 0.96], [0.6, 0, 0.8]);
    expect(ggxReflection([0.3, 0.1], a) / 0.96).toBeCloseTo(ggxReflection([0.3, 0.1], b) / 0.8, 12);
  });
});
