import { parseArgs } from 'node:util';
import { demoObjects } from '../scene/demoObjects.ts';
import { decoderNames, isDecoderName, type DecoderName } from '../materials/neural/decoderSpec.ts';

export const BAKE_USAGE = `bake MATERIAL.mtlx -o MATERIAL.glb
  --material NAME  which material, where the document has several
  --mesh MESH      for documents that read the position: a .glb or .gltf file, or a demo object (${Object.keys(demoObjects).join(', ')})
  --size N         latents a side, a power of two from 16 to 4096 (default 512)
  --decoder D      ${decoderNames.join(', ')} (default 2x32)
  --seconds N      time for training (default 600), or
  --steps N        steps of training: the same number, seed and adapter give the same file
  --seed N         (default 1)
  --adapter A      gpu, lavapipe, swiftshader (default: the best at hand)
  --no-metrics     do not measure FLIP against the reference after training
  --json           last line: what was done as one JSON object`;

export interface BakeCommandOptions {
  readonly document: string;
  readonly output: string;
  readonly material: string | undefined;
  readonly mesh: string | undefined;
  readonly size: number;
  readonly decoder: DecoderName;
  readonly seconds: number | undefined;
  readonly steps: number | undefined;
  readonly seed: number;
  readonly adapter: 'gpu' | 'lavapipe' | 'swiftshader' | undefined;
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
      decoder: { type: 'string', default: '2x32' },
      seconds: { type: 'string' },
      steps: { type: 'string' },
      seed: { type: 'string', default: '1' },
      adapter: { type: 'string' },
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
    decoder: values.decoder,
    steps,
    seconds: steps === undefined ? number('--seconds', values.seconds ?? '600') : undefined,
    seed: number('--seed', values.seed),
    adapter,
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
