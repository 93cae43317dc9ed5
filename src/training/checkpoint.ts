import { arrayField, integerField, numberField, objectField, textField } from '../materials/neural/fields.ts';
import { LATENT_CHANNELS } from '../materials/neural/decoderSpec.ts';
import { MAX_LEVELS, type LatentRange } from '../materials/neural/latentPyramid.ts';
import { checkTraining, type TrainingSettings } from './settings.ts';

/** All that a trainer holds between two steps: the bytes of its buffers by name, and what the latents' codes stand for. */
export interface TrainerState {
  readonly buffers: ReadonlyMap<string, Uint8Array>;
  readonly ranges: readonly LatentRange[] | undefined;
}

/** A bake between two steps. */
export interface Checkpoint {
  /** What must be the same for the bytes to be: decoder, reference program, adapter. */
  readonly identity: Readonly<Record<string, string>>;
  readonly settings: TrainingSettings;
  /** Steps done. */
  readonly step: number;
  /** Of training so far. */
  readonly seconds: number;
  readonly state: TrainerState;
}

const MAGIC = 'PATINA checkpoint 1';
const MAX_HEADER = 1 << 20;
const MAX_BUFFERS = 32;

/** One line of JSON (which begins with a name and a version), then the buffers one behind the other. */
export function encodeCheckpoint({ state, ...rest }: Checkpoint): Uint8Array<ArrayBuffer> {
  const buffers = [...state.buffers].map(([name, bytes]) => ({ name, bytes: bytes.length }));
  const header = new TextEncoder().encode(
    `${JSON.stringify({ magic: MAGIC, ...rest, ranges: state.ranges ?? null, buffers })}\n`,
  );
  const all = new Uint8Array(buffers.reduce((sum, { bytes }) => sum + bytes, header.length));
  all.set(header);
  let at = header.length;
  for (const bytes of state.buffers.values()) {
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
}

/** @throws Error naming the field that is wrong; nothing is allocated from its numbers. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const end = bytes.subarray(0, MAX_HEADER).indexOf(10);
  if (end < 0) throw new Error('checkpoint: it has no header');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  } catch (cause) {
    throw new Error('checkpoint: its header is not JSON', { cause });
  }
  const header = objectField(json, 'checkpoint');
  if (header.magic !== MAGIC) throw new Error(`checkpoint: it is not a '${MAGIC}'`);
  const settings = checkTraining(objectField(header.settings, 'checkpoint.settings') as unknown as TrainingSettings);
  const identity = objectField(header.identity, 'checkpoint.identity');
  const buffers = new Map<string, Uint8Array>();
  let at = end + 1;
  for (const [i, item] of arrayField(header.buffers, 'checkpoint.buffers', 1, MAX_BUFFERS).entries()) {
    const entry = objectField(item, `checkpoint.buffers[${i}]`);
    const length = integerField(entry.bytes, `checkpoint.buffers[${i}].bytes`, 0, bytes.length - at);
    buffers.set(textField(entry.name, `checkpoint.buffers[${i}].name`), bytes.slice(at, at + length));
    at += length;
  }
  if (at !== bytes.length) throw new Error(`checkpoint: ${bytes.length - at} bytes belong to no buffer`);
  return {
    identity: Object.fromEntries(
      Object.entries(identity).map(([name, value]) => [name, textField(value, `checkpoint.identity.${name}`)]),
    ),
    settings,
    step: integerField(header.step, 'checkpoint.step', 0, settings.steps),
    seconds: numberField(header.seconds, 'checkpoint.seconds', 0, Number.MAX_SAFE_INTEGER),
    state: { buffers, ranges: header.ranges === null ? undefined : readRanges(header.ranges) },
  };
}

function readRanges(json: unknown): LatentRange[] {
  return arrayField(json, 'checkpoint.ranges', 1, MAX_LEVELS).map((item, m) => {
    const range = objectField(item, `checkpoint.ranges[${m}]`);
    const numbers = (key: 'low' | 'step') =>
      arrayField(range[key], `checkpoint.ranges[${m}].${key}`, LATENT_CHANNELS, LATENT_CHANNELS).map((value, c) =>
        numberField(value, `checkpoint.ranges[${m}].${key}[${c}]`, -Number.MAX_VALUE, Number.MAX_VALUE),
      );
    return { low: numbers('low'), step: numbers('step') };
  });
}
