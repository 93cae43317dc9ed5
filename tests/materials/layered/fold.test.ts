import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { loadDocument } from '../../../src/materials/layered/document.ts';
import { evaluatePattern } from '../../../src/materials/layered/evaluatePattern.ts';
import type {
  FlatGraph,
  FlatInput,
  FlatNode,
  FoldedGraph,
  PortType,
} from '../../../src/materials/layered/flatGraph.ts';
import { foldGraph } from '../../../src/materials/layered/fold.ts';

const value = (type: PortType, x: number | number[] | string): FlatInput => ({ kind: 'value', type, value: x });
const link = (type: PortType, node: string): FlatInput => ({ kind: 'link', type, node });
const float = (x: number): FlatInput => value('float', x);

type Spec = [name: string, category: string, type: PortType, inputs: Record<string, FlatInput>];

/** A graph whose surface shows `bsdf`, and a diffuse lobe `d` of colour `color`. */
function graphOf(specs: Spec[], inputs: Record<string, FlatInput>): FlatGraph {
  const surface: Spec = [
    'surface',
    'surface',
    'surfaceshader',
    { bsdf: value('BSDF', ''), edf: value('EDF', ''), ...inputs },
  ];
  const uv: Spec = ['uv', 'texcoord', 'vector2', { index: value('integer', 0) }];
  const x: Spec = ['x', 'extract', 'float', { in: link('vector2', 'uv'), index: value('integer', 0) }];
  const nodes = [uv, x, ...specs, surface].map(([name, category, type, fields]): FlatNode => ({
    name,
    category,
    type,
    inputs: fields,
    nodedef: `ND_${category}_${type}`,
  }));
  return {
    document: 'fold',
    material: 'm',
    nodes: new Map(nodes.map((node) => [node.name, node])),
    surface: 'surface',
    flattenedNodes: nodes.length,
    images: [],
  };
}

/** Folds a float pattern `p` into what the surface's opacity is fed by. */
const pattern = (...specs: Spec[]): FlatInput => {
  const folded = foldGraph(graphOf(specs, { opacity: link('float', 'p') }));
  return folded.nodes.get('surface')!.inputs.opacity!;
};

describe('constants and identities of patterns', () => {
  it('folds constants in float64, through chains', () => {
    expect(
      pattern(
        ['a', 'add', 'float', { in1: float(0.1), in2: float(0.2) }],
        ['p', 'multiply', 'float', { in1: link('float', 'a'), in2: float(3) }],
      ),
    ).toEqual(float((0.1 + 0.2) * 3));
  });
  it.each<[string, Spec, FlatInput]>([
    ['x·1', ['p', 'multiply', 'float', { in1: link('float', 'x'), in2: float(1) }], link('float', 'x')],
    ['1·x', ['p', 'multiply', 'float', { in1: float(1), in2: link('float', 'x') }], link('float', 'x')],
    ['x·0', ['p', 'multiply', 'float', { in1: link('float', 'x'), in2: float(0) }], float(0)],
    ['x+0', ['p', 'add', 'float', { in1: link('float', 'x'), in2: float(0) }], link('float', 'x')],
    ['x−0', ['p', 'subtract', 'float', { in1: link('float', 'x'), in2: float(0) }], link('float', 'x')],
    ['x/1', ['p', 'divide', 'float', { in1: link('float', 'x'), in2: float(1) }], link('float', 'x')],
    ['mix 0', ['p', 'mix', 'float', { fg: link('float', 'x'), bg: float(0.3), mix: float(0) }], float(0.3)],
    ['mix 1', ['p', 'mix', 'float', { fg: link('float', 'x'), bg: float(0.3), mix: float(1) }], link('float', 'x')],
    [
      'ifgreater',
      ['p', 'ifgreater', 'float', { value1: float(2), value2: float(1), in1: link('float', 'x'), in2: float(0) }],
      link('float', 'x'),
    ],
    [
      'ifequal',
      ['p', 'ifequal', 'float', { value1: float(2), value2: float(1), in1: link('float', 'x'), in2: float(7) }],
      float(7),
    ],
    [
      'silent noise',
      ['p', 'noise2d', 'float', { amplitude: float(0), pivot: float(0.4), texcoord: link('vector2', 'uv') }],
      float(0.4),
    ],
  ])('%s', (_, spec, expected) => {
    expect(pattern(spec)).toEqual(expected);
  });
  it('keeps 1·x where x is shorter than the result', () => {
    const folded = foldGraph(
      graphOf([['p', 'multiply', 'color3', { in1: value('color3', [1, 1, 1]), in2: link('float', 'x') }]], {
        opacity: link('color3', 'p'),
      }),
    );
    expect(folded.nodes.has('p')).toBe(true);
  });
  it('takes a channel out of channels just put together', () => {
    expect(
      pattern(
        ['c', 'combine3', 'color3', { in1: float(1), in2: link('float', 'x'), in3: float(3) }],
        ['p', 'extract', 'float', { in: link('color3', 'c'), index: value('integer', 1) }],
      ),
    ).toEqual(link('float', 'x'));
  });
  it('merges equal nodes', () => {
    const folded = foldGraph(
      graphOf(
        [
          ['a', 'sin', 'float', { in: link('float', 'x') }],
          ['b', 'sin', 'float', { in: link('float', 'x') }],
          ['p', 'subtract', 'float', { in1: link('float', 'a'), in2: link('float', 'b') }],
        ],
        { opacity: link('float', 'p') },
      ),
    );
    expect(folded.nodes.get('p')!.inputs).toEqual({ in1: link('float', 'a'), in2: link('float', 'a') });
    // sin, subtract, extract, texcoord, surface; one operation each but extract's none, two for the flip of v.
    expect(folded.stats).toEqual({ flattenedNodes: 6, liveNodes: 5, scalarOps: 4, fetches: 0 });
  });
  it('names a constant that is not finite only where it is live', () => {
    const specs: Spec[] = [['p', 'divide', 'float', { in1: float(1), in2: float(0) }]];
    const dead = graphOf([...specs, ['q', 'mix', 'float', { fg: link('float', 'p'), bg: float(1), mix: float(0) }]], {
      opacity: link('float', 'q'),
    });
    expect(foldGraph(dead).nodes.get('surface')!.inputs.opacity).toEqual(float(1));
    expect(() => foldGraph(graphOf(specs, { opacity: link('float', 'p') }))).toThrow(
      "node 'p' (divide) in document 'fold': its value is not a finite number",
    );
  });
});

