import type { EvaluationArguments, PatternNodes, PrintArguments } from './patternNode.ts';
import { cross, dot } from './patternNodesVector.ts';

// Shader: shaders/math/mxHextile.wgsl. Documents say `hextiledimage` and `hextilednormalmap`; hextile.ts makes these nodes of them.

const SCALE = 2 * Math.sqrt(3);
const SKEW = 2 / Math.sqrt(3);

const { fround } = Math;
const fract = (x: number): number => x - Math.floor(x);
const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
const sum = (list: readonly number[]): number => list.reduce((total, x) => total + x, 0);

/** In steps of f32: its fractions of large numbers are other ones in float64. */
function hash(p: readonly [number, number]): [number, number] {
  const [x, y] = p.map(fround) as [number, number];
  const a = [x, y, x].map((v, i) => fround(fract(fround(v * fround([0.1031, 0.103, 0.0973][i]!)))));
  const shift = fround(
    dot(
      a,
      [a[1]!, a[2]!, a[0]!].map((v) => fround(v + fround(33.33))),
    ),
  );
  const b = a.map((v) => fround(v + shift));
  return [fract(fround(fround(b[0]! + b[1]!) * b[2]!)), fract(fround(fround(b[0]! + b[2]!) * b[1]!))];
}

/** The triangle that a place of the texture plane lies in: barycentric coordinates and corners, in cells. */
function triangle([x, y]: readonly number[]) {
  const skewed = [SCALE * (x! - (SKEW / 2) * y!), SCALE * SKEW * y!];
  const [u, v] = skewed.map(fract) as [number, number];
  const [i, j] = skewed.map(Math.floor) as [number, number];
  return u + v < 1
    ? {
        weights: [1 - u - v, v, u],
        corners: [
          [i, j],
          [i, j + 1],
          [i + 1, j],
        ] as const,
      }
    : {
        weights: [u + v - 1, 1 - v, 1 - u],
        corners: [
          [i + 1, j + 1],
          [i + 1, j],
          [i, j + 1],
        ] as const,
      };
}

const place = (args: EvaluationArguments): number[] => {
  const [s, t] = args.value('tiling');
  const [u, v] = args.value('texcoord');
  return [u! * s!, v! * t!];
};
const printPlace = (args: PrintArguments): string => `(${args.value('texcoord')} * ${args.value('tiling')})`;

const randomOf = (corner: readonly [number, number]) => hash([corner[0] + 0.12345, corner[1] + 0.12345]);

function turnOf(args: EvaluationArguments, random: number): number {
  const [low, high] = args.value('rotationrange');
  return (mix(low!, high!, random * args.value('rotation')[0]!) * Math.PI) / 180;
}

function gain(x: number, falloff: number): number {
  const a = (1 / Math.min(Math.max(falloff, 0.001), 0.999) - 2) * (1 - 2 * x);
  return x < 0.5 ? x / (a + 1) : (a - x) / (a - 1);
}

function shares(weights: readonly number[], contrast: readonly number[], falloff: number): number[] {
  const powers = weights.map((w, i) => contrast[i]! * Math.max(w, 0) ** 7);
  const plain = powers.map((p) => p / Math.max(sum(powers), 1e-20));
  if (falloff === 0.5) return plain;
  const gained = plain.map((p) => gain(p, falloff));
  return gained.map((p) => p / Math.max(sum(gained), 1e-20));
}

const unit = (v: readonly number[]): number[] => v.map((x) => x / Math.sqrt(dot(v, v)));

const use = (args: PrintArguments, name: string): string => args.use(`package::math::mxHextile::mx_hextile_${name}`);
const texels = (args: PrintArguments): string => ['in1', 'in2', 'in3', 'weights'].map(args.value).join(', ');

