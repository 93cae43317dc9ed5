import { parseArgs } from 'node:util';
import type { BelowSurface } from '../materials/layered/layeredProgram.ts';
import { TONE_MAP_INDEX, type ToneMap } from '../pathtracer/toneMap.ts';

export const RENDER_USAGE = `render SUBJECT -o OUT.png
SUBJECT          shaderBall, teapot, sphere, plane, or a .glb or .gltf file
  --material M   .mtlx (of several in it: FILE.mtlx#NAME) or baked .glb; takes the place of the subject's materials
  --split M      another material for the right half
  --layering L   of documents: albedo (default), or transport: light walks between layers; albedo,transport: of either half
  --subsurface S of documents: diffuse (default), or walk: light walks through closed meshes; diffuse,walk: of either half
  --env E        .hdr or .exr file, or studio, workshop, sunset, city, uniform (default studio)
  --size N|WxH   pixels (default 512)           --spp N        samples a pixel (default 64)
  --bounces N    surface vertices (default 6)   --seed N       (default 1)
  --exposure EV  stops (default 0)              --tone-map T   linear, aces, agx, neutral (default agx)
  --adapter A    gpu, lavapipe, swiftshader     --json         last line: what was done as one JSON object`;

export interface RenderOptions {
  readonly subject: string;
  readonly output: string;
  readonly material: string | undefined;
  readonly split: string | undefined;
  /** Of `material` and of `split`. */
  readonly below: readonly [BelowSurface, BelowSurface];
  readonly environment: string;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly bounces: number;
  readonly seed: number;
  /** Stops. */
  readonly exposure: number;
  readonly toneMap: ToneMap;
  readonly adapter: 'gpu' | 'lavapipe' | 'swiftshader' | undefined;
  readonly json: boolean;
}

/** @throws Error naming the option and what it takes */
export function parseRenderOptions(argv: readonly string[]): RenderOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      output: { type: 'string', short: 'o' },
      material: { type: 'string' },
      split: { type: 'string' },
      layering: { type: 'string' },
      subsurface: { type: 'string' },
      env: { type: 'string', default: 'studio' },
      size: { type: 'string', default: '512' },
      spp: { type: 'string', default: '64' },
      bounces: { type: 'string', default: '6' },
      seed: { type: 'string', default: '1' },
      exposure: { type: 'string', default: '0' },
      'tone-map': { type: 'string', default: 'agx' },
      adapter: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [subject, ...more] = positionals;
  if (subject === undefined || more.length > 0) throw new Error(`render takes one subject, not ${positionals.length}`);
  if (!values.output?.toLowerCase().endsWith('.png')) throw new Error('render needs -o FILE.png');
  const size = /^(\d+)(?:x(\d+))?$/.exec(values.size);
  if (!size) throw new Error(`--size is '${values.size}'; it takes pixels, such as 512 or 640x480`);
  const { material, split } = values;
  const layering = halves('--layering', values.layering, ['albedo', 'transport'] as const, [material, split]);
  const subsurface = halves('--subsurface', values.subsurface, ['diffuse', 'walk'] as const, [material, split]);
  return {
    subject,
    output: values.output,
    material,
    split,
    below: [
      { layering: layering[0], subsurface: subsurface[0] },
      { layering: layering[1], subsurface: subsurface[1] },
    ],
    environment: values.env,
    width: whole('--size', size[1], 1, 16384),
    height: whole('--size', size[2] ?? size[1], 1, 16384),
    samples: whole('--spp', values.spp, 1, 2 ** 24),
    bounces: whole('--bounces', values.bounces, 1, 64),
    seed: whole('--seed', values.seed, 0, 2 ** 32 - 1),
    exposure: stops(values.exposure),
    toneMap: oneOf('--tone-map', values['tone-map'], Object.keys(TONE_MAP_INDEX) as ToneMap[]),
    adapter: values.adapter === undefined ? undefined : oneOf('--adapter', values.adapter, ADAPTERS),
    json: values.json,
  };
}

const ADAPTERS = ['gpu', 'lavapipe', 'swiftshader'] as const;

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Error(`${option} is '${text}'; it takes a whole number from ${least} to ${most}`);
  return value;
}

/** One name, or one of either half; left out, the first. Only documents look at it. */
function halves<T extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly T[],
  materials: readonly (string | undefined)[],
): readonly [T, T] {
  if (text === undefined) return [allowed[0], allowed[0]];
  const [one, two, ...more] = text.split(',').map((name) => oneOf(option, name, allowed));
  if (more.length > 0) throw new Error(`${option} is '${text}'; it takes one or two of ${allowed.join(', ')}`);
  const isDocument = materials.map((path) => path !== undefined && /\.mtlx(#.*)?$/i.test(path));
  if (two !== undefined && !isDocument[1]) throw new Error(`${option} is '${text}'; --split has no document (.mtlx)`);
  if (!isDocument.includes(true))
    throw new Error(`${option} is of documents (.mtlx), and neither --material nor --split is one`);
  return [one, two ?? one];
}

function stops(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(Math.abs(value) <= 32))
    throw new Error(`--exposure is '${text}'; it takes stops from -32 to 32`);
  return value;
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === text);
  if (!found) throw new Error(`${option} is '${text}'; it takes ${allowed.join(', ')}`);
  return found;
}
