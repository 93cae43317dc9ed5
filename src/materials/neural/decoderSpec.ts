import { arrayField, integerField, objectField } from './fields.ts';

/** Latent channels a texel: two vec4 blocks. Fixed by the storage layout (latentPyramid.ts). */
export const LATENT_CHANNELS = 8;

/** Hidden widths of a fully connected network; ReLU between. */
export interface NetworkSpec {
  readonly hidden: readonly number[];
}

/**
 * What the sampler decoder's numbers may say: `full`, a specular lobe (anisotropic, correlated, off-centre) and a diffuse one
 * (tilted); `isotropic`, both centred, the specular one round; `cosine`, nothing. The lesser ones are there to compare with.
 */
export const samplerDensities = ['full', 'isotropic', 'cosine'] as const;
export type SamplerDensity = (typeof samplerDensities)[number];

export interface SamplerSpec extends NetworkSpec {
  /** Default `full`. */
  readonly density?: SamplerDensity;
}

/** The architecture of a neural material, as the file states it. Everything else follows (neuralLayout.ts). */
export interface DecoderSpec {
  readonly latentChannels: typeof LATENT_CHANNELS;
  /** Learned shading frames; 0 feeds the directions as they are. */
  readonly frames: 0 | 1 | 2;
  readonly evaluation: NetworkSpec;
  readonly sampler: SamplerSpec;
}

export const decoderNames = ['2x16', '2x32', '3x64'] as const;
export type DecoderName = (typeof decoderNames)[number];

const evaluationHidden: Record<DecoderName, readonly number[]> = {
  '2x16': [16, 16],
  '2x32': [32, 32],
  '3x64': [64, 64, 64],
};

/** Zeltner et al. 2024, table 1, each with the paper's sampler network of 3x32. */
export function decoderSpec(name: DecoderName): DecoderSpec {
  return {
    latentChannels: LATENT_CHANNELS,
    frames: 2,
    evaluation: { hidden: evaluationHidden[name] },
    sampler: { hidden: [32, 32, 32] },
  };
}

export function isDecoderName(name: string): name is DecoderName {
  return (decoderNames as readonly string[]).includes(name);
}

/** Short and unique: '2x32', or 'frames1 eval48-48 sampler32' for what has no name. */
export function decoderLabel(spec: DecoderSpec): string {
  const named = decoderNames.find((name) => JSON.stringify(decoderSpec(name)) === JSON.stringify(ordered(spec)));
  if (named !== undefined) return named;
  const { hidden, density = 'full' } = spec.sampler;
  const sampler = `sampler${hidden.join('-')}${density === 'full' ? '' : ` ${density}`}`;
  return `frames${spec.frames} eval${spec.evaluation.hidden.join('-')} ${sampler}`;
}

/** Widest hidden layer and most hidden layers a file may ask for. */
export const MAX_HIDDEN_WIDTH = 64;
export const MAX_HIDDEN_LAYERS = 4;

/**
 * Checks a specification that came from outside; nothing is allocated from its numbers.
 * @throws RangeError or TypeError naming the field.
 */
export function parseDecoderSpec(json: unknown, field = 'decoder'): DecoderSpec {
  const data = objectField(json, field);
  integerField(data.latentChannels, `${field}.latentChannels`, LATENT_CHANNELS, LATENT_CHANNELS);
  return {
    latentChannels: LATENT_CHANNELS,
    frames: integerField(data.frames, `${field}.frames`, 0, 2) as 0 | 1 | 2,
    evaluation: parseNetwork(data.evaluation, `${field}.evaluation`),
    sampler: parseSampler(data.sampler, `${field}.sampler`),
  };
}

function parseSampler(json: unknown, field: string): SamplerSpec {
  const network = parseNetwork(json, field);
  const { density: named = 'full' } = objectField(json, field);
  const density = samplerDensities.find((known) => known === named);
  if (density === undefined) throw new RangeError(`${field}.density must be ${samplerDensities.join(', ')}`);
  return density === 'full' ? network : { ...network, density };
}

function parseNetwork(json: unknown, field: string): NetworkSpec {
  const hidden = arrayField(objectField(json, field).hidden, `${field}.hidden`, 1, MAX_HIDDEN_LAYERS);
  return { hidden: hidden.map((width, i) => parseWidth(width, `${field}.hidden[${i}]`)) };
}

function parseWidth(value: unknown, field: string): number {
  const width = integerField(value, field, 4, MAX_HIDDEN_WIDTH);
  if (width % 4 !== 0) throw new RangeError(`${field} must be a multiple of 4, got ${width}`);
  return width;
}

/** Same fields in one order, so that equal specifications print equal text. */
function ordered(spec: DecoderSpec): DecoderSpec {
  const { latentChannels, frames, evaluation, sampler } = spec;
  const { hidden, density = 'full' } = sampler;
  const restricted = density === 'full' ? {} : { density };
  return { latentChannels, frames, evaluation: { hidden: evaluation.hidden }, sampler: { hidden, ...restricted } };
}
