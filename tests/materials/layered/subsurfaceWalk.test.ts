import { scale, type Vec3 } from '../../../src/math/vec3.ts';
import { describe, expect, it } from 'vitest';
import { Pcg } from '../../../src/engine/pcg.ts';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { compileLayered } from '../../../src/materials/layered/layeredProgram.ts';
import { singleScatteringAlbedo, subsurfaceMedium } from '../../../src/materials/layered/lobes/subsurfaceWalk.ts';
import { fly, mediumOf, samplePhase } from '../../../src/materials/layered/medium.ts';
import { halfSpaceAlbedo } from '../../harness/chandrasekhar.ts';
import { ClosureGraph } from '../../harness/closureGraph.ts';
import { testGpu } from '../../harness/gpu.ts';
import { testMaterialProgram, testViews } from '../../harness/materialProgram.ts';
import { expectStackAgreement } from '../../harness/stackAgreement.ts';
import { unpackMedium } from '../../harness/unpackMedium.ts';

const wax = {
  weight: ['float', 0.9],
  color: ['color3', [0.9, 0.5, 0.2]],
  radius: ['color3', [0.05, 0.02, 0.01]],
  anisotropy: ['float', 0.3],
} as const;
const walk = { subsurface: 'walk' } as const;

/** A glaze, over wax that is mixed with a diffuse lobe. */
const glazed = new ClosureGraph()
  .add('wax', 'subsurface_bsdf', { ...wax, normal: ['vector3', [0.1, -0.05, 1]] })
  .add('chalk', 'oren_nayar_diffuse_bsdf', {
    weight: ['float', 1],
    color: ['color3', '@position'],
    roughness: ['float', 0.3],
  })
  .add('body', 'mix', { fg: ['BSDF', '@wax'], bg: ['BSDF', '@chalk'], mix: ['float', '@u'] })
  .add('glaze', 'dielectric_bsdf', {
    weight: ['float', 1],
    tint: ['color3', [1, 1, 1]],
    ior: ['float', 1.5],
    roughness: ['vector2', [0.2, 0.2]],
  })
  .add('all', 'layer', { top: ['BSDF', '@glaze'], base: ['BSDF', '@body'] });

describe('a colour shown by scattering below the surface', () => {
  it.each([0.1, 0.3, 0.5, 0.8, 0.95])('%s: the fit gives the albedo whose half space shows it', (colour) => {
    // The fit is within .0018 of what a grid of 400 cosines gives.
    expect(Math.abs(halfSpaceAlbedo(singleScatteringAlbedo(colour, 0)) - colour)).toBeLessThan(0.003);
  });

  it.each([
    [0.8, 0.7],
    [0.5, -0.4],
  ])('%s with anisotropy %s: a half space walked in float64 shows it (seed 5)', (colour, anisotropy) => {
    const random = new Pcg(5);
    const three = (): Vec3 => [random.nextFloat(), random.nextFloat(), random.nextFloat()];
    const albedo = singleScatteringAlbedo(colour, anisotropy);
    const grey = (x: number): Vec3 => [x, x, x];
    const medium = mediumOf(grey(1 - albedo), grey(albedo), anisotropy);
    const count = 20_000;
    let left = 0;
    for (let path = 0; path < count; path++) {
      const [x, y] = three();
      const radius = Math.sqrt(x);
      const turn = 2 * Math.PI * y;
      let direction: Vec3 = [radius * Math.cos(turn), radius * Math.sin(turn), -Math.sqrt(1 - x)];
      let depth = 0;
      let weight = 1;
      while (weight > 1e-4) {
        const { way, weight: share } = fly(medium, direction[2] > 0 ? depth / direction[2] : Infinity, three());
        weight *= share[0];
        if (way === undefined) {
          left += weight;
          break;
        }
        depth -= way * direction[2];
        direction = samplePhase(medium, scale(direction, -1), three());
      }
    }
    // The fit's error beside the noise of 20,000 walks (.003): it takes anisotropy by similarity.
    expect(Math.abs(left / count - colour)).toBeLessThan(0.03);
  });

  it('the program says the medium that float64 says, on both sides', async () => {
    const program = compileLayered(glazed.graph('all'), walk);
    const sides = [false, true].map((back) => ({ wo: [0, 0, 1] as const, back }));
    const shaded = await bsdfQueries(await testGpu(), program, {}).shade(sides, Float32Array.of(0, 0, 1), 1);
    const known = subsurfaceMedium({
      color: [0.9, 0.5, 0.2],
      radius: [0.05, 0.02, 0.01],
      anisotropy: [0.3],
    });
    for (const { interior } of shaded) {
      const { absorption, scattering, anisotropy } = unpackMedium(interior);
      // Halves carry 5e-4.
      for (const c of [0, 1, 2]) {
        expect(Math.abs(absorption[c] / known.absorption[c] - 1)).toBeLessThan(1e-3);
        expect(Math.abs(scattering[c] / known.scattering[c] - 1)).toBeLessThan(1e-3);
      }
      expect(anisotropy).toBeCloseTo(0.3, 3);
    }
  });
});

