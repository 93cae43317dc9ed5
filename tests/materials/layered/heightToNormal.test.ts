import { describe, expect, it } from 'vitest';
import { evaluatePattern } from '../../../src/materials/layered/evaluatePattern.ts';
import type { FlatGraph, FlatInput, FlatNode, PortType } from '../../../src/materials/layered/flatGraph.ts';
import { PatternPrinter } from '../../../src/materials/layered/patternPrinter.ts';
import { testGpu } from '../../harness/gpu.ts';
import { runPatterns, type TestPoint } from './patternKernel.ts';

const float = (value: number): FlatInput => ({ kind: 'value', type: 'float', value });
const link = (type: PortType, node: string): FlatInput => ({ kind: 'link', type, node });
const node = (name: string, category: string, type: PortType, inputs: Record<string, FlatInput>): FlatNode => ({
  name,
  category,
  nodedef: '',
  type,
  inputs,
});

/** heighttonormal `n` over a height `h`, texcoord times `tiling`. */
function graphOf(height: FlatNode[], scale = 16, tiling = 1): FlatGraph {
  const nodes = [
    node('uv', 'texcoord', 'vector2', { index: { kind: 'value', type: 'integer', value: 0 } }),
    node('st', 'multiply', 'vector2', { in1: link('vector2', 'uv'), in2: float(tiling) }),
    node('u', 'extract', 'float', { in: link('vector2', 'st'), index: { kind: 'value', type: 'integer', value: 0 } }),
    node('v', 'extract', 'float', { in: link('vector2', 'st'), index: { kind: 'value', type: 'integer', value: 1 } }),
    ...height,
    node('n', 'heighttonormal', 'vector3', {
      in: link('float', 'h'),
      scale: float(scale),
      texcoord: link('vector2', 'st'),
    }),
  ];
  const map = new Map(nodes.map((each) => [each.name, each]));
  return { document: 'height', material: '', surface: '', flattenedNodes: 0, images: [], nodes: map };
}

const points: TestPoint[] = Array.from({ length: 64 }, (_, i) => ({
  position: [0, 0, 0],
  uv: [Math.fround(((i * 37) % 64) / 64 + 0.004), Math.fround(((i * 11) % 64) / 64 + 0.006)],
}));
const decoded = (graph: FlatGraph, uv: [number, number]): number[] =>
  evaluatePattern(graph, 'n', { uv }).map((x) => 2 * x - 1);

describe('heighttonormal', () => {
  it('is flat where the height is', () => {
    const flat = graphOf([node('h', 'multiply', 'float', { in1: link('float', 'u'), in2: float(0) })]);
    expect(evaluatePattern(flat, 'n', { uv: [0.3, 0.7] })).toEqual([0.5, 0.5, 1]);
  });

  it('has the slope of a plane, with v up: n ~ (-dh/du, -dh/dv, 1) at scale 16', () => {
    const plane = graphOf([
      node('a', 'multiply', 'float', { in1: link('float', 'u'), in2: float(0.5) }),
      node('b', 'multiply', 'float', { in1: link('float', 'v'), in2: float(-2) }),
      node('h', 'add', 'float', { in1: link('float', 'a'), in2: link('float', 'b') }),
    ]);
    const length = Math.hypot(-0.5, 2, 1);
    decoded(plane, [0.2, 0.9]).forEach((x, i) => expect(x).toBeCloseTo([-0.5, 2, 1][i]! / length, 9));
  });

  it('measures the slope per unit of its texture coordinates, not of uv', () => {
    const tiled = graphOf([node('h', 'multiply', 'float', { in1: link('float', 'u'), in2: float(0.5) })], 16, 4);
    const length = Math.hypot(-0.5, 0, 1);
    decoded(tiled, [0.2, 0.9]).forEach((x, i) => expect(x).toBeCloseTo([-0.5, 0, 1][i]! / length, 9));
  });

  it('agrees on the GPU for noise', async () => {
    const noise = node('h', 'noise2d', 'float', {
      amplitude: float(1),
      pivot: float(0),
      texcoord: link('vector2', 'st'),
    });
    const graph = graphOf([noise], 8, 5);
    const results = await runPatterns(await testGpu(), graph, [link('vector3', 'n')], points);
    points.forEach((point, i) => {
      // Heights of 1 are exact to 1e-7; over a step of 5/512 their slope is to 2e-5, and twice that in n's encoding.
      evaluatePattern(graph, 'n', point).forEach((x, c) =>
        expect(Math.abs(results[i]![0]![c]! - x)).toBeLessThan(5e-5),
      );
    });
  });

  it('puts the height into the program once', () => {
    const noise = node('h', 'noise2d', 'float', {
      amplitude: float(1),
      pivot: float(0),
      texcoord: link('vector2', 'st'),
    });
    const printer = new PatternPrinter(graphOf([noise]));
    printer.expression(link('vector3', 'n'));
    expect([...printer.functions(), ...printer.statements()].join('\n').match(/mx_perlin2\(/g)).toHaveLength(1);
  });

  it('refuses a height that reads the position', () => {
    const noise = [
      node('p', 'position', 'vector3', { space: { kind: 'value', type: 'string', value: 'object' } }),
      node('h', 'noise3d', 'float', { amplitude: float(1), pivot: float(0), position: link('vector3', 'p') }),
    ];
    expect(() => new PatternPrinter(graphOf(noise)).expression(link('vector3', 'n'))).toThrow(
      "node 'n' (heighttonormal) in document 'height': its height reads the position, whose change along the surface is unknown",
    );
  });
});
