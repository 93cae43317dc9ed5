import type { PatternNodes } from './patternNode.ts';
import { cross } from './patternNodesVector.ts';

/** Half the uv distance over which `heighttonormal` takes its differences: in all, 1/512 of the unit square. */
const HEIGHT_STEP = 1 / 1024;

const subtract = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x - b[i]!);

/** Nodes that make shading normals. */
export const normalNodes: PatternNodes = {
  normalmap: {
    ops: 8,
    evaluate: (args) => {
      const encoded = args.value('in');
      const decoded = encoded.every((x) => x === 0) ? [0, 0, 1] : encoded.map((x) => x * 2 - 1);
      const scale = args.value('scale');
      const [x, y, z] = [decoded[0]! * scale[0]!, decoded[1]! * (scale[1] ?? scale[0]!), decoded[2]!];
      const [n, t, b] = ['normal', 'tangent', 'bitangent'].map(args.value);
      const vector = [0, 1, 2].map((i) => t![i]! * x + b![i]! * y + n![i]! * z);
      return vector.map((component) => component / Math.hypot(...vector));
    },
    print: (args) => {
      const scale = args.inputType('scale') === 'float' ? `vec2f(${args.value('scale')})` : args.value('scale');
      const frame = ['normal', 'tangent', 'bitangent'].map(args.value).join(', ');
      return `${args.use('package::math::mxNormal::mx_normal_map')}(${args.value('in')}, ${scale}, ${frame})`;
    },
  },
  // MaterialX differences over the screen, where the result depends on the view; here over uv by a fixed step.
  heighttonormal: {
    ops: 30,
    varying: true,
    evaluate: (args) => {
      const [u, v] = args.point.uv as [number, number];
      const scale = args.value('scale')[0]! / 16;
      const sample = (du: number, dv: number): number[] => {
        const point = { ...args.point, uv: [u + du * HEIGHT_STEP, v + dv * HEIGHT_STEP] };
        return [...args.at(point, 'texcoord'), args.at(point, 'in')[0]! * scale];
      };
      const n = cross(subtract(sample(1, 0), sample(-1, 0)), subtract(sample(0, 1), sample(0, -1)));
      const length = Math.hypot(...n);
      if (length === 0) return [0.5, 0.5, 1];
      return n.map((x) => (x / (n[2]! < 0 ? -length : length)) * 0.5 + 0.5);
    },
    print: (args) => {
      const heights = args.heightFunction('in', 'texcoord', HEIGHT_STEP);
      return `${args.use('package::math::mxNormal::mx_height_normal')}(${heights}(${args.point}), ${args.value('scale')})`;
    },
  },
};
