import type { EvaluationArguments, PatternNode, PatternNodes, PrintArguments } from './patternNode.ts';

/** The least that f32 has with all its digits. */
const LEAST_OF_LN = 1.2e-38;

/** Applies `f` to matching components of several values. */
const zip = (f: (...scalars: number[]) => number, values: number[][]): number[] =>
  values[0]!.map((_, i) => f(...values.map((value) => value[i]!)));

/** A node that treats components alike; scalar inputs are widened to the result. */
function componentwise(
  inputs: readonly string[],
  f: (...scalars: number[]) => number,
  print: (...expressions: string[]) => string,
  ops = 1,
): PatternNode {
  return {
    ops,
    evaluate: (args) => zip(f, inputs.map(args.wide)),
    print: (args) => print(...inputs.map(args.wide)),
  };
}

const unary = (f: (x: number) => number, print: (x: string) => string, ops = 1): PatternNode =>
  componentwise(['in'], f, print, ops);
const binary = (f: (a: number, b: number) => number, print: (a: string, b: string) => string, ops = 1): PatternNode =>
  componentwise(['in1', 'in2'], f, print, ops);

/** WGSL's and IEEE's default: halves go to the even neighbour. GLSL leaves the choice open. */
const roundHalfEven = (x: number): number => {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
};

/** An integer result of a rounding function. */
function rounding(f: (x: number) => number, name: string): PatternNode {
  return {
    ops: 1,
    evaluate: (args) => args.value('in').map(f),
    print: (args) =>
      args.node.type === 'integer' ? `i32(${name}(${args.value('in')}))` : `${name}(${args.value('in')})`,
  };
}

const isMatrix = (args: { node: { type: string } }): boolean => args.node.type.startsWith('matrix');

/** Product of two square matrices in document order, row vectors on the left: out = in1 · in2. */
function multiplyRows(a: number[], b: number[]): number[] {
  const n = Math.sqrt(a.length);
  return a.map((_, index) => {
    const row = Math.floor(index / n);
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[row * n + k]! * b[k * n + (index % n)]!;
    return sum;
  });
}

/** WGSL has no matrix ± scalar; MaterialX's GLSL adds to every element. */
const matrixSafe = (args: PrintArguments, operator: string): string => {
  if (isMatrix(args) && args.inputType('in2') === 'float') throw new Error('a matrix with a scalar is not supported');
  return `${args.value('in1')} ${operator} ${args.value('in2')}`;
};
const linear = (f: (a: number, b: number) => number, operator: string): PatternNode => ({
  ops: 1,
  evaluate: (args) => zip(f, [args.wide('in1'), args.wide('in2')]),
  print: (args) => matrixSafe(args, operator),
});

const multiply: PatternNode = {
  ops: 1,
  evaluate: (args: EvaluationArguments) =>
    isMatrix(args)
      ? multiplyRows(args.value('in1'), args.value('in2'))
      : zip((a, b) => a * b, [args.wide('in1'), args.wide('in2')]),
  // Document rows are WGSL columns, so the order turns round.
  print: (args) =>
    isMatrix(args) ? `${args.value('in2')} * ${args.value('in1')}` : `${args.value('in1')} * ${args.value('in2')}`,
};

const divide: PatternNode = {
  ops: 1,
  evaluate: (args) => {
    if (isMatrix(args)) throw new Error('division of matrices is not supported');
    return zip((a, b) => a / b, [args.wide('in1'), args.wide('in2')]);
  },
  print: (args) => matrixSafe(args, '/'),
};

/** Arithmetic, rounding, powers, trigonometry, limits: MaterialX standard nodes of group `math` that act on components. */
export const mathNodes: PatternNodes = {
  add: linear((a, b) => a + b, '+'),
  subtract: linear((a, b) => a - b, '-'),
  multiply,
  divide,
  modulo: binary(
    (a, b) => a - b * Math.floor(a / b),
    (a, b) => `${a} - ${b} * floor(${a} / ${b})`,
    4,
  ),
  fract: unary(
    (x) => x - Math.floor(x),
    (x) => `fract(${x})`,
  ),
  invert: componentwise(
    ['amount', 'in'],
    (amount, x) => amount - x,
    (amount, x) => `${amount} - ${x}`,
  ),
  absval: unary(Math.abs, (x) => `abs(${x})`),
  floor: rounding(Math.floor, 'floor'),
  ceil: rounding(Math.ceil, 'ceil'),
  round: rounding(roundHalfEven, 'round'),
  // Powers of negative numbers are undefined in MaterialX's GLSL; 0 here.
  power: {
    ops: 3,
    evaluate: (args) => zip((x, y) => Math.pow(Math.max(x, 0), y), [args.wide('in1'), args.wide('in2')]),
    print: (args) =>
      `${args.use(`package::math::mxMath::mx_power_${args.type}`)}(${args.wide('in1')}, ${args.wide('in2')})`,
  },
  sin: unary(Math.sin, (x) => `sin(${x})`),
  cos: unary(Math.cos, (x) => `cos(${x})`),
  tan: unary(Math.tan, (x) => `tan(${x})`),
  asin: unary(Math.asin, (x) => `asin(${x})`, 4),
  acos: unary(Math.acos, (x) => `acos(${x})`, 4),
  atan2: componentwise(['iny', 'inx'], Math.atan2, (y, x) => `atan2(${y}, ${x})`, 4),
  sqrt: unary(Math.sqrt, (x) => `sqrt(${x})`),
  // Of 0 it would be endless, and 0 times that no number: colours that nothing passes have their logarithm taken (open_pbr_surface).
  ln: unary(
    (x) => Math.log(Math.abs(x) + LEAST_OF_LN),
    (x) => `log(abs(${x}) + ${LEAST_OF_LN})`,
  ),
  exp: unary(Math.exp, (x) => `exp(${x})`),
  sign: unary(Math.sign, (x) => `sign(${x})`),
  // Not WGSL's clamp: constant limits in the wrong order would be a shader error there.
  clamp: componentwise(
    ['in', 'low', 'high'],
    (x, low, high) => Math.min(Math.max(x, low), high),
    (x, low, high) => `min(max(${x}, ${low}), ${high})`,
    2,
  ),
  min: binary(Math.min, (a, b) => `min(${a}, ${b})`),
  max: binary(Math.max, (a, b) => `max(${a}, ${b})`),
};
