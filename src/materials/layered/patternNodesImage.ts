import { isSrgb } from './colorSpace.ts';
import type { FlatNode } from './flatGraph.ts';
import type { PatternNode, PatternNodes, PrintArguments } from './patternNode.ts';
import { floatLiteral } from './wgslText.ts';

/** File and encoding an image node reads. @throws when the file is not a constant. */
export function imageFile(node: FlatNode): { file: string; srgb: boolean } {
  const file = node.inputs.file;
  if (file?.kind !== 'value') throw new Error(`input 'file' must be a constant`);
  const color = node.type === 'color3' || node.type === 'color4';
  return { file: String(file.value), srgb: color && isSrgb(file.colorspace ?? '') };
}

const text = (node: FlatNode, name: string): string => {
  const input = node.inputs[name];
  return input?.kind === 'value' ? String(input.value) : '';
};

const MODES = ['periodic', 'clamp', 'mirror', 'constant'];

/** A coordinate with the address mode applied, ready for bilinear filtering with a repeating sampler. */
function address(mode: string, x: number, size: number): number {
  if (mode === 'periodic') return x;
  const folded = mode === 'mirror' ? 1 - Math.abs(x - 2 * Math.floor(x / 2) - 1) : x;
  return Math.min(Math.max(folded, 0.5 / size), 1 - 0.5 / size);
}

/** `image`: bilinear on the levels of the footprint (or the nearest texel of level 0), rows from the top of the file; texture coordinates with v up. */
const image: PatternNode = {
  ops: 4,
  fetches: 1,
  varying: true,
  check: (node) => {
    if (text(node, 'layer') !== '') return `it reads layer '${text(node, 'layer')}' of a file with several`;
    if (text(node, 'framerange') !== '') return 'it reads a sequence of frames';
    const modes = [text(node, 'uaddressmode'), text(node, 'vaddressmode')];
    const unknown = modes.find((mode) => !MODES.includes(mode));
    return unknown === undefined ? undefined : `address mode '${unknown}' is unknown`;
  },
  evaluate: (args) => {
    const { file, srgb } = imageFile(args.node);
    const modes = [args.text('uaddressmode'), args.text('vaddressmode')];
    const uv = args.value('texcoord');
    if (uv.some((x, i) => modes[i] === 'constant' && (x < 0 || x > 1))) return args.value('default');
    const size = args.point.imageSize(file, srgb);
    let at = uv.map((x, i) => address(modes[i]!, x, size[i]!));
    // From the top, as the rows of the texture run.
    if (args.text('filtertype') === 'closest') {
      const [u, v] = [at[0]!, 1 - at[1]!].map((x, i) => (Math.floor(x * size[i]!) + 0.5) / size[i]!);
      at = [u!, 1 - v!];
    }
    return args.point.image(file, srgb, at).slice(0, args.size);
  },
  print: (args) => {
    const { file, srgb } = imageFile(args.node);
    const { texture, sampler } = args.texture(file, srgb);
    const uv = `vec2f(${args.value('texcoord')}.x, 1.0 - ${args.value('texcoord')}.y)`;
    const color = `textureSampleLevel(${texture}, ${sampler}, ${addressed(args, texture, uv)}, ${level(args, texture)})`;
    const channels = `${color}${{ f32: '.r', vec2f: '.rg', vec3f: '.rgb', vec4f: '' }[args.type]}`;
    const constant = ['x', 'y'].filter((_, i) => args.text(i === 0 ? 'uaddressmode' : 'vaddressmode') === 'constant');
    if (constant.length === 0) return channels;
    const outside = constant.map((axis) => `abs(${args.value('texcoord')}.${axis} - 0.5) > 0.5`).join(' || ');
    return `select(${channels}, ${args.value('default')}, ${outside})`;
  },
};

/** Level of detail; 0 where there is no footprint. MaterialX's `closest` means the texels themselves. */
function level(args: PrintArguments, texture: string): string {
  const scale = args.text('filtertype') === 'closest' ? 0 : args.uvScale('texcoord');
  if (scale === 0) return '0.0';
  const call = args.use('package::math::mipLevel::mip_level');
  return `${call}(${floatLiteral(scale)} * ${args.point}.footprint, textureDimensions(${texture}))`;
}

/** uv after the address modes and, for `closest`, moved to a texel's centre. */
function addressed(args: PrintArguments, texture: string, uv: string): string {
  const modes = [args.text('uaddressmode'), args.text('vaddressmode')];
  const codes = modes.map((mode) => (mode === 'constant' ? 'clamp' : mode)).map((mode) => MODES.indexOf(mode));
  let result = uv;
  if (codes.some((code) => code !== 0)) {
    const [call, size] = ['mx_address', 'mx_level_size'].map((name) => args.use(`package::math::mxImage::${name}`));
    const modesText = `vec2u(${codes.map((code) => `${code}u`).join(', ')})`;
    result = `${call}(${uv}, ${modesText}, ${size}(textureDimensions(${texture}), ${level(args, texture)}))`;
  }
  if (args.text('filtertype') === 'closest') {
    result = `${args.use('package::math::mxImage::mx_texel_centre')}(${result}, vec2f(textureDimensions(${texture})))`;
  }
  return result;
}

export const imageNodes: PatternNodes = { image };