describe('closures', () => {
  const top: Spec = ['t', 'dielectric_bsdf', 'BSDF', { weight: float(1) }];
  const diffuse: Spec = ['d', 'oren_nayar_diffuse_bsdf', 'BSDF', { weight: float(1) }];
  const clear: Spec = ['e', 'dielectric_bsdf', 'BSDF', { weight: float(0) }];
  const black: Spec = ['k', 'conductor_bsdf', 'BSDF', { weight: float(0) }];
  const bsdf = (...specs: Spec[]): FlatInput =>
    foldGraph(graphOf([top, diffuse, clear, black, ...specs], { bsdf: link('BSDF', 'p') })).nodes.get('surface')!.inputs
      .bsdf!;
  const empty = value('BSDF', '');
  const layer = (a: FlatInput, b: FlatInput): Spec => ['p', 'layer', 'BSDF', { top: a, base: b }];
  const mix = (a: string, b: string, x: FlatInput): Spec => [
    'p',
    'mix',
    'BSDF',
    { fg: link('BSDF', a), bg: link('BSDF', b), mix: x },
  ];

  it.each<[string, Spec, FlatInput]>([
    ['a clear layer shows its base', layer(link('BSDF', 'e'), link('BSDF', 'd')), link('BSDF', 'd')],
    ['an opaque layer hides its base', layer(link('BSDF', 'd'), link('BSDF', 't')), link('BSDF', 'd')],
    ['a black conductor hides its base too', layer(link('BSDF', 'k'), link('BSDF', 't')), link('BSDF', 'k')],
    ['nothing below', layer(link('BSDF', 't'), empty), link('BSDF', 't')],
    ['mix 0', mix('t', 'd', float(0)), link('BSDF', 'd')],
    ['mix 1', mix('t', 'd', float(1)), link('BSDF', 't')],
    [
      'multiply 1',
      ['p', 'multiply', 'BSDF', { in1: link('BSDF', 't'), in2: value('color3', [1, 1, 1]) }],
      link('BSDF', 't'),
    ],
    ['add nothing', ['p', 'add', 'BSDF', { in1: link('BSDF', 't'), in2: link('BSDF', 'e') }], link('BSDF', 't')],
  ])('%s', (_, spec, expected) => {
    expect(bsdf(spec)).toEqual(expected);
  });
  it.each<[string, Spec]>([
    ['a dielectric over a diffuse lobe', layer(link('BSDF', 't'), link('BSDF', 'd'))],
    ['a mix with a clear lobe, which is not the other alone', mix('e', 'd', float(0.5))],
    ['a mix by a pattern', mix('t', 'd', link('float', 'x'))],
    // (0, T) is not the empty closure: it still hides what lies under it.
    ['a lobe times 0', ['p', 'multiply', 'BSDF', { in1: link('BSDF', 't'), in2: float(0) }]],
  ])('keeps %s', (_, spec) => {
    expect(bsdf(spec)).toEqual(link('BSDF', 'p'));
  });
  it('drops emission of no colour', () => {
    const specs: Spec[] = [
      ['u', 'uniform_edf', 'EDF', { color: value('color3', [0, 0, 0]) }],
      ['g', 'generalized_schlick_edf', 'EDF', { base: link('EDF', 'u') }],
      ['q', 'mix', 'EDF', { fg: link('EDF', 'g'), bg: link('EDF', 'u'), mix: link('float', 'x') }],
    ];
    expect(foldGraph(graphOf(specs, { edf: link('EDF', 'q') })).nodes.get('surface')!.inputs.edf).toEqual(
      value('EDF', ''),
    );
  });
});

