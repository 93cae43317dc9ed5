/** Where a baked material comes from, for people and for reproduction. Nothing in it changes the rendering. */
export interface Provenance {
  /** File name of the baked document. */
  readonly document: string;
  /** SHA-256 of the document and its images, hex. */
  readonly documentHash: string;
  /** Version of Patina that baked. */
  readonly generator: string;
  readonly seed: number;
  readonly steps: number;
  readonly seconds: number;
  readonly adapter: string;
  /** ISO 8601. */
  readonly date: string;
  /** By name, e.g. flip, meanAbsolute. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What the user should know, e.g. a near-mirror lobe. */
  readonly notes: readonly string[];
}
