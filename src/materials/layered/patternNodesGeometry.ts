import type { FlatNode } from './flatGraph.ts';
import type { PatternNode, PatternNodes } from './patternNode.ts';

/** Value of a uniform text input, or nothing. */
const text = (node: FlatNode, name: string): string | undefined => {
  const input = node.inputs[name];
  return input?.kind === 'value' ? String(input.value) : undefined;
};

/** A material sees the mesh's shading frame: in it the world-space normal and tangents are the axes. */
const axis = (vector: readonly [number, number, number]): PatternNode => ({
  ops: 0,
  evaluate: () => [...vector],
  print: () => `vec3f(${vector.map((x) => `${x}.0`).join(', ')})`,
  check: (node) => {
    if (text(node, 'space') !== 'world') {
      return `it asks for ${text(node, 'space')} space; only space="world", the mesh's own frame, is supported`;
    }
    return node.inputs.index && Number(text(node, 'index')) !== 0 ? 'only index 0 exists' : undefined;
  },
});

/** uv with v up: MaterialX's v, not SurfacePoint's. */
const texcoord: PatternNode = {
  ops: 1,
  varying: true,
  evaluate: ({ point, size }) => (size === 3 ? [point.uv[0]!, point.uv[1]!, 0] : [...point.uv]),
  print: ({ point, type }) => `${type}(${point}.uv.x, 1.0 - ${point}.uv.y${type === 'vec3f' ? ', 0.0' : ''})`,
  check: (node) => (Number(text(node, 'index')) === 0 ? undefined : 'only texture coordinate set 0 exists'),
};

const clamp01 = (x: number): number => Math.min(Math.max(x, 0), 1);

/** A ramp from `first` to `last` along one coordinate, limited to [0, 1]. */
const ramp = (first: string, last: string, coordinate: 0 | 1): PatternNode => ({
  ops: 4,
  evaluate: (args) => {
    const t = clamp01(args.value('texcoord')[coordinate]!);
    const end = args.value(last);
    return args.value(first).map((x, i) => x * (1 - t) + end[i]! * t);
  },
  print: (args) => {
    const t = `clamp(${args.value('texcoord')}.${'xy'[coordinate]}, 0.0, 1.0)`;
    return `mix(${args.value(first)}, ${args.value(last)}, ${args.type}(${t}))`;
  },
});

/** A hard edge at `center`. MaterialX softens it over a pixel's screen-space derivative, which a pattern has not. */
const split = (first: string, last: string, coordinate: 0 | 1): PatternNode => ({
  ops: 2,
  evaluate: (args) => args.value(args.value('texcoord')[coordinate]! >= args.value('center')[0]! ? last : first),
  print: (args) =>
    `select(${args.value(first)}, ${args.value(last)}, ${args.value('texcoord')}.${'xy'[coordinate]} >= ${args.value('center')})`,
});

/** Nodes that know where on the surface they are. */
export const geometryNodes: PatternNodes = {
  position: {
    ops: 0,
    varying: true,
    evaluate: ({ point }) => [...point.position],
    print: ({ point }) => `${point}.position`,
    check: (node) =>
      text(node, 'space') === 'world'
        ? 'it asks for the position in world space; only object space is known'
        : undefined,
  },
  normal: axis([0, 0, 1]),
  tangent: axis([1, 0, 0]),
  bitangent: axis([0, 1, 0]),
  texcoord,
  ramplr: ramp('valuel', 'valuer', 0),
  ramptb: ramp('valuet', 'valueb', 1),
  splitlr: split('valuel', 'valuer', 0),
  splittb: split('valuet', 'valueb', 1),
};