export const hextileNodes: PatternNodes = {
  hextileweights: {
    ops: 6,
    evaluate: (args) => triangle(place(args)).weights,
    print: (args) => `${use(args, 'weights')}${printPlace(args)}`,
  },
  hextileturns: {
    ops: 40,
    evaluate: (args) => triangle(place(args)).corners.map((corner) => turnOf(args, randomOf(corner)[0])),
    print: (args) =>
      `${use(args, 'turns')}(${printPlace(args)}, ${args.value('rotation')}, ${args.value('rotationrange')})`,
  },
  hextilecoordinates: {
    ops: 40,
    evaluate: (args) => {
      const at = place(args);
      const [i, j] = triangle(at).corners[args.value('corner')[0]!]!;
      const centre = [(i + j / 2) / SCALE, j / SKEW / SCALE];
      const random = randomOf([i, j]);
      const turn = turnOf(args, random[0]);
      const [c, s] = [Math.cos(turn), Math.sin(turn)];
      const [x, y] = at.map((v, k) => v - centre[k]!) as [number, number];
      const [[smallest, largest], [scale], [low, high], [offset]] = [
        'scalerange',
        'scale',
        'offsetrange',
        'offset',
      ].map(args.value) as [number[], number[], number[], number[]];
      const size = mix(1, mix(smallest!, largest!, random[1]), scale!);
      return [x * c - y * s, x * s + y * c].map(
        (v, k) => v / size + centre[k]! + mix(low!, high!, random[k]! * offset!),
      );
    },
    print: (args) => {
      const rest = ['rotation', 'rotationrange', 'scale', 'scalerange', 'offset', 'offsetrange'].map(args.value);
      return `${use(args, 'coordinates')}(${printPlace(args)}, ${args.value('corner')}, ${rest.join(', ')})`;
    },
  },
  hextileblend: {
    ops: 12,
    evaluate: (args) => {
      const images = ['in1', 'in2', 'in3'].map(args.value);
      const [falloff] = args.value('falloff');
      const [contrast] = args.value('falloffcontrast');
      const luma = args.value('lumacoeffs');
      const seen = images.map((image) => mix(1, dot(luma, image), contrast!));
      const w = shares(args.value('weights'), seen, falloff!);
      const color = [0, 1, 2].map((c) => sum(images.map((image, i) => w[i]! * image[c]!)));
      if (args.size === 3) return color;
      const alpha = sum(images.map((image) => image[3]!)) / 3;
      return [...color, falloff === 0.5 ? alpha : gain(alpha, falloff!)];
    },
    print: (args) => {
      const rest = ['falloff', 'falloffcontrast', 'lumacoeffs'].map(args.value).join(', ');
      return `${use(args, args.type === 'vec4f' ? 'blend4' : 'blend')}(${texels(args)}, ${rest})`;
    },
  },
  hextilenormals: {
    ops: 60,
    evaluate: (args) => {
      const [n, t, b] = ['normal', 'tangent', 'bitangent'].map(args.value) as [number[], number[], number[]];
      const [[falloff], [strength], [flip]] = ['falloff', 'strength', 'flip_g'].map(args.value);
      const turns = args.value('turns');
      const w = shares(args.value('weights'), [1, 1, 1], falloff!);
      const gradients = ['in1', 'in2', 'in3'].map(args.value).map((texel, i) => {
        const [x, y, z] = [texel[0]!, flip ? 1 - texel[1]! : texel[1]!, texel[2]!].map((v) => 2 * v - 1);
        const flat = t.map((v, k) => strength! * (v * x! + b[k]! * y!));
        const [c, s] = [Math.cos(turns[i]!), Math.sin(turns[i]!)];
        const [across, along] = [cross(n, flat), dot(n, flat)];
        const m = unit(flat.map((v, k) => v * c + across[k]! * s + n[k]! * (along * (1 - c) + z!)));
        const d = dot(n, m);
        return m.map((v, k) => (d * n[k]! - v) / Math.max(Math.abs(d), 1e-8));
      });
      return unit(n.map((v, k) => v - sum(gradients.map((g, i) => Math.min(Math.max(w[i]!, 0), 1) * g[k]!))));
    },
    print: (args) => {
      const rest = ['turns', 'falloff', 'strength', 'flip_g', 'normal', 'tangent', 'bitangent'].map(args.value);
      return `${use(args, 'normal')}(${texels(args)}, ${rest.join(', ')})`;
    },
  },
};
