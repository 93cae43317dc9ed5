import type { Vec3 } from '../../../../src/math/vec3.ts';
import { describe, expect, it } from 'vitest';
import { Pcg } from '../../../../src/engine/pcg.ts';
import { fresnelDielectric } from '../../../../src/materials/layered/lobes/dielectric.ts';
import { nodeMaterialX } from '../../../../src/cli/nodeMaterialX.ts';
import { openDocument } from '../../../../src/materials/layered/openDocument.ts';
import { compileLayered } from '../../../../src/materials/layered/layeredProgram.ts';
import { readStack } from '../../../../src/materials/layered/stack.ts';
import { planTransport } from '../../../../src/materials/layered/transport/transportPlan.ts';
import { chandrasekhar } from '../../../harness/chandrasekhar.ts';
import { ClosureGraph } from '../../../harness/closureGraph.ts';
import { agree, estimate, float64Walk, probes, viewer } from '../../../harness/transportEstimates.ts';
import { slab, transportStacks } from '../../../harness/transportStacks.ts';

/** Fresnel reflectance of diffuse light from inside, by quadrature. */
function insideReflectance(ior: number): number {
  const steps = 20000;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += fresnelDielectric(Math.sqrt(1 - (i + 0.5) / steps), 1 / ior) / steps;
  return sum;
}

describe('a smooth slab over a diffuse base', () => {
  it.each([
    [10, 40],
    [60, 30],
    [75, 60],
  ])('is the closed form, %s° and %s° (seed 1)', (o, i) => {
    const color = [0.8, 0.5, 0.2];
    const walk = float64Walk(slab(1e-3, color), 1);
    const [wo, wi] = [viewer(o), viewer(i, 140)];
    const inside = insideReflectance(1.5);
    const through = (v: Vec3) => 1 - fresnelDielectric(v[2], 1.5);
    const found = estimate(20000, () => [...walk(wo, wi).value]);
    color.forEach((albedo, c) => {
      const closed = (through(wo) * through(wi) * albedo * wi[2]) / (Math.PI * 1.5 ** 2 * (1 - albedo * inside));
      // 4 deviations, nine of them: a chance of 6e-4. α = 1e-3 is not quite smooth: .2 %.
      expect(Math.abs(found.mean[c] - closed)).toBeLessThan(4 * found.error[c] + 2e-3 * closed);
    });
  });

  it.each([0, 60])('loses nothing where nothing absorbs, viewer at %s° (seed 1)', (degrees) => {
    const walk = float64Walk(slab(0.02, [1, 1, 1]), 1);
    const found = estimate(20000, () => [walk(viewer(degrees)).left?.weight[0] ?? 0]);
    expect(Math.abs(found.mean[0] - 1)).toBeLessThan(0.01);
  });

  // What interfaces that scatter once lose between them and a white base: at α .05, .6 % a meeting, mostly of what leaves grazing.
  it.each([
    [0.001, 0, 0],
    [0.001, 80, 0],
    [0.02, 0, 0.0064],
    [0.02, 60, 0.0033],
    [0.02, 80, 0.0064],
    [0.05, 0, 0.0252],
    [0.05, 60, 0.0242],
    [0.05, 80, 0.0414],
  ])('loses where nothing absorbs, α %s, viewer at %s°: %s (seed 1)', (alpha, degrees, lost) => {
    const walk = float64Walk(slab(alpha, [1, 1, 1]), 1);
    const { mean, error } = estimate(20000, () => [walk(viewer(degrees)).left?.weight[0] ?? 0]);
    // 4 deviations of both, the figures being means of 100,000.
    expect(Math.abs(mean[0] - (1 - lost))).toBeLessThan(4 * error[0] * Math.sqrt(1.2));
    expect(mean[0]).toBeLessThan(1 + 4 * error[0]);
  });
});

