import { beforeAll, describe, expect, it } from 'vitest';
import { nodeMaterialX } from '../../../src/cli/nodeMaterialX.ts';
import { Pcg } from '../../../src/engine/pcg.ts';
import { parseValue, portType } from '../../../src/materials/layered/documentValues.ts';
import { evaluatePattern } from '../../../src/materials/layered/evaluatePattern.ts';
import { isPatternType, type FlatGraph, type FlatInput } from '../../../src/materials/layered/flatGraph.ts';
import type { MxDocument, MxNodeDef } from '../../../src/materials/layered/materialX.ts';
import { patternCategories, patternNode } from '../../../src/materials/layered/patternNodes.ts';
import { testGpu } from '../../harness/gpu.ts';
import { PatternSources, type SourceRange } from './patternSources.ts';
import { runPatterns, type TestPoint } from './patternKernel.ts';

type NodeDefinition = MxNodeDef & { getNodeString(): string };

/** Categories tested by their own means: images need textures, frames are constants, heighttonormal takes differences. */
const ELSEWHERE = new Set([
  'image',
  'normal',
  'tangent',
  'bitangent',
  'heighttonormal',
  'blackbody',
  // Matrices that have an inverse, below; what hextiled nodes become: hextile.test.ts.
  'invertmatrix',
  'hextileweights',
  'hextileturns',
  'hextilecoordinates',
  'hextileblend',
  'hextilenormals',
]);

/** Inputs inside the domain of definition; default [-2, 2]. */
const RANGES: Record<string, SourceRange> = {
  power: { low: 0.05, high: 2 },
  sqrt: { low: 0.01, high: 4 },
  ln: { low: 0.05, high: 4 },
  asin: { low: -0.95, high: 0.95 },
  acos: { low: -0.95, high: 0.95 },
  tan: { low: -1.2, high: 1.2 },
  divide: { low: 0.2, high: 2 },
  modulo: { low: 0.2, high: 2 },
  unpremult: { low: 0.1, high: 1 },
  remap: { low: 0.1, high: 2 },
  burn: { low: 0.1, high: 0.9 },
  dodge: { low: 0.1, high: 0.9 },
  disjointover: { low: 0.1, high: 0.9 },
  rgbtohsv: { low: 0, high: 1 },
  hsvtorgb: { low: 0.1, high: 1 },
  artistic_ior: { low: 0.05, high: 0.95 },
  roughness_anisotropy: { low: -0.2, high: 1 },
  normalmap: { low: 0.2, high: 1 },
};
/** Inputs that are uniform in MaterialX, or whose variation would hide what is tested. */
const FIXED: Record<string, FlatInput> = {
  'smoothstep.low': { kind: 'value', type: 'float', value: -0.5 },
  'smoothstep.high': { kind: 'value', type: 'float', value: 1.2 },
  'remap.inlow': { kind: 'value', type: 'float', value: -0.25 },
  'remap.inhigh': { kind: 'value', type: 'float', value: 1.25 },
};
/** WGSL has no inverse, no matrix with scalar, and select takes no matrices: those fold or are refused. */
const UNPRINTED = /^ND_(ifgreater|ifgreatereq|ifequal|divide|add|subtract)_matrix(33|44)(FA|I|B)?$/;
/** Categories of which flattening leaves only some definitions. */
const LEFT: Record<string, RegExp> = {
  convert: /^ND_convert_(boolean|integer)_float$/,
  smoothstep: /^ND_smoothstep_float$/,
};

const rng = new Pcg(7);
const points: TestPoint[] = Array.from({ length: 128 }, () => ({
  position: [0, 0, 0].map(() => Math.fround(rng.nextFloat() * 2 - 1)) as [number, number, number],
  uv: [Math.fround(rng.nextFloat()), Math.fround(rng.nextFloat())],
}));

let definitions: Map<string, NodeDefinition[]>;
beforeAll(async () => {
  const document = await (
    await nodeMaterialX()
  ).read([{ path: '', xml: '<?xml version="1.0"?><materialx version="1.39"></materialx>' }]);
  definitions = new Map();
  for (const definition of (document as MxDocument & { getNodeDefs(): NodeDefinition[] }).getNodeDefs()) {
    const category = definition.getNodeString();
    definitions.set(category, [...(definitions.get(category) ?? []), definition]);
  }
});

/** A graph with one node of each definition, its numeric inputs varying, and the links to them. */
function graphOf(category: string): { graph: FlatGraph; tested: FlatInput[]; names: string[] } {
  const sources = new PatternSources(new Pcg(11));
  const tested: FlatInput[] = [];
  const names: string[] = [];
  for (const definition of definitions.get(category)!) {
    const name = definition.getName();
    if (definition.getType() === 'multioutput' ? category !== 'artistic_ior' : !isPatternType(typeOf(definition)))
      continue;
    if (UNPRINTED.test(name) || LEFT[category]?.test(name) === false) continue;
    const inputs = Object.fromEntries(
      definition.getActiveInputs().map((input) => [input.getName(), inputFor(category, input, sources)] as const),
    );
    const type = portType(definition.getType());
    const node = { name, category, nodedef: name, type, inputs };
    sources.nodes.set(name, node);
    names.push(name);
    if (type === 'multioutput') {
      tested.push(
        ...['ior', 'extinction'].map((output) => ({ kind: 'link', type: 'color3', node: name, output }) as const),
      );
    } else tested.push({ kind: 'link', type, node: name });
  }
  const graph = { document: category, material: '', surface: '', flattenedNodes: 0, images: [], nodes: sources.nodes };
  return { graph, tested, names };
}

