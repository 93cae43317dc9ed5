import { cell, cell3, fractal, perlin, perlin3, worley } from './mxNoise.ts';
import type { EvaluationArguments, PatternNode, PatternNodes, PrintArguments } from './patternNode.ts';

type Dimension = 2 | 3;
const place = { 2: 'texcoord', 3: 'position' } as const;

/** Constants MaterialX adds to the place to get a further, independent channel. */
const NOISE_SHIFT = [19, 73, 29];
const FRACTAL_SHIFT = [19, 193, 17];

const shifted = (p: readonly number[], shift: readonly number[]): number[] => p.map((x, i) => x + shift[i]!);
const printShifted = (args: PrintArguments, dimension: Dimension, shift: readonly number[]): string =>
  `${args.value(place[dimension])} + vec${dimension}f(${shift
    .slice(0, dimension)
    .map((x) => `${x}.0`)
    .join(', ')})`;

/** Channels as MaterialX makes them: three share hashes, a fourth is a single noise elsewhere. */
function noiseChannels(p: readonly number[], size: number): number[] {
  if (size === 1) return [perlin(p)];
  const three = perlin3(p);
  return size === 4 ? [...three, perlin(shifted(p, NOISE_SHIFT))] : three.slice(0, size);
}

const noise = (dimension: Dimension): PatternNode => ({
  ops: dimension === 2 ? 160 : 400,
  evaluate: (args) => {
    const amplitude = args.wide('amplitude');
    const pivot = args.value('pivot')[0]!;
    return noiseChannels(args.value(place[dimension]), args.size).map((x, i) => x * amplitude[i]! + pivot);
  },
  print: (args) => {
    const single = (p: string): string => `${args.use(`package::math::mxNoise::mx_perlin${dimension}`)}(${p})`;
    const triple = (): string =>
      `${args.use(`package::math::mxNoise::mx_perlin${dimension}_vec3`)}(${args.value(place[dimension])})`;
    const value = {
      f32: () => single(args.value(place[dimension])),
      vec2f: () => `${triple()}.xy`,
      vec3f: triple,
      vec4f: () => `vec4f(${triple()}, ${single(printShifted(args, dimension, NOISE_SHIFT))})`,
    }[args.type]!();
    return `${value} * ${args.wide('amplitude')} + ${args.value('pivot')}`;
  },
});

function fractalChannels(args: EvaluationArguments, dimension: Dimension): number[] {
  const p = args.value(place[dimension]);
  const [octaves, lacunarity, diminish] = ['octaves', 'lacunarity', 'diminish'].map((name) => args.value(name)[0]!);
  const single = (at: readonly number[]): number[] => fractal((x) => [perlin(x)], at, octaves!, lacunarity!, diminish!);
  const triple = (): number[] => fractal(perlin3, p, octaves!, lacunarity!, diminish!);
  if (args.size === 1) return single(p);
  if (args.size === 2) return [...single(p), ...single(shifted(p, FRACTAL_SHIFT))];
  return args.size === 3 ? triple() : [...triple(), ...single(shifted(p, FRACTAL_SHIFT))];
}

const fractalNoise = (dimension: Dimension): PatternNode => ({
  ops: dimension === 2 ? 500 : 1200,
  evaluate: (args) => {
    const amplitude = args.wide('amplitude');
    return fractalChannels(args, dimension).map((x, i) => x * amplitude[i]!);
  },
  print: (args) => {
    const octaves = ['octaves', 'lacunarity', 'diminish'].map(args.value).join(', ');
    const call = (suffix: string, p: string): string =>
      `${args.use(`package::math::mxFractal::mx_fractal${dimension}${suffix}`)}(${p}, ${octaves})`;
    const p = args.value(place[dimension]);
    const far = (): string => call('', printShifted(args, dimension, FRACTAL_SHIFT));
    const value = {
      f32: () => call('', p),
      vec2f: () => `vec2f(${call('', p)}, ${far()})`,
      vec3f: () => call('_vec3', p),
      vec4f: () => `vec4f(${call('_vec3', p)}, ${far()})`,
    }[args.type]!();
    return `${value} * ${args.wide('amplitude')}`;
  },
});

const cellNoise = (dimension: Dimension): PatternNode => ({
  ops: 40,
  evaluate: (args) => [cell(args.value(place[dimension]))],
  print: (args) => `${args.use(`package::math::mxWorley::mx_cell${dimension}`)}(${args.value(place[dimension])})`,
});

const worleyNoise = (dimension: Dimension): PatternNode => ({
  ops: dimension === 2 ? 1300 : 4500,
  evaluate: (args) => {
    const { distances, nearest } = worley(args.value(place[dimension]), args.value('jitter')[0]!);
    if (args.value('style')[0] !== 1) return distances.slice(0, args.size);
    return args.size === 1 ? [cell(nearest)] : cell3(nearest).slice(0, args.size);
  },
  print: (args) => {
    const form = args.type === 'f32' ? 'single' : 'value';
    const inputs = [place[dimension], 'jitter', 'style'].map(args.value).join(', ');
    const call = `${args.use(`package::math::mxWorley::mx_worley${dimension}_${form}`)}(${inputs})`;
    return args.type === 'vec2f' ? `${call}.xy` : call;
  },
});

/** Procedural nodes that hash the integer lattice. */
export const noiseNodes: PatternNodes = {
  noise2d: noise(2),
  noise3d: noise(3),
  fractal2d: fractalNoise(2),
  fractal3d: fractalNoise(3),
  cellnoise2d: cellNoise(2),
  cellnoise3d: cellNoise(3),
  worleynoise2d: worleyNoise(2),
  worleynoise3d: worleyNoise(3),
};
