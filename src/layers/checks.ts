/** Widest layer and deepest composition accepted: a file's numbers meet these before any memory does. */
export const MAX_WIDTH = 256;
export const MAX_DEPTH = 16;

/** @throws RangeError naming the field if the value is not an integer in [1, MAX_WIDTH]. */
export function checkWidth(field: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > MAX_WIDTH) {
    throw new RangeError(`${field} must be an integer from 1 to ${MAX_WIDTH}, got ${String(value)}`);
  }
  return value;
}
