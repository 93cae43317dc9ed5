import {
  arrayField,
  integerField,
  numberField,
  objectField,
  textField,
  type Json,
} from '../materials/neural/fields.ts';
import { LATENT_CHANNELS } from '../materials/neural/decoderSpec.ts';
import type { LatentRange } from '../materials/neural/latentPyramid.ts';
import { levelCount } from './levelSchedule.ts';
import { checkTraining, type TrainingSettings } from './settings.ts';

/** All that a trainer holds between two steps: the bytes of its buffers by name, and what the latents' codes stand for. */
export interface TrainerState {
  readonly buffers: ReadonlyMap<string, Uint8Array>;
  readonly ranges: readonly LatentRange[] | undefined;
}

/** A trainer between two steps. */
export interface KeptTrainer {
  readonly seed: number;
  /** Steps done. */
  readonly step: number;
  /** Of the losses that this round of a choice of seeds has read; both 0 where none is made. */
  readonly judged: { readonly sum: number; readonly count: number };
  readonly state: TrainerState;
}

/** A bake between two steps. */
export interface Checkpoint {
  /** What must be the same for the bytes to be: decoder, reference program, adapter. */
  readonly identity: Readonly<Record<string, string>>;
  readonly settings: TrainingSettings;
  /** Of training so far. */
  readonly seconds: number;
  /** The one of the bake, or those among which its seed is being chosen. */
  readonly trainers: readonly KeptTrainer[];
}

/** The number goes up with every change of what a header or its settings hold. */
const NAME = 'PATINA checkpoint';
const MAGIC = `${NAME} 3`;
const MAX_HEADER = 1 << 20;
/** Steps of codes are differences of 32-bit floats. */
const LEAST_STEP = 2 ** -149;
const MAX_TRAINERS = 16;
const MAX_BUFFERS = 32;
/** Losses that one round reads. */
const MAX_JUDGED = 1 << 24;

/** One line of JSON (which begins with a name and a version), then the buffers one behind the other. */
export function encodeCheckpoint({ trainers, ...rest }: Checkpoint): Uint8Array<ArrayBuffer> {
  const all = trainers.flatMap(({ state }) => [...state.buffers.values()]);
  const entries = trainers.map(({ state, ...trainer }) => ({
    ...trainer,
    ranges: state.ranges ?? null,
    buffers: [...state.buffers].map(([name, bytes]) => ({ name, bytes: bytes.length })),
  }));
  const header = new TextEncoder().encode(`${JSON.stringify({ magic: MAGIC, ...rest, trainers: entries })}\n`);
  const file = new Uint8Array(all.reduce((sum, { length }) => sum + length, header.length));
  file.set(header);
  let at = header.length;
  for (const bytes of all) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
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
  if (header.magic !== MAGIC) {
    const other = typeof header.magic === 'string' && header.magic.startsWith(`${NAME} `);
    throw new Error(
      other
        ? `checkpoint: it is a '${header.magic}', of another version of Patina; this one goes on with a '${MAGIC}'`
        : `checkpoint: it is not a '${MAGIC}'`,
    );
  }
  const settings = checkTraining(objectField(header.settings, 'checkpoint.settings') as unknown as TrainingSettings);
  const identity = objectField(header.identity, 'checkpoint.identity');
  const rest = { at: end + 1, bytes };
  const trainers = arrayField(header.trainers, 'checkpoint.trainers', 1, MAX_TRAINERS).map((item, i) =>
    readTrainer(objectField(item, `checkpoint.trainers[${i}]`), `checkpoint.trainers[${i}]`, settings, rest),
  );
  if (rest.at !== bytes.length) throw new Error(`checkpoint: ${bytes.length - rest.at} bytes belong to no buffer`);
  return {
    identity: Object.fromEntries(
      Object.entries(identity).map(([name, value]) => [name, textField(value, `checkpoint.identity.${name}`)]),
    ),
    settings,
    seconds: numberField(header.seconds, 'checkpoint.seconds', 0, Number.MAX_SAFE_INTEGER),
    trainers,
  };
}

/** Its buffers are the next of `rest`, which moves on behind them. */
function readTrainer(
  json: Json,
  path: string,
  settings: TrainingSettings,
  rest: { at: number; readonly bytes: Uint8Array },
): KeptTrainer {
  const buffers = new Map<string, Uint8Array>();
  for (const [i, item] of arrayField(json.buffers, `${path}.buffers`, 1, MAX_BUFFERS).entries()) {
    const entry = objectField(item, `${path}.buffers[${i}]`);
    const length = integerField(entry.bytes, `${path}.buffers[${i}].bytes`, 0, rest.bytes.length - rest.at);
    buffers.set(textField(entry.name, `${path}.buffers[${i}].name`), rest.bytes.slice(rest.at, rest.at + length));
    rest.at += length;
  }
  const judged = objectField(json.judged, `${path}.judged`);
  return {
    seed: integerField(json.seed, `${path}.seed`, 0, 0xffffffff),
    step: integerField(json.step, `${path}.step`, 0, settings.steps),
    judged: {
      // JSON has no infinity, which is what a loss that is no number counts as.
      sum: judged.sum === null ? Infinity : numberField(judged.sum, `${path}.judged.sum`, 0, Number.MAX_VALUE),
      count: integerField(judged.count, `${path}.judged.count`, 0, MAX_JUDGED),
    },
    state: { buffers, ranges: json.ranges === null ? undefined : readRanges(json.ranges, path, settings) },
  };
}

function readRanges(json: unknown, path: string, settings: TrainingSettings): LatentRange[] {
  const count = levelCount(settings);
  return arrayField(json, `${path}.ranges`, count, count).map((item, m) => {
    const range = objectField(item, `${path}.ranges[${m}]`);
    const numbers = (key: 'low' | 'step', least: number) =>
      arrayField(range[key], `${path}.ranges[${m}].${key}`, LATENT_CHANNELS, LATENT_CHANNELS).map((value, c) =>
        numberField(value, `${path}.ranges[${m}].${key}[${c}]`, least, Number.MAX_VALUE),
      );
    // What is a number is divided by its step.
    return { low: numbers('low', -Number.MAX_VALUE), step: numbers('step', LEAST_STEP) };
  });
}
