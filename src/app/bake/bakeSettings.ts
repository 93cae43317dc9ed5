import { readParameters, type ViewerParameters } from '../parameters.ts';
import type { Layering } from '../../materials/layered/layeredProgram.ts';
import { type DecoderName, decoderNames } from '../../materials/neural/decoderSpec.ts';

export interface BakeChoice {
  /** Side of the latent texture, texels. */
  size: number;
  decoder: DecoderName;
  /** Training time. */
  seconds: number;
  seed: number;
  /** Latent levels down to one texel, not the finest alone. */
  levels: boolean;
  /** How light goes through the layers of the reference. */
  layering: Layering;
  /** A coat that can be kept as it is, is. */
  keepCoat: boolean;
}

export const SIZES: readonly number[] = [64, 128, 256, 512, 1024, 2048];

export const DURATIONS: readonly (readonly [seconds: number, name: string])[] = [
  [15, '15 seconds'],
  [60, '1 minute'],
  [300, '5 minutes'],
  [1200, '20 minutes'],
  [3600, '1 hour'],
];

export const DEFAULT_CHOICE: BakeChoice = {
  size: 256,
  decoder: '2x32',
  seconds: 300,
  seed: 1,
  levels: true,
  layering: 'albedo',
  keepCoat: true,
};

export interface BakeParameters {
  choice: BakeChoice;
  material: string;
  /** Of the image beside the controls: its `resolution`, its samples `spp`; all else as the viewer's defaults. */
  image: ViewerParameters;
  problems: string[];
}

const IMAGE = ['resolution', 'spp'];
const KNOWN = new Set(['material', 'size', 'decoder', 'seconds', 'seed', 'levels', 'layering', ...IMAGE]);

/** Reads `?size=128&decoder=2x16&seconds=30&seed=4&levels=finest&layering=transport`; what cannot be used is named and left at its default. */
export function readChoice(search: string): BakeParameters {
  const query = new URLSearchParams(search);
  const choice = { ...DEFAULT_CHOICE };
  const ofImage = new URLSearchParams([...query].filter(([name]) => IMAGE.includes(name)));
  const { parameters: image, problems } = readParameters(`?${ofImage}`);
  for (const name of query.keys())
    if (!KNOWN.has(name)) problems.push(`The address names an unknown parameter "${name}".`);
  const number = (name: 'size' | 'seconds' | 'seed', usable: (value: number) => boolean): void => {
    const text = query.get(name);
    if (text === null) return;
    if (/^\d+$/.test(text) && usable(Number(text))) choice[name] = Number(text);
    else problems.push(`${name}=${text} cannot be used.`);
  };
  number('size', (value) => value >= 16 && value <= 4096 && Math.log2(value) % 1 === 0);
  number('seconds', (value) => value >= 1 && value <= 86_400);
  number('seed', (value) => value <= 0xffffffff);
  const decoder = query.get('decoder');
  const known = decoderNames.find((name) => name === decoder);
  if (known) choice.decoder = known;
  else if (decoder !== null) problems.push(`decoder=${decoder} is none of ${decoderNames.join(', ')}.`);
  const levels = query.get('levels');
  if (levels === 'finest') choice.levels = false;
  else if (levels !== null && levels !== 'all') problems.push(`levels=${levels} is none of all, finest.`);
  const layering = query.get('layering');
  if (layering === 'transport') choice.layering = layering;
  else if (layering !== null && layering !== 'albedo')
    problems.push(`layering=${layering} is none of albedo, transport.`);
  return { choice, material: query.get('material') ?? '', image, problems };
}
