import { describe, expect, it } from 'vitest';
import { bsdfQueries } from '../../../src/materials/bsdfQueries.ts';
import { foldGraph } from '../../../src/materials/layered/fold.ts';
import { compileLayered } from '../../../src/materials/layered/layeredProgram.ts';
import { layersOf, withoutLayer } from '../../../src/materials/layered/layers.ts';
import { readStack } from '../../../src/materials/layered/stack.ts';
import { ClosureGraph } from '../../harness/closureGraph.ts';
import { testGpu } from '../../harness/gpu.ts';
import { testMaterialProgram, testViews } from '../../harness/materialProgram.ts';
import { expectStackAgreement } from '../../harness/stackAgreement.ts';

/** Coat over a mix of metal and a clothed, glazed diffuse, tinted, plus an added lobe: every operator, most lobes. */
function everything(): ClosureGraph {
  return new ClosureGraph()
    .add('diffuse', 'burley_diffuse_bsdf', {
      weight: ['float', 1],
      color: ['color3', '@position'],
      roughness: ['float', 0.4],
      normal: ['vector3', [0.2, -0.1, 0.95]],
    })
    .add('cloth', 'sheen_bsdf', {
      weight: ['float', '@v'],
      color: ['color3', [0.9, 0.9, 1]],
      roughness: ['float', 0.4],
    })
    .add('clothed', 'layer', { top: ['BSDF', '@cloth'], base: ['BSDF', '@diffuse'] })
    .add('glaze', 'generalized_schlick_bsdf', {
      weight: ['float', 0.8],
      color0: ['color3', [0.2, 0.1, 0.05]],
      color82: ['color3', [1, 0.8, 0.9]],
      color90: ['color3', [1, 1, 1]],
      exponent: ['float', 5],
      roughness: ['vector2', '@uv'],
    })
    .add('glazed', 'layer', { top: ['BSDF', '@glaze'], base: ['BSDF', '@clothed'] })
    .add('metal', 'conductor_bsdf', {
      weight: ['float', 0.9],
      ior: ['color3', [0.2, 0.9, 1.1]],
      extinction: ['color3', [3.9, 2.4, 2.1]],
      roughness: ['vector2', '@uv'],
    })
    .add('mixed', 'mix', { fg: ['BSDF', '@metal'], bg: ['BSDF', '@glazed'], mix: ['float', '@u'] })
    .add('tinted', 'multiply', { in1: ['BSDF', '@mixed'], in2: ['color3', '@position'] })
    .add('dim', 'dielectric_bsdf', {
      weight: ['float', 0.3],
      tint: ['color3', [1, 1, 1]],
      ior: ['float', 1.4],
      roughness: ['vector2', [0.4, 0.4]],
    })
    .add('added', 'add', { in1: ['BSDF', '@tinted'], in2: ['BSDF', '@dim'] })
    .add('coat', 'dielectric_bsdf', {
      weight: ['float', '@u'],
      tint: ['color3', [1, 1, 1]],
      ior: ['float', 1.5],
      roughness: ['vector2', [0.1, 0.05]],
      normal: ['vector3', [0.1, 0.1, 0.9]],
      tangent: ['vector3', [1, 1, 0]],
    })
    .add('coated', 'layer', { top: ['BSDF', '@coat'], base: ['BSDF', '@added'] });
}

const white = { weight: ['float', 1], color: ['color3', [1, 1, 1]], roughness: ['float', 0] } as const;
const rough = { roughness: ['vector2', [0.5, 0.5]], ior: ['float', 1.5], tint: ['color3', [1, 1, 1]] } as const;