describe('subsurface_bsdf whose light walks', () => {
  it('top down on the GPU equals bottom up in float64, from both sides (seed 9)', async () => {
    await expectStackAgreement(await testGpu(), glazed.graph('all'), 9, 5e-4, walk);
  });

  it.each([
    ['alone', new ClosureGraph().add('it', 'subsurface_bsdf', wax).graph('it')],
    ['mixed, under a glaze', glazed.graph('all')],
  ])('%s: statistical suite, from both sides (seed 10)', async (name, graph) => {
    const configurations = testViews.flatMap((view) =>
      [false, true].map((back) => ({ ...view, uv: [0.6, 0.5] as const, position: [0.9, 0.8, 0.7] as const, back })),
    );
    const options = { name: `walk ${name}`, configurations, seed: 10, samples: 2 ** 15 };
    const report = await testMaterialProgram(await testGpu(), compileLayered(graph, walk), {}, options);
    // From inside, everything leaves.
    expect(report.furnace).toBeGreaterThan(0.99);
  });

  it("is diffuse where nothing else is asked, and walks under MaterialX's own layering alone", () => {
    const graph = new ClosureGraph().add('it', 'subsurface_bsdf', wax).graph('it');
    expect(compileLayered(graph)).not.toHaveProperty('transmits');
    expect(compileLayered(graph, walk)).toMatchObject({ transmits: true, fills: true });
    expect(() => compileLayered(graph, { ...walk, layering: 'transport' })).toThrow(
      /'it' \(subsurface_bsdf\).*needs layering 'albedo'/,
    );
  });

  it('is refused beside another medium, or what else lets light through, by name', () => {
    const glass = {
      weight: ['float', 1],
      tint: ['color3', [1, 1, 1]],
      ior: ['float', 1.5],
      roughness: ['vector2', [0.2, 0.2]],
      scatter_mode: ['string', 'T'],
    } as const;
    const both = (other: string) => {
      const graph = new ClosureGraph()
        .add('wax', 'subsurface_bsdf', wax)
        .add('fat', 'subsurface_bsdf', wax)
        .add('glass', 'dielectric_bsdf', glass)
        .add('paper', 'translucent_bsdf', { weight: ['float', 1], color: ['color3', [1, 1, 1]] })
        .add('all', 'mix', { fg: ['BSDF', '@wax'], bg: ['BSDF', other], mix: ['float', 0.5] });
      return () => compileLayered(graph.graph('all'), walk);
    };
    expect(both('@fat')).toThrow(/'fat' \(subsurface_bsdf\).*two volumes/);
    expect(both('@glass')).toThrow(/'wax' \(subsurface_bsdf\).*lets light through besides/);
    expect(both('@paper')).toThrow(/'wax' \(subsurface_bsdf\).*lets light through besides/);
  });
});
