/** Latent channels a texel: two vec4 blocks. Fixed by the storage layout (latentPyramid.ts). */
export const LATENT_CHANNELS = 8;

/** Hidden widths of a fully connected network; ReLU between. */
export interface NetworkSpec {
  readonly hidden: readonly number[];
}

/** The architecture of a neural material, as the file states it. Everything else follows (neuralLayout.ts). */
export interface DecoderSpec {
  readonly latentChannels: typeof LATENT_CHANNELS;
  /** Learned shading frames; 0 feeds the directions as they are. */
  readonly frames: 0 | 1 | 2;
  readonly evaluation: NetworkSpec;
  readonly sampler: NetworkSpec;
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
  return `frames${spec.frames} eval${spec.evaluation.hidden.join('-')} sampler${spec.sampler.hidden.join('-')}`;
}

/** Widest hidden layer and most hidden layers a file may ask for. */
export const MAX_HIDDEN_WIDTH = 64;
export const MAX_HIDDEN_LAYERS = 4;

/**
 * Checks a specification that came from outside; nothing is allocated from its numbers.
 * @throws RangeError or TypeError naming the field.
 */
export function parseDecoderSpec(json: unknown, field = 'decoder'): DecoderSpec {
  const data = asObject(json, field);
  if (data.latentChannels !== LATENT_CHANNELS) {
    throw new RangeError(`${field}.latentChannels must be ${LATENT_CHANNELS}, got ${show(data.latentChannels)}`);
  }
  const { frames } = data;
  if (frames !== 0 && frames !== 1 && frames !== 2) {
    throw new RangeError(`${field}.frames must be 0, 1 or 2, got ${show(frames)}`);
  }
  return {
    latentChannels: LATENT_CHANNELS,
    frames,
    evaluation: parseNetwork(data.evaluation, `${field}.evaluation`),
    sampler: parseNetwork(data.sampler, `${field}.sampler`),
  };
}

function parseNetwork(json: unknown, field: string): NetworkSpec {
  const { hidden } = asObject(json, field);
  if (!Array.isArray(hidden) || hidden.length < 1 || hidden.length > MAX_HIDDEN_LAYERS) {
    throw new RangeError(`${field}.hidden must list 1 to ${MAX_HIDDEN_LAYERS} widths`);
  }
  const widths = hidden as unknown[];
  return { hidden: widths.map((width, i) => parseWidth(width, `${field}.hidden[${i}]`)) };
}

function parseWidth(width: unknown, field: string): number {
  if (typeof width !== 'number' || width < 4 || width > MAX_HIDDEN_WIDTH || width % 4 !== 0) {
    throw new RangeError(`${field} must be a multiple of 4 from 4 to ${MAX_HIDDEN_WIDTH}, got ${show(width)}`);
  }
  return width;
}

function asObject(json: unknown, field: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new TypeError(`${field} must be an object`);
  }
  return json as Record<string, unknown>;
}

/** A foreign value in a message, never longer than a word. */
function show(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

/** Same fields in one order, so that equal specifications print equal text. */
function ordered(spec: DecoderSpec): DecoderSpec {
  const { latentChannels, frames, evaluation, sampler } = spec;
  return { latentChannels, frames, evaluation: { hidden: evaluation.hidden }, sampler: { hidden: sampler.hidden } };
}