describe('layered stacks', () => {
  it('top down on the GPU equals bottom up in float64, with every operator (seed 7)', async () => {
    await expectStackAgreement(await testGpu(), everything().graph('coated'), 7, 5e-4);
  });

  it('an opaque layer under add and layer agrees too (seed 8)', async () => {
    const graph = new ClosureGraph()
      .add('a', 'dielectric_bsdf', { weight: ['float', 0.5], ...rough })
      .add('b', 'sheen_bsdf', { ...white, roughness: ['float', 0.3], mode: ['string', 'zeltner'] })
      .add('sum', 'add', { in1: ['BSDF', '@a'], in2: ['BSDF', '@b'] })
      .add('half', 'multiply', { in1: ['BSDF', '@sum'], in2: ['float', 0.5] })
      .add('c', 'oren_nayar_diffuse_bsdf', white)
      .add('blend', 'mix', { fg: ['BSDF', '@half'], bg: ['BSDF', '@a'], mix: ['float', 0.25] })
      .add('all', 'layer', { top: ['BSDF', '@blend'], base: ['BSDF', '@c'] })
      .graph('all');
    await expectStackAgreement(await testGpu(), graph, 8, 5e-4);
  });

  it('metal beside glass is metal from inside too: only what lies over the glass is its interface (seed 13)', async () => {
    const curve = {
      weight: ['float', 1],
      color82: ['color3', [1, 1, 1]],
      color90: ['color3', [1, 1, 1]],
      exponent: ['float', 5],
      roughness: ['vector2', [0.3, 0.3]],
    } as const;
    const graph = new ClosureGraph()
      .add('gold', 'generalized_schlick_bsdf', { ...curve, color0: ['color3', [1, 0.78, 0.34]] })
      .add('gloss', 'generalized_schlick_bsdf', { ...curve, color0: ['color3', [0.03, 0.03, 0.03]] })
      .add('clear', 'dielectric_bsdf', { weight: ['float', 1], ...rough, scatter_mode: ['string', 'T'] })
      .add('glass', 'layer', { top: ['BSDF', '@gloss'], base: ['BSDF', '@clear'] })
      .add('letters', 'mix', { fg: ['BSDF', '@gold'], bg: ['BSDF', '@glass'], mix: ['float', '@u'] })
      .graph('letters');
    await expectStackAgreement(await testGpu(), graph, 13, 5e-4);
    // All gold, seen from inside: still not white.
    const queries = bsdfQueries(await testGpu(), compileLayered(graph), {});
    const within = [{ wo: [0, 0, 1], uv: [1, 0.5], back: true } as const];
    const [{ weight }] = await queries.sample(within, 2 ** 12, 13);
    const channel = (c: number) => weight.reduce((sum, w, i) => (i % 3 === c ? sum + w : sum), 0);
    expect(channel(2) / channel(0)).toBeLessThan(0.45);
  });

  it('passes the statistical suite (seed 2)', async () => {
    const gpu = await testGpu();
    const graph = everything().graph('coated');
    // The widths of metal and glaze, and how much coat, metal and cloth there is.
    const places = [
      [0.4, 0.6],
      [0.05, 0.9],
      [0.9, 0.2],
    ] as const;
    const configurations = places.flatMap((uv) =>
      testViews.map((view) => ({ ...view, uv, position: [0.9, 0.8, 0.7] }) as const),
    );
    const options = { name: 'every operator', configurations, seed: 2 };
    const report = await testMaterialProgram(gpu, compileLayered(graph), {}, options);
    expect(report.furnace).toBeGreaterThan(0.1);
  });

  it('the white furnace of dielectric over white diffuse loses less than 2 %', async () => {
    const graph = new ClosureGraph()
      .add('top', 'dielectric_bsdf', { weight: ['float', 1], ...rough })
      .add('base', 'oren_nayar_diffuse_bsdf', white)
      .add('both', 'layer', { top: ['BSDF', '@top'], base: ['BSDF', '@base'] })
      .graph('both');
    const report = await testMaterialProgram(
      await testGpu(),
      compileLayered(graph),
      {},
      { name: 'white layers', seed: 4 },
    );
    expect(report.furnace).toBeGreaterThan(0.98);
  });

  it('a black stack is black', async () => {
    const graph = new ClosureGraph()
      .add('none', 'oren_nayar_diffuse_bsdf', { ...white, weight: ['float', 0] })
      .graph('none');
    const report = await testMaterialProgram(await testGpu(), compileLayered(graph), {}, { name: 'black', seed: 4 });
    expect(report.furnace).toBe(0);
  });

  it('drops what weight 0 hides and counts what is left', () => {
    const graph = new ClosureGraph()
      .add('glass', 'dielectric_bsdf', { weight: ['float', 1], ...rough, scatter_mode: ['string', 'T'] })
      .add('base', 'oren_nayar_diffuse_bsdf', white)
      .add('opaque', 'mix', { fg: ['BSDF', '@glass'], bg: ['BSDF', '@base'], mix: ['float', 0] })
      .add('off', 'dielectric_bsdf', { ...rough, weight: ['float', 0] })
      .add('all', 'layer', { top: ['BSDF', '@off'], base: ['BSDF', '@opaque'] })
      .graph('all');
    const { report } = compileLayered(graph);
    expect(report.lobes).toEqual(['base']);
    expect(report.layers).toBe(0);
  });

  it('shares one distribution between lobes of equal normal and roughness', () => {
    const text = compileLayered(everything().graph('mixed')).modules.program;
    expect(text.match(/ggx_prepare\(/g)).toHaveLength(1);
    expect(text.match(/odds\d: f32/g)).toHaveLength(3);
  });

  it('prints the same text for the same graph', () => {
    expect(compileLayered(everything().graph('coated')).key).toBe(compileLayered(everything().graph('coated')).key);
    expect(compileLayered(everything().graph('coated')).key).not.toBe(compileLayered(everything().graph('added')).key);
  });
});

describe('layers of a stack', () => {
  it('lists operator inputs and removes them', () => {
    const graph = everything().graph('coated');
    const refs = layersOf(graph);
    expect(refs.map(({ node, input, lobes }) => `${node}.${input} ${lobes}`)).toEqual([
      'coated.top 1',
      'coated.base 5',
      'added.in1 4',
      'added.in2 1',
      'mixed.fg 1',
      'mixed.bg 3',
      'glazed.top 1',
      'glazed.base 2',
      'clothed.top 1',
      'clothed.base 1',
    ]);
    const lobesWithout = (index: number) => compileLayered(withoutLayer(graph, refs[index])).report.lobes;
    expect(lobesWithout(0)).toEqual(['metal', 'glaze', 'cloth', 'diffuse', 'dim']);
    expect(lobesWithout(1)).toEqual(['coat']);
    expect(lobesWithout(4)).toEqual(['coat', 'glaze', 'cloth', 'diffuse', 'dim']);
    expect(lobesWithout(5)).toEqual(['coat', 'metal', 'dim']);
    expect(lobesWithout(9)).toEqual(['coat', 'metal', 'glaze', 'cloth', 'dim']);
    // Folding a graph without a layer leaves the same stack.
    expect(readStack(foldGraph(withoutLayer(graph, refs[4]))).lobes).toHaveLength(5);
  });

  it('refuses a layer that is not there', () => {
    const graph = everything().graph('coated');
    expect(() => withoutLayer(graph, { node: 'coat', input: 'top', closure: '', lobes: 1 })).toThrow(
      "no layer 'top' of node 'coat'",
    );
  });
});

describe('what is not supported is refused by name', () => {
  const refuse = (category: string, inputs: Parameters<ClosureGraph['add']>[2], message: RegExp) =>
    expect(() => compileLayered(new ClosureGraph().add('it', category, inputs).graph('it'))).toThrow(message);

  it.each([
    [
      'dielectric_bsdf',
      { weight: ['float', 1], ...rough, distribution: ['string', 'beckmann'] },
      /'it' \(dielectric_bsdf\) in document 'by hand': distribution 'beckmann'/,
    ],
    ['chiang_hair_bsdf', {}, /hair/],
    ['novel_bsdf', {}, /'it' \(novel_bsdf\).*no closure that is supported/],
  ] as const)('%s', (category, inputs, message) => refuse(category, inputs, message));

  it('sums of the same sums, forty deep', () => {
    const graph = new ClosureGraph().add('s0', 'burley_diffuse_bsdf', white);
    for (let i = 1; i <= 40; i++)
      graph.add(`s${i}`, 'add', { in1: ['BSDF', `@s${i - 1}`], in2: ['BSDF', `@s${i - 1}`] });
    expect(() => compileLayered(graph.graph('s40'))).toThrow(/'by hand' has more than 4096 closures/);
  });

  it('opacity', () => {
    const graph = new ClosureGraph().add('it', 'burley_diffuse_bsdf', white).graph('it');
    const withSurface = (inputs: object) => {
      const surface = graph.nodes.get('surface')!;
      const nodes = new Map(graph.nodes).set('surface', { ...surface, inputs: { ...surface.inputs, ...inputs } });
      return () => compileLayered({ ...graph, nodes });
    };
    expect(withSurface({ opacity: { kind: 'value', type: 'color3', value: [0.5, 1, 1] } })).toThrow(
      /'surface'.*an opacity of type color3/,
    );
    expect(withSurface({ opacity: { kind: 'value', type: 'float', value: 1 } })().seeThrough).toBeUndefined();
    expect(withSurface({ opacity: { kind: 'value', type: 'float', value: 0.5 } })().seeThrough).toBe(true);
  });

  it('two volumes inside one surface', () => {
    const glass = { weight: ['float', 1], ...rough, scatter_mode: ['string', 'T'] } as const;
    const volume = (name: string, scattering: number) =>
      [
        name,
        'anisotropic_vdf',
        { absorption: ['vector3', [1, 2, 3]], scattering: ['vector3', [scattering, 0, 0]], anisotropy: ['float', 0] },
      ] as const;
    const filled = (scattering: number) =>
      new ClosureGraph()
        .add('glass', 'dielectric_bsdf', glass)
        .add(...volume('fog', scattering))
        .add('all', 'layer', { top: ['BSDF', '@glass'], base: ['BSDF', '@fog'] });
    expect(compileLayered(filled(1).graph('all')).fills).toBe(true);
    const two = filled(0)
      .add(...volume('smoke', 0))
      .add('other', 'layer', { top: ['BSDF', '@glass'], base: ['BSDF', '@smoke'] })
      .add('both', 'mix', { fg: ['BSDF', '@all'], bg: ['BSDF', '@other'], mix: ['float', 0.5] });
    expect(() => compileLayered(two.graph('both'))).toThrow(/'smoke' \(anisotropic_vdf\).*two volumes/);
  });

  it('light that goes through, where it walks between layers', () => {
    const paper = new ClosureGraph().add('it', 'translucent_bsdf', white).graph('it');
    expect(compileLayered(paper).transmits).toBe(true);
    expect(() => compileLayered(paper, { layering: 'transport' })).toThrow(
      /'it' \(translucent_bsdf\).*light that goes through needs layering 'albedo'/,
    );
  });
});