describe('media', () => {
  const over = (name: string, inputs: Parameters<ClosureGraph['add']>[2], color: readonly number[]): ClosureGraph =>
    slab(0.3, color)
      .add('medium', name, inputs)
      .add('all', 'layer', { top: ['BSDF', '@medium'], base: ['BSDF', '@base'] });

  it('absorption over a diffuse base is Beer and Lambert twice (seed 7)', () => {
    const absorption = [0.2, 0.5, 1.1];
    const walk = float64Walk(over('absorption_vdf', { absorption: ['vector3', absorption] }, [0.8, 0.5, 0.2]), 7);
    const [wo, wi] = [viewer(40), viewer(65, 90)];
    const { value } = walk(wo, wi);
    [0.8, 0.5, 0.2].forEach((albedo, c) => {
      const beer = Math.exp(-absorption[c] * (1 / wo[2] + 1 / wi[2]));
      expect(value[c]).toBeCloseTo((albedo * wi[2] * beer) / Math.PI, 9);
    });
  });

  it.each([
    [20, 50, 0.9],
    [70, 10, 0.6],
  ])("a deep scattering layer is Chandrasekhar's half space, %s°, %s°, albedo %s (seed 8)", (o, i, albedo) => {
    const depth = 60;
    const inputs = {
      absorption: ['vector3', Array(3).fill(depth * (1 - albedo))],
      scattering: ['vector3', Array(3).fill(depth * albedo)],
      anisotropy: ['float', 0],
    } as const;
    const walk = float64Walk(over('anisotropic_vdf', inputs, [0, 0, 0]), 8);
    const [wo, wi] = [viewer(o), viewer(i, 130)];
    const h = chandrasekhar(albedo);
    const closed = ((albedo / (4 * Math.PI)) * wi[2] * h(wo[2]) * h(wi[2])) / (wo[2] + wi[2]);
    const found = estimate(40000, () => [walk(wo, wi).value[0]]);
    // 4 deviations; a grid of 400 is good to 1e-3.
    expect(Math.abs(found.mean[0] - closed)).toBeLessThan(4 * found.error[0] + 1e-3 * closed);
    expect(found.error[0]).toBeLessThan(0.01 * closed);
  });

  it("are refused by name under MaterialX's own layering", () => {
    const graph = over('absorption_vdf', { absorption: ['vector3', [1, 1, 1]] }, [1, 1, 1]).graph('all');
    expect(() => compileLayered(graph)).toThrow(/'medium' \(absorption_vdf\).*needs layering 'transport'/);
  });
});

describe.each(transportStacks)('%s', (_, graph) => {
  it.each([0, 35, 70])('its value is the density of what leaves, viewer at %s° (seeds 2, 3)', (degrees) => {
    const walk = float64Walk(graph, 2);
    const wo = viewer(degrees, 20);
    const random = new Pcg(3);
    const count = 20000;
    const leaves = estimate(count, () => {
      const { left } = walk(wo);
      return probes.map((g) => (left ? left.weight[0] * g(left.wi) : 0));
    });
    const values = estimate(count, () => {
      const z = random.nextFloat();
      const turn = 2 * Math.PI * random.nextFloat();
      const wi: Vec3 = [Math.sqrt(1 - z * z) * Math.cos(turn), Math.sqrt(1 - z * z) * Math.sin(turn), z];
      const value = 2 * Math.PI * walk(wo, wi).value[0];
      return probes.map((g) => value * g(wi));
    });
    agree(leaves, values);
  });

  it('never returns more than it gets (seed 4)', () => {
    const walk = float64Walk(graph, 4);
    for (const degrees of [0, 48, 80]) {
      const { mean, error } = estimate(8000, () => [...(walk(viewer(degrees)).left?.weight ?? [0, 0, 0])]);
      mean.forEach((albedo, c) => expect(albedo - 4 * error[c]).toBeLessThan(1));
    }
  });
});

it.each(
  transportStacks.filter(([name]) => ['a slab', 'a film between glass and areas of clay and metal'].includes(name)),
)('%s is reciprocal: its normals are parallel (seeds 5, 6)', (_, graph) => {
  const [there, back] = [float64Walk(graph, 5), float64Walk(graph, 6)];
  const [one, two] = [viewer(20, 10), viewer(65, 200)];
  const count = 40000;
  const a = estimate(count, () => there(one, two).value.map((v) => v / two[2]));
  const b = estimate(count, () => back(two, one).value.map((v) => v / one[2]));
  agree(a, b);
});

it('an add of weighted sides is a mix, and what is left over is black (seeds 9, 10)', () => {
  const sides = (graph: ClosureGraph): ClosureGraph =>
    graph
      .add('metal', 'conductor_bsdf', {
        weight: ['float', 0.3],
        ior: ['color3', [0.2, 0.9, 1.1]],
        extinction: ['color3', [3.9, 2.4, 2.1]],
        roughness: ['vector2', [0.3, 0.3]],
      })
      .add('slab', 'layer', { top: ['BSDF', '@coat'], base: ['BSDF', '@base'] })
      .add('rest', 'multiply', { in1: ['BSDF', '@slab'], in2: ['float', 0.6] });
  const added = sides(slab(0.3)).add('all', 'add', { in1: ['BSDF', '@metal'], in2: ['BSDF', '@rest'] });
  const alone = (color: readonly number[]) => float64Walk(slab(0.3, color), 10);
  const [wo, wi] = [viewer(25), viewer(45, 120)];
  const sum = float64Walk(added, 9);
  const under = alone([0.8, 0.5, 0.2]);
  const both = estimate(40000, () => [...sum(wo, wi).value]);
  const parts = estimate(40000, () => under(wo, wi).value.map((x) => 0.6 * x));
  const bare = new ClosureGraph().add('all', 'conductor_bsdf', {
    weight: ['float', 0.3],
    ior: ['color3', [0.2, 0.9, 1.1]],
    extinction: ['color3', [3.9, 2.4, 2.1]],
    roughness: ['vector2', [0.3, 0.3]],
  });
  const { value } = float64Walk(bare, 11)(wo, wi);
  agree(both, { mean: parts.mean.map((x, c) => x + value[c]), error: parts.error });
});

