import type { EvaluationArguments, PatternNode, PatternNodes, PrintArguments } from './patternNode.ts';

/** What MaterialX counts as zero where it would divide. */
const EPSILON = 1e-8;

/** A blend of foreground and background per channel, faded by `mix` between the background and the blend. */
const blend = (f: (fg: number, bg: number) => number, print: (fg: string, bg: string) => string): PatternNode => ({
  ops: 5,
  evaluate: (args) => {
    const [fg, bg, fade] = ['fg', 'bg', 'mix'].map(args.wide);
    return bg!.map((b, i) => fade![i]! * f(fg![i]!, b) + (1 - fade![i]!) * b);
  },
  print: (args) => {
    const [fg, bg, fade] = ['fg', 'bg', 'mix'].map(args.value);
    return `${fade} * (${print(fg!, bg!)}) + (1.0 - ${fade}) * ${bg}`;
  },
});

/** Porter and Duff's operators on four channels, alpha last, faded by `mix`. */
const porterDuff = (
  f: (fg: number[], bg: number[]) => number[],
  print: (fg: string, bg: string) => string,
): PatternNode => ({
  ops: 5,
  evaluate: (args) => {
    const [fg, bg, fade] = [args.value('fg'), args.value('bg'), args.value('mix')[0]!];
    const full = f(fg, bg);
    return bg.map((b, i) => fade * full[i]! + (1 - fade) * b);
  },
  print: (args) => {
    const [fg, bg, fade] = ['fg', 'bg', 'mix'].map(args.value);
    return `${fade} * (${print(fg!, bg!)}) + (1.0 - ${fade}) * ${bg}`;
  },
});

/** Burn and dodge have a black result, unfaded, where they would divide by zero. */
const guarded = (
  f: (fg: number, bg: number) => { by: number; full: number },
  name: 'mx_burn' | 'mx_dodge',
): PatternNode => ({
  ops: 7,
  evaluate: (args: EvaluationArguments) => {
    const [fg, bg, fade] = ['fg', 'bg', 'mix'].map(args.wide);
    return bg!.map((b, i) => {
      const { by, full } = f(fg![i]!, b);
      return Math.abs(by) < EPSILON ? 0 : fade![i]! * full + (1 - fade![i]!) * b;
    });
  },
  print: (args: PrintArguments) => {
    const call = args.use(`package::math::mxCompositing::${name}`);
    const [fg, bg, fade] = ['fg', 'bg', 'mix'].map(args.value);
    if (args.type === 'f32') return `${call}(${fg}, ${bg}, ${fade})`;
    const channels = args.type === 'vec3f' ? ['x', 'y', 'z'] : ['x', 'y', 'z', 'w'];
    return `${args.type}(${channels.map((c) => `${call}(${fg}.${c}, ${bg}.${c}, ${fade})`).join(', ')})`;
  },
});

/** Compositing nodes of the standard library. */
export const compositingNodes: PatternNodes = {
  mix: {
    ops: 3,
    evaluate: (args) => {
      const [fg, bg, mix] = ['fg', 'bg', 'mix'].map(args.wide);
      return bg!.map((b, i) => b * (1 - mix![i]!) + fg![i]! * mix![i]!);
    },
    print: (args) => `mix(${args.value('bg')}, ${args.value('fg')}, ${args.wide('mix')})`,
  },
  plus: blend(
    (fg, bg) => bg + fg,
    (fg, bg) => `${bg} + ${fg}`,
  ),
  minus: blend(
    (fg, bg) => bg - fg,
    (fg, bg) => `${bg} - ${fg}`,
  ),
  difference: blend(
    (fg, bg) => Math.abs(bg - fg),
    (fg, bg) => `abs(${bg} - ${fg})`,
  ),
  screen: blend(
    (fg, bg) => 1 - (1 - fg) * (1 - bg),
    (fg, bg) => `1.0 - (1.0 - ${fg}) * (1.0 - ${bg})`,
  ),
  burn: guarded((fg, bg) => ({ by: fg, full: 1 - (1 - bg) / fg }), 'mx_burn'),
  dodge: guarded((fg, bg) => ({ by: 1 - fg, full: bg / (1 - fg) }), 'mx_dodge'),
  premult: {
    ops: 1,
    evaluate: (args) => args.value('in').map((x, i, all) => (i < 3 ? x * all[3]! : x)),
    print: (args) => `vec4f(${args.value('in')}.rgb * ${args.value('in')}.a, ${args.value('in')}.a)`,
  },
  unpremult: {
    ops: 1,
    evaluate: (args) => args.value('in').map((x, i, all) => (i < 3 ? x / all[3]! : x)),
    print: (args) => `vec4f(${args.value('in')}.rgb / ${args.value('in')}.a, ${args.value('in')}.a)`,
  },
  in: porterDuff(
    (fg, bg) => fg.map((f) => f * bg[3]!),
    (fg, bg) => `${fg} * ${bg}.a`,
  ),
  out: porterDuff(
    (fg, bg) => fg.map((f) => f * (1 - bg[3]!)),
    (fg, bg) => `${fg} * (1.0 - ${bg}.a)`,
  ),
  mask: porterDuff(
    (fg, bg) => bg.map((b) => b * fg[3]!),
    (fg, bg) => `${bg} * ${fg}.a`,
  ),
  over: porterDuff(
    (fg, bg) => fg.map((f, i) => f + bg[i]! * (1 - fg[3]!)),
    (fg, bg) => `${fg} + ${bg} * (1.0 - ${fg}.a)`,
  ),
  matte: porterDuff(
    (fg, bg) => fg.map((f, i) => (i < 3 ? f * fg[3]! : f) + bg[i]! * (1 - fg[3]!)),
    (fg, bg) => `vec4f(${fg}.rgb * ${fg}.a, ${fg}.a) + ${bg} * (1.0 - ${fg}.a)`,
  ),
  disjointover: {
    ops: 6,
    evaluate: (args) => {
      const [fg, bg, fade] = [args.value('fg'), args.value('bg'), args.value('mix')[0]!];
      const alpha = fg[3]! + bg[3]!;
      let share = 1;
      if (alpha > 1) share = Math.abs(bg[3]!) < EPSILON ? 0 : (1 - fg[3]!) / bg[3]!;
      const black = alpha > 1 && Math.abs(bg[3]!) < EPSILON;
      const full = fg.map((f, i) => (i < 3 ? (black ? 0 : f + bg[i]! * share) : Math.min(alpha, 1)));
      return bg.map((b, i) => full[i]! * fade + (1 - fade) * b);
    },
    print: (args) =>
      `${args.use('package::math::mxCompositing::mx_disjoint_over')}(${['fg', 'bg', 'mix'].map(args.value).join(', ')})`,
  },
  inside: {
    ops: 1,
    evaluate: (args) => args.value('in').map((x) => x * args.value('mask')[0]!),
    print: (args) => `${args.value('in')} * ${args.value('mask')}`,
  },
  outside: {
    ops: 2,
    evaluate: (args) => args.value('in').map((x) => x * (1 - args.value('mask')[0]!)),
    print: (args) => `${args.value('in')} * (1.0 - ${args.value('mask')})`,
  },
};