const typeOf = (definition: NodeDefinition) => {
  try {
    return portType(definition.getType());
  } catch {
    return 'material';
  }
};

function inputFor(
  category: string,
  input: ReturnType<MxNodeDef['getActiveInputs']>[number],
  sources: PatternSources,
): FlatInput {
  const type = portType(input.getType());
  const fixed = FIXED[`${category}.${input.getName()}`];
  if (fixed) {
    const { value } = fixed as { value: number };
    const count = Number(type.at(-1));
    return { kind: 'value', type, value: type === 'float' ? value : Array.from({ length: count }, () => value) };
  }
  if (input.getAttribute('uniform') === 'true' || !isPatternType(type)) return parseValue(type, input.getValueString());
  // Lattice functions over some cells; everything else over the domain the node is defined on.
  const range = ['texcoord', 'position'].includes(input.getName()) ? { low: -7, high: 7 } : RANGES[category];
  return sources.varying(type, range ?? { low: -2, high: 2 });
}

describe('pattern nodes: printed WGSL on the GPU against the float64 definition, inputs varying, seeds 7 and 11', () => {
  for (const category of patternCategories().filter((name) => !ELSEWHERE.has(name))) {
    it(category, async () => {
      const { graph, tested } = graphOf(category);
      expect(tested.length).toBeGreaterThan(0);
      const results = await runPatterns(await testGpu(), graph, tested, points);
      tested.forEach((input, column) => {
        const { node, output } = input as FlatInput & { kind: 'link' };
        const wrong: string[] = [];
        points.forEach((point, row) => {
          let expected = evaluatePattern(graph, node, point, output);
          if (input.type.startsWith('matrix'))
            expected = expected.length === 9 ? [...expected.slice(3, 6), 0] : expected.slice(4, 8);
          const got = results[row]![column]!;
          // f32 arithmetic of a few dozen steps over values up to 7, and lattice noise up to slope 10 there.
          const far = got.some((x, i) => !(Math.abs(x - expected[i]!) <= 1e-4 * (1 + Math.abs(expected[i]!))));
          if (far) wrong.push(`${JSON.stringify(point)}: ${got} instead of ${expected.slice(0, got.length)}`);
        });
        // Steps (floor, comparisons, cells) may fall on the other side where float64 and f32 differ in the last bit.
        expect(wrong.length, `${node}: ${wrong[0]}`).toBeLessThanOrEqual(1);
      });
    });
  }
});

it.each([
  ['matrix33', 'vector3', 3],
  ['matrix44', 'vector4', 4],
] as const)('invertmatrix %s (seed 12)', async (type, row, n) => {
  const sources = new PatternSources(new Pcg(12));
  const names = Array.from({ length: n }, (_, i) => `in${i + 1}`);
  const small = sources.add(
    'small',
    'creatematrix',
    type,
    Object.fromEntries(names.map((name) => [name, sources.varying(row, { low: -0.3, high: 0.3 })])),
  );
  const identity = Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  const matrix = sources.add('matrix', 'add', type, { in1: small, in2: { kind: 'value', type, value: identity } });
  const inverse = sources.add('inverse', 'invertmatrix', type, { in: matrix });
  const vector = sources.varying(row, { low: -2, high: 2 });
  const there = sources.add('there', 'transformmatrix', row, { in: vector, mat: inverse });
  const back = sources.add('back', 'transformmatrix', row, { in: there, mat: matrix });
  const graph = { document: 'd', material: '', surface: '', flattenedNodes: 0, images: [], nodes: sources.nodes };
  const results = await runPatterns(await testGpu(), graph, [there, back, vector], points);
  points.forEach((point, i) => {
    const [moved, returned, plain] = results[i];
    const expected = evaluatePattern(graph, 'there', point);
    expected.forEach((x, c) => expect(Math.abs(moved[c] - x)).toBeLessThan(1e-4 * (1 + Math.abs(x))));
    plain.forEach((x, c) => expect(Math.abs(returned[c] - x)).toBeLessThan(1e-4 * (1 + Math.abs(x))));
  });
});

it('a matrix without an inverse gives zeros', () => {
  const sources = new PatternSources(new Pcg(12));
  const flat: FlatInput = { kind: 'value', type: 'matrix33', value: [1, 2, 3, 2, 4, 6, 0, 0, 1] };
  sources.add('inverse', 'invertmatrix', 'matrix33', { in: flat });
  const graph = { document: 'd', material: '', surface: '', flattenedNodes: 0, images: [], nodes: sources.nodes };
  expect(evaluatePattern(graph, 'inverse', points[0]).every((x) => x === 0)).toBe(true);
});

describe('refusals', () => {
  const refused = (category: string): string => {
    const node = { name: 'n', category, nodedef: '', type: 'vector3', inputs: {} } as const;
    try {
      patternNode({ document: 'd.mtlx' }, node);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  it('names node, category and document of what it does not know', () => {
    expect(refused('novelimage')).toBe(
      "node 'n' (novelimage) in document 'd.mtlx' is not supported: the category is unknown to Patina",
    );
    expect(refused('viewdirection')).toMatch(/'n' \(viewdirection\) in document 'd.mtlx'.*view direction/);
    expect(refused('geompropvalue')).toMatch(/property of the geometry/);
  });
});
