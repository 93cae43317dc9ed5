import type { PatternNode, PatternNodes } from './patternNode.ts';

/** Hue in turns, saturation, value; Foley and van Dam's hexcone. */
function rgbToHsv([r, g, b]: readonly number[]): number[] {
  const value = Math.max(r!, g!, b!);
  const chroma = value - Math.min(r!, g!, b!);
  const saturation = value > 0 ? chroma / value : 0;
  if (saturation <= 0) return [0, saturation, value];
  let sixths: number;
  if (r! >= value) sixths = (g! - b!) / chroma;
  else if (g! >= value) sixths = 2 + (b! - r!) / chroma;
  else sixths = 4 + (r! - g!) / chroma;
  const hue = sixths / 6;
  return [hue < 0 ? hue + 1 : hue, saturation, value];
}

/** The inverse of `rgbToHsv`; saturations below 1e-4 are grey, as in MaterialX. */
function hsvToRgb([hue, saturation, value]: readonly number[]): number[] {
  if (saturation! < 1e-4) return [value!, value!, value!];
  const sixths = 6 * (hue! - Math.floor(hue!));
  const sector = Math.trunc(sixths);
  const f = sixths - sector;
  const p = value! * (1 - saturation!);
  const q = value! * (1 - saturation! * f);
  const t = value! * (1 - saturation! * (1 - f));
  return [
    [value!, t, p],
    [q, value!, p],
    [p, value!, t],
    [p, q, value!],
    [t, p, value!],
    [value!, p, q],
  ][Math.min(sector, 5)]!;
}

/** A conversion of three channels; MaterialX sets the alpha of its four-channel forms to 1. */
const conversion = (f: (rgb: number[]) => number[], name: string, ops: number): PatternNode => ({
  ops,
  evaluate: (args) => {
    const rgb = f(args.value('in').slice(0, 3));
    return args.size === 4 ? [...rgb, 1] : rgb;
  },
  print: (args) => {
    const call = `${args.use(`package::math::mxColor::${name}`)}(${args.value('in')}${args.type === 'vec4f' ? '.rgb' : ''})`;
    return args.type === 'vec4f' ? `vec4f(${call}, 1.0)` : call;
  },
});

/** Chromaticity of a blackbody radiator at luminance 1, linear Rec.709. Kim et al. 2002, cubic splines of the Planckian locus. */
function blackbody(kelvin: number): number[] {
  const temperature = Math.min(Math.max(kelvin, 1667), 25000);
  const t = 1000 / temperature;
  const cubic = ([a, b, c, d]: readonly number[], x: number): number => ((a! * x + b!) * x + c!) * x + d!;
  const x = cubic(
    temperature < 4000 ? [-0.2661239, -0.234358, 0.8776956, 0.17991] : [-3.0258469, 2.1070379, 0.2226347, 0.24039],
    t,
  );
  let locus = [3.081758, -5.8733867, 3.75112997, -0.37001483];
  if (temperature < 2222) locus = [-1.1063814, -1.3481102, 2.18555832, -0.20219683];
  else if (temperature < 4000) locus = [-0.9549476, -1.37418593, 2.09137015, -0.16748867];
  const y = cubic(locus, x);
  if (y <= 0) return [1, 1, 1];
  const [X, Z] = [x / y, (1 - x - y) / y];
  const rgb = [3.2406 * X - 1.5372 - 0.4986 * Z, -0.9689 * X + 1.8758 + 0.0415 * Z, 0.0557 * X - 0.204 + 1.057 * Z];
  return rgb.map((channel) => Math.max(channel, 0));
}

