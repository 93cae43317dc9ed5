import type { PatternNodes } from './patternNode.ts';

export const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
export const cross = (a: readonly number[], b: readonly number[]): number[] => [
  a[1]! * b[2]! - a[2]! * b[1]!,
  a[2]! * b[0]! - a[0]! * b[2]!,
  a[0]! * b[1]! - a[1]! * b[0]!,
];

/** Row vector times a matrix in document order; a shorter vector is extended with a 1 and cut again. */
function transform(vector: number[], matrix: number[]): number[] {
  const n = Math.sqrt(matrix.length);
  const full = vector.length < n ? [...vector, 1] : vector;
  return vector.map((_, column) => full.reduce((sum, x, row) => sum + x * matrix[row * n + column]!, 0));
}

function determinant(m: number[]): number {
  const n = Math.sqrt(m.length);
  if (n === 1) return m[0]!;
  const minor = (column: number): number[] => m.filter((_, i) => i >= n && i % n !== column);
  return m.slice(0, n).reduce((sum, x, column) => sum + (column % 2 ? -x : x) * determinant(minor(column)), 0);
}

/** By cofactors; zeros where there is none, which MaterialX leaves open. */
function inverse(m: number[]): number[] {
  const n = Math.sqrt(m.length);
  const det = determinant(m);
  return m.map((_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    // Of the transposed place.
    const minor = m.filter((__, k) => Math.floor(k / n) !== column && k % n !== row);
    return det === 0 ? 0 : (((row + column) % 2 ? -1 : 1) * determinant(minor)) / det;
  });
}

/** Vector and matrix nodes of group `math`. */
export const vectorNodes: PatternNodes = {
  normalize: {
    ops: 3,
    evaluate: (args) => {
      const v = args.value('in');
      const length = Math.sqrt(dot(v, v));
      return v.map((x) => x / length);
    },
    print: (args) => `normalize(${args.value('in')})`,
  },
  magnitude: {
    ops: 6,
    evaluate: (args) => [Math.sqrt(dot(args.value('in'), args.value('in')))],
    print: (args) => `length(${args.value('in')})`,
  },
  dotproduct: {
    ops: 5,
    evaluate: (args) => [dot(args.value('in1'), args.value('in2'))],
    print: (args) => `dot(${args.value('in1')}, ${args.value('in2')})`,
  },
  crossproduct: {
    ops: 3,
    evaluate: (args) => cross(args.value('in1'), args.value('in2')),
    print: (args) => `cross(${args.value('in1')}, ${args.value('in2')})`,
  },
  // Both rotations turn by minus the angle in the usual right-handed sense, as MaterialX's GLSL does.
  rotate2d: {
    ops: 6,
    evaluate: (args) => {
      const [x, y] = args.value('in') as [number, number];
      const angle = (args.value('amount')[0]! * Math.PI) / 180;
      return [Math.cos(angle) * x + Math.sin(angle) * y, Math.cos(angle) * y - Math.sin(angle) * x];
    },
    print: (args) => `${args.use('package::math::mxMath::mx_rotate2d')}(${args.value('in')}, ${args.value('amount')})`,
  },
  rotate3d: {
    ops: 14,
    evaluate: (args) => {
      const v = args.value('in');
      const angle = (-args.value('amount')[0]! * Math.PI) / 180;
      const raw = args.value('axis');
      const axis = raw.map((x) => x / Math.sqrt(dot(raw, raw)));
      const turned = cross(axis, v);
      const along = dot(axis, v) * (1 - Math.cos(angle));
      return v.map((x, i) => x * Math.cos(angle) + turned[i]! * Math.sin(angle) + axis[i]! * along);
    },
    print: (args) =>
      `${args.use('package::math::mxMath::mx_rotate3d')}(${args.value('in')}, ${args.value('amount')}, ${args.value('axis')})`,
  },
  transformmatrix: {
    ops: 6,
    evaluate: (args) => transform(args.value('in'), args.value('mat')),
    // Document rows are WGSL columns, so the row vector times matrix of the document is matrix times vector here.
    print: (args) => {
      const [vector, matrix] = [args.value('in'), args.value('mat')];
      const short = args.inputType('in') + args.inputType('mat');
      if (short === 'vector2matrix33') return `(${matrix} * vec3f(${vector}, 1.0)).xy`;
      if (short === 'vector3matrix44') return `(${matrix} * vec4f(${vector}, 1.0)).xyz`;
      return `${matrix} * ${vector}`;
    },
  },
  transpose: {
    ops: 0,
    evaluate: (args) => {
      const m = args.value('in');
      const n = Math.sqrt(m.length);
      return m.map((_, i) => m[(i % n) * n + Math.floor(i / n)]!);
    },
    print: (args) => `transpose(${args.value('in')})`,
  },
  determinant: {
    ops: 14,
    evaluate: (args) => [determinant(args.value('in'))],
    print: (args) => `determinant(${args.value('in')})`,
  },
  invertmatrix: {
    ops: 40,
    evaluate: (args) => inverse(args.value('in')),
    print: (args) => `${args.use(`package::math::mxMath::mx_inverse_${args.type}`)}(${args.value('in')})`,
  },
  creatematrix: {
    ops: 0,
    evaluate: (args) => {
      const rows = Object.keys(args.node.inputs).toSorted().map(args.value);
      const widen = rows.length === 4 && rows[0]!.length === 3;
      return rows.flatMap((row, i) => (widen ? [...row, i === 3 ? 1 : 0] : row));
    },
    print: (args) => {
      const names = Object.keys(args.node.inputs).toSorted();
      const widen = names.length === 4 && args.inputType('in1') === 'vector3';
      const rows = names.map((name, i) =>
        widen ? `vec4f(${args.value(name)}, ${i === 3 ? '1.0' : '0.0'})` : args.value(name),
      );
      return `${args.type}(${rows.join(', ')})`;
    },
  },
};