it('standard_surface that is half metal compiles', async () => {
  const xml = `<?xml version="1.0"?>
<materialx version="1.39">
  <standard_surface name="surface" type="surfaceshader">
    <input name="metalness" type="float" value="0.5"/>
    <input name="subsurface" type="float" value="0.3"/>
    <input name="coat" type="float" value="0.8"/>
  </standard_surface>
  <surfacematerial name="half" type="material"><input name="surfaceshader" type="surfaceshader" nodename="surface"/></surfacematerial>
</materialx>`;
  const { graph } = await openDocument(await nodeMaterialX(), xml, {
    name: 'half.mtlx',
    resolveFile: () => Promise.reject(new Error('there are no images')),
  });
  const { choices } = planTransport(readStack(graph), 'half.mtlx');
  expect(choices).toHaveLength(2);
  expect(compileLayered(graph, { layering: 'transport' }).modules.program).toContain('choice1');
});

it('another add has no order of layers and is refused by name', () => {
  const graph = slab(0.3).add('sum', 'add', { in1: ['BSDF', '@coat'], in2: ['BSDF', '@base'] });
  expect(() => planTransport(readStack(graph.graph('sum')), 'by hand')).toThrow(/'sum' \(add\) in document 'by hand'/);
});

it('a stack of more than 32 layers is refused by name, one of 32 compiles', () => {
  const tower = (count: number) => {
    const graph = slab(0.3);
    for (let i = 1; i < count; i++)
      graph.add(`all${i}`, 'layer', { top: ['BSDF', '@coat'], base: ['BSDF', i === 1 ? '@base' : `@all${i - 1}`] });
    return graph.graph(`all${count - 1}`);
  };
  expect(() => compileLayered(tower(33), { layering: 'transport' })).toThrow(/'by hand' has 33 layers/);
  expect(compileLayered(tower(32), { layering: 'transport' }).modules.program).toContain('2147483648u');
});

it('boundaries between equal media are not there (seed 1)', () => {
  const twice = slab(0.3)
    .add('second', 'dielectric_bsdf', {
      weight: ['float', 1],
      tint: ['color3', [1, 1, 1]],
      ior: ['float', 1.5],
      roughness: ['vector2', [0.1, 0.1]],
    })
    .add('lower', 'layer', { top: ['BSDF', '@second'], base: ['BSDF', '@base'] })
    .add('all', 'layer', { top: ['BSDF', '@coat'], base: ['BSDF', '@lower'] });
  const mean = (graph: ClosureGraph, seed: number) => {
    const walk = float64Walk(graph, seed);
    return estimate(20000, () => [...walk(viewer(30), viewer(40, 100)).value]);
  };
  agree(mean(twice, 1), mean(slab(0.3), 2));
});

it('a document says so with `layer` over a VDF', async () => {
  const xml = `<?xml version="1.0"?>
<materialx version="1.39">
  <dielectric_bsdf name="coat" type="BSDF"/>
  <anisotropic_vdf name="cloud" type="VDF">
    <input name="absorption" type="vector3" value="0.1, 0.2, 0.3"/>
    <input name="scattering" type="vector3" value="0.5, 0.5, 0.5"/>
    <input name="anisotropy" type="float" value="0.3"/>
  </anisotropic_vdf>
  <oren_nayar_diffuse_bsdf name="clay" type="BSDF"/>
  <layer name="lacquer" type="BSDF">
    <input name="top" type="BSDF" nodename="coat"/>
    <input name="base" type="VDF" nodename="cloud"/>
  </layer>
  <layer name="all" type="BSDF">
    <input name="top" type="BSDF" nodename="lacquer"/>
    <input name="base" type="BSDF" nodename="clay"/>
  </layer>
  <surface name="surface" type="surfaceshader"><input name="bsdf" type="BSDF" nodename="all"/></surface>
  <surfacematerial name="cloudy" type="material"><input name="surfaceshader" type="surfaceshader" nodename="surface"/></surfacematerial>
</materialx>`;
  const { graph } = await openDocument(await nodeMaterialX(), xml, {
    name: 'cloudy.mtlx',
    resolveFile: () => Promise.reject(new Error('there are no images')),
  });
  const { layers } = planTransport(readStack(graph), 'cloudy.mtlx');
  expect(layers.map(({ lobe }) => lobe?.kind.name)).toEqual([
    'dielectric_bsdf',
    'anisotropic_vdf',
    'oren_nayar_diffuse_bsdf',
  ]);
  const { modules } = compileLayered(graph, { layering: 'transport' });
  expect(modules.stack_lobes).toContain('const HAS_MEDIA = true;');
});