/** MaterialX's M_FLOAT_EPS: the floor of squared roughness. */
const EPSILON = 1e-8;
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** Adjustment nodes, and the parameter conversions of the physically based library. */
export const colorNodes: PatternNodes = {
  remap: {
    ops: 6,
    evaluate: (args) => {
      const [x, inLow, inHigh, low, high] = ['in', 'inlow', 'inhigh', 'outlow', 'outhigh'].map(args.wide);
      return x!.map((v, i) => low![i]! + ((v - inLow![i]!) * (high![i]! - low![i]!)) / (inHigh![i]! - inLow![i]!));
    },
    print: (args) => {
      const [x, inLow, inHigh, low, high] = ['in', 'inlow', 'inhigh', 'outlow', 'outhigh'].map(args.wide);
      return `${low} + (${x} - ${inLow}) * (${high} - ${low}) / (${inHigh} - ${inLow})`;
    },
  },
  smoothstep: {
    ops: 7,
    evaluate: (args) => {
      const [x, low, high] = ['in', 'low', 'high'].map((name) => args.value(name)[0]!) as [number, number, number];
      if (x >= high) return [1];
      if (x <= low) return [0];
      const t = (x - low) / (high - low);
      return [t * t * (3 - 2 * t)];
    },
    print: (args) =>
      `${args.use('package::math::mxMath::mx_smoothstep')}(${['in', 'low', 'high'].map(args.value).join(', ')})`,
  },
  luminance: {
    ops: 2,
    evaluate: (args) => {
      const [color, weights] = [args.value('in'), args.value('lumacoeffs')];
      const sum = weights.reduce((total, weight, i) => total + weight * color[i]!, 0);
      return color.map((channel, i) => (i < 3 ? sum : channel));
    },
    print: (args) => {
      const [color, weights] = [args.value('in'), args.value('lumacoeffs')];
      if (args.type === 'vec3f') return `vec3f(dot(${color}, ${weights}))`;
      return `vec4f(vec3f(dot(${color}.rgb, ${weights})), ${color}.a)`;
    },
  },
  rgbtohsv: conversion(rgbToHsv, 'mx_rgb_to_hsv', 6),
  hsvtorgb: conversion(hsvToRgb, 'mx_hsv_to_rgb', 6),
  roughness_anisotropy: {
    ops: 5,
    evaluate: (args) => {
      const squared = clamp(args.value('roughness')[0]! ** 2, EPSILON, 1);
      const anisotropy = args.value('anisotropy')[0]!;
      if (anisotropy <= 0) return [squared, squared];
      const aspect = Math.sqrt(1 - clamp(anisotropy, 0, 0.98));
      return [Math.min(squared / aspect, 1), squared * aspect];
    },
    print: (args) =>
      `${args.use('package::math::mxColor::mx_roughness_anisotropy')}(${args.value('roughness')}, ${args.value('anisotropy')})`,
  },
  roughness_dual: {
    ops: 3,
    evaluate: (args) => {
      const [x, y] = args.value('roughness') as [number, number];
      return [x, y < 0 ? x : y].map((roughness) => clamp(roughness * roughness, EPSILON, 1));
    },
    print: (args) => `${args.use('package::math::mxColor::mx_roughness_dual')}(${args.value('roughness')})`,
  },
  // Gulbrandsen, "Artist Friendly Metallic Fresnel", JCGT 2014.
  artistic_ior: {
    ops: 12,
    evaluate: (args) => {
      const edge = args.value('edge_color');
      return args.value('reflectivity').map((reflectivity, i) => {
        const r = clamp(reflectivity, 0, 0.99);
        const low = (1 - r) / (1 + r);
        const high = (1 + Math.sqrt(r)) / (1 - Math.sqrt(r));
        const n = high + (low - high) * edge[i]!;
        if (args.output === 'ior') return n;
        return Math.sqrt(Math.max(((n + 1) ** 2 * r - (n - 1) ** 2) / (1 - r), 0));
      });
    },
    print: (args) => {
      const name = args.output === 'ior' ? 'mx_artistic_ior' : 'mx_artistic_extinction';
      return `${args.use(`package::math::mxColor::${name}`)}(${args.value('reflectivity')}, ${args.value('edge_color')})`;
    },
  },
  // Constant temperatures fold; one that varies over the surface is not worth a spline a hit.
  blackbody: {
    ops: 12,
    evaluate: (args) => blackbody(args.value('temperature')[0]!),
    print: () => {
      throw new Error('its temperature must be constant');
    },
  },
};
