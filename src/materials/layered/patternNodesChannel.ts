import type { PatternNode, PatternNodes } from './patternNode.ts';

/** Puts the components of in1, in2, … behind each other. */
const combine: PatternNode = {
  ops: 0,
  evaluate: (args) => combined(args.node.inputs).flatMap(args.value),
  print: (args) => `${args.type}(${combined(args.node.inputs).map(args.value).join(', ')})`,
};
const combined = (inputs: object): string[] =>
  Object.keys(inputs)
    .filter((name) => /^in\d$/.test(name))
    .toSorted();

const passThrough = (name: string): PatternNode => ({
  ops: 0,
  evaluate: (args) => args.value(name),
  print: (args) => args.value(name),
});

type Comparison = { evaluate: (a: number, b: number) => boolean; operator: string };

/** `in1` where the comparison of `value1` and `value2` holds, else `in2`; without those inputs, the truth itself. */
const conditional = ({ evaluate, operator }: Comparison): PatternNode => ({
  ops: 2,
  evaluate: (args) => {
    const holds = evaluate(args.value('value1')[0]!, args.value('value2')[0]!);
    if (!('in1' in args.node.inputs)) return [holds ? 1 : 0];
    return args.value(holds ? 'in1' : 'in2');
  },
  print: (args) => {
    const condition = `${args.value('value1')} ${operator} ${args.value('value2')}`;
    if (!('in1' in args.node.inputs)) return condition;
    // select() takes no matrices.
    if (args.node.type.startsWith('matrix'))
      throw new Error('a choice between matrices that depends on the surface is not supported');
    return `select(${args.value('in2')}, ${args.value('in1')}, ${condition})`;
  },
});

const logic = (f: (a: number, b: number) => boolean, operator: string): PatternNode => ({
  ops: 1,
  evaluate: (args) => [f(args.value('in1')[0]!, args.value('in2')[0]!) ? 1 : 0],
  print: (args) => `${args.value('in1')} ${operator} ${args.value('in2')}`,
});

/** Channels, conversions, choices and logic. */
export const channelNodes: PatternNodes = {
  constant: passThrough('value'),
  dot: passThrough('in'),
  combine2: combine,
  combine3: combine,
  combine4: combine,
  extract: {
    ops: 0,
    evaluate: (args) => {
      const [from, index] = [args.value('in'), args.value('index')[0]!];
      return [from[Math.min(Math.max(index, 0), from.length - 1)]!];
    },
    print: (args) => {
      const index = args.node.inputs.index;
      if (index?.kind !== 'value' || typeof index.value !== 'number') throw new Error(`input 'index' must be constant`);
      const size = { vector2: 2, color4: 4, vector4: 4 }[args.inputType('in') as string] ?? 3;
      return `${args.value('in')}.${'xyzw'[Math.min(Math.max(index.value, 0), size - 1)]}`;
    },
  },
  // What flattening leaves of `convert`: booleans and integers to float.
  convert: {
    ops: 1,
    evaluate: (args) => args.value('in'),
    print: (args) => `${args.type}(${args.value('in')})`,
  },
  ifgreater: conditional({ evaluate: (a, b) => a > b, operator: '>' }),
  ifgreatereq: conditional({ evaluate: (a, b) => a >= b, operator: '>=' }),
  ifequal: conditional({ evaluate: (a, b) => a === b, operator: '==' }),
  and: logic((a, b) => a !== 0 && b !== 0, '&&'),
  or: logic((a, b) => a !== 0 || b !== 0, '||'),
  not: {
    ops: 1,
    evaluate: (args) => [args.value('in')[0] === 0 ? 1 : 0],
    print: (args) => `!${args.value('in')}`,
  },
};
