import { arrayField, numberField, objectField, textField, type Json } from './fields.ts';

/** Where a baked material comes from, for people and for reproduction. Nothing in it changes the rendering. */
export interface Provenance {
  /** File name of the baked document. */
  readonly document: string;
  /** SHA-256 of the document and its images, hex. */
  readonly documentHash: string;
  /** Light walked between the layers of the reference; left out: MaterialX's own layering. */
  readonly layering?: 'transport';
  /** Name and version of the program that baked. */
  readonly generator: string;
  readonly seed: number;
  readonly steps: number;
  readonly seconds: number;
  readonly adapter: string;
  /** ISO 8601. */
  readonly date: string;
  /** By name, e.g. flip, meanAbsolute. Finite. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What the user should know, e.g. a near-mirror lobe. */
  readonly notes: readonly string[];
}

const MAX_METRICS = 64;
const MAX_NOTES = 64;

/** @throws Error naming the field. */
export function parseProvenance(json: unknown, field = 'provenance'): Provenance {
  const data = objectField(json, field);
  const text = (name: string) => textField(data[name], `${field}.${name}`);
  const count = (name: string) => numberField(data[name], `${field}.${name}`, 0, Number.MAX_SAFE_INTEGER);
  const notes = arrayField(data.notes, `${field}.notes`, 0, MAX_NOTES);
  return {
    document: text('document'),
    documentHash: text('documentHash'),
    ...(data.layering !== undefined && { layering: parseLayering(data.layering, `${field}.layering`) }),
    generator: text('generator'),
    seed: count('seed'),
    steps: count('steps'),
    seconds: count('seconds'),
    adapter: text('adapter'),
    date: text('date'),
    metrics: parseMetrics(objectField(data.metrics, `${field}.metrics`), `${field}.metrics`),
    notes: notes.map((note, i) => textField(note, `${field}.notes[${i}]`)),
  };
}

function parseLayering(value: unknown, field: string): 'transport' {
  if (value !== 'transport') throw new RangeError(`${field} must be transport, where it is there`);
  return value;
}

function parseMetrics(data: Json, field: string): Record<string, number> {
  const entries = Object.entries(data);
  if (entries.length > MAX_METRICS) throw new RangeError(`${field} has more than ${MAX_METRICS} entries`);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      textField(name, `a name in ${field}`, 64),
      numberField(value, `a value in ${field}`, -Number.MAX_VALUE, Number.MAX_VALUE),
    ]),
  );
}