describe('the shading frame', () => {
  const world = { space: value('string', 'world') };
  const normal: Spec = ['n', 'normal', 'vector3', world];
  const fold =
    (...specs: Spec[]) =>
    () =>
      foldGraph(graphOf([normal, ...specs], { opacity: link('float', 'p') }));

  it('is the axes', () => {
    const lobe: Spec = ['d', 'oren_nayar_diffuse_bsdf', 'BSDF', { normal: link('vector3', 'n') }];
    const folded = foldGraph(graphOf([normal, lobe], { bsdf: link('BSDF', 'd') }));
    expect(folded.nodes.get('d')!.inputs.normal).toEqual(value('vector3', [0, 0, 1]));
  });
  it('may be turned and measured against itself', () => {
    const tangent: Spec = ['t', 'tangent', 'vector3', { ...world, index: value('integer', 0) }];
    const turned: Spec = [
      'r',
      'rotate3d',
      'vector3',
      { in: link('vector3', 't'), amount: float(30), axis: link('vector3', 'n') },
    ];
    const dot: Spec = ['p', 'dotproduct', 'float', { in1: link('vector3', 'r'), in2: link('vector3', 'n') }];
    expect(fold(tangent, turned, dot)().nodes.get('surface')!.inputs.opacity).toEqual(float(0));
  });
  it('may not be read as numbers', () => {
    expect(fold(['p', 'extract', 'float', { in: link('vector3', 'n'), index: value('integer', 1) }])).toThrow(
      /^node 'p' \(extract\) in document 'fold' is not supported: it reads the coordinates of the world-space normal/,
    );
    expect(fold(['p', 'dotproduct', 'float', { in1: link('vector3', 'n'), in2: value('vector3', [0, 1, 0]) }])).toThrow(
      /'p' \(dotproduct\)/,
    );
  });
  it('is not known in object space', () => {
    const object: Spec = ['o', 'normal', 'vector3', { space: value('string', 'object') }];
    const dot: Spec = ['p', 'dotproduct', 'float', { in1: link('vector3', 'o'), in2: link('vector3', 'o') }];
    expect(fold(object, dot)).toThrow(
      /^node 'o' \(normal\) in document 'fold' is not supported: it asks for object space/,
    );
  });
});

describe('a folded document', () => {
  it('computes what the flat one did', async () => {
    const xml = await readFile(join(import.meta.dirname, 'documents/tiles.mtlx'), 'utf8');
    const flat = await loadDocument(await nodeMaterialX(), xml, { name: 'tiles.mtlx', material: 'Glazed' });
    const folded: FoldedGraph = foldGraph(flat);
    const image = { width: 2, height: 2, data: Uint8Array.from({ length: 16 }, (_, i) => 15 * i) };
    const at = { uv: [0.3, 0.6], images: new Map([['images/tiles/color.png', image]]) } as const;
    const lobe = (graph: FlatGraph, name: string): FlatInput & { kind: 'link' } =>
      graph.nodes.get('diffuse_bsdf')!.inputs[name] as FlatInput & { kind: 'link' };
    for (const name of ['color', 'normal']) {
      const [before, after] = [flat, folded].map((graph) => evaluatePattern(graph, lobe(graph, name).node, at));
      after!.forEach((x, i) => expect(x).toBeCloseTo(before![i]!, 12));
    }
    expect(folded.images).toHaveLength(2);
    expect(folded.stats.fetches).toBe(2);
    expect(folded.needsPosition).toBe(false);
  });
});
