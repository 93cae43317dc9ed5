import { parseArgs } from 'node:util';
import { DEMO_NAMES } from '../scene/demoScene.ts';
import { latentPrecisions, MAX_LEVELS, type LatentBits } from '../materials/neural/latentPyramid.ts';
import { DEFAULT_TRAINING } from '../training/settings.ts';
import type { Layering } from '../materials/layered/layeredProgram.ts';
import { decoderNames, isDecoderName, type DecoderName } from '../materials/neural/decoderSpec.ts';

export const BAKE_USAGE = `bake MATERIAL.mtlx -o MATERIAL.glb
  --material NAME  which material, where the document has several
  --mesh MESH      for documents that read the position: a .glb or .gltf file, or a demo object (${DEMO_NAMES.join(', ')})
  --size N         latents a side, a power of two from 16 to 4096 (default 512)
  --latents B      bits a channel in which latents are stored: 16, 8 or 4 (default 8)
  --levels N       latent levels at most (default ${MAX_LEVELS}: down to one texel). 1: for what is seen from near, in half the time
  --level-ratio R  samples that a level gets over those of the next finer one (default ${DEFAULT_TRAINING.levelRatio}): less is better from near
  --coat C         a uniform clear coat is kept as it is, over a network that learns the layers below, or learned with them:
                   kept, learned, or auto (default): kept where it is a near-mirror, which networks cannot learn
  --layering L     albedo (default): MaterialX's own, each layer dimmed by what those above it reflect; or transport: light walks
                   between the layers at random
  --decoder D      ${decoderNames.join(', ')} (default 2x32)
  --seconds N      time for training (default 600), or
  --steps N        steps of training: the same number, seed and adapter give the same networks and latents
  --seed N         (default 1)
  --seeds N        bakes begun side by side, with seeds from --seed on; the best goes on (default 1; for 2x16)
  --adapter A      gpu, lavapipe, swiftshader (default: the best at hand)
  --checkpoint F   every minute and at Ctrl-C keeps in this file what training has reached; where the file is there, goes on
                   from it to the same result, and removes it in the end
  --no-metrics     do not measure FLIP against the reference after training
  --json           last line: what was done as one JSON object`;

const coatChoices = ['auto', 'kept', 'learned'] as const;
export type CoatChoice = (typeof coatChoices)[number];

export interface BakeCommandOptions {
  readonly document: string;
  readonly output: string;
  readonly material: string | undefined;
  readonly mesh: string | undefined;
  readonly size: number;
  readonly latentBits: LatentBits;
  readonly levels: number;
  readonly levelRatio: number;
  readonly coat: CoatChoice;
  readonly layering: Layering;
  readonly decoder: DecoderName;
  readonly seconds: number | undefined;
  readonly steps: number | undefined;
  readonly seed: number;
  readonly seeds: number;
  readonly adapter: 'gpu' | 'lavapipe' | 'swiftshader' | undefined;
  readonly checkpoint: string | undefined;
  readonly metrics: boolean;
  readonly json: boolean;
}

/** @throws Error naming the option and what it takes */
export function parseBakeOptions(argv: readonly string[]): BakeCommandOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      output: { type: 'string', short: 'o' },
      material: { type: 'string' },
      mesh: { type: 'string' },
      size: { type: 'string', default: '512' },
      latents: { type: 'string', default: '8' },
      levels: { type: 'string', default: String(MAX_LEVELS) },
      'level-ratio': { type: 'string', default: String(DEFAULT_TRAINING.levelRatio) },
      coat: { type: 'string', default: 'auto' },
      layering: { type: 'string', default: 'albedo' },
      decoder: { type: 'string', default: '2x32' },
      seconds: { type: 'string' },
      steps: { type: 'string' },
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      adapter: { type: 'string' },
      checkpoint: { type: 'string' },
      'no-metrics': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [document, ...more] = positionals;
  if (document === undefined || more.length > 0) throw new Error(`bake takes one document, not ${positionals.length}`);
  if (!document.toLowerCase().endsWith('.mtlx')) throw new Error(`bake takes a .mtlx document, not ${document}`);
  if (!values.output?.toLowerCase().endsWith('.glb')) throw new Error('bake needs -o FILE.glb');
  if (!isDecoderName(values.decoder))
    throw new Error(`--decoder is '${values.decoder}'; it takes ${decoderNames.join(', ')}`);
  const latentBits = latentPrecisions.find((bits) => String(bits) === values.latents);
  if (latentBits === undefined)
    throw new Error(`--latents is '${values.latents}'; it takes ${latentPrecisions.join(', ')}`);
  const coat = coatChoices.find((choice) => choice === values.coat);
  if (coat === undefined) throw new Error(`--coat is '${values.coat}'; it takes ${coatChoices.join(', ')}`);
  const { layering } = values;
  if (layering !== 'albedo' && layering !== 'transport')
    throw new Error(`--layering is '${layering}'; it takes albedo or transport`);
  if (layering === 'transport' && coat === 'kept')
    throw new Error("--coat kept needs MaterialX's own throughput: it takes --layering albedo");
  if (values.seconds !== undefined && values.steps !== undefined)
    throw new Error('bake takes --seconds or --steps, not both');
  const adapter = values.adapter;
  if (adapter !== undefined && adapter !== 'gpu' && adapter !== 'lavapipe' && adapter !== 'swiftshader')
    throw new Error(`--adapter is '${adapter}'; it takes gpu, lavapipe or swiftshader`);
  const steps = values.steps === undefined ? undefined : number('--steps', values.steps);
  return {
    document,
    output: values.output,
    material: values.material,
    mesh: values.mesh,
    size: number('--size', values.size),
    latentBits,
    levels: number('--levels', values.levels),
    levelRatio: number('--level-ratio', values['level-ratio']),
    coat,
    layering,
    decoder: values.decoder,
    steps,
    seconds: steps === undefined ? number('--seconds', values.seconds ?? '600') : undefined,
    seed: number('--seed', values.seed),
    seeds: number('--seeds', values.seeds),
    adapter,
    checkpoint: values.checkpoint,
    metrics: !values['no-metrics'],
    json: values.json,
  };
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new Error(`${option} is '${text}'; it takes a number`);
  return value;
}
