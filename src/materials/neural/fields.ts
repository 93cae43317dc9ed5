/**
 * Checks of values that came from a file. Every function takes the field's path for its message, and no message
 * repeats foreign text of unbounded length.
 */
export type Json = Record<string, unknown>;

export function objectField(value: unknown, field: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${field} must be an object`);
  }
  return value as Json;
}

export function arrayField(value: unknown, field: string, least: number, most: number): unknown[] {
  if (!Array.isArray(value) || value.length < least || value.length > most) {
    throw new RangeError(`${field} must be an array of ${least} to ${most} items`);
  }
  return value as unknown[];
}

export function numberField(value: unknown, field: string, least: number, most: number): number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw new RangeError(`${field} must be a number from ${least} to ${most}, got ${show(value)}`);
  }
  return value;
}

export function integerField(value: unknown, field: string, least: number, most: number): number {
  if (!Number.isInteger(value)) throw new RangeError(`${field} must be an integer, got ${show(value)}`);
  return numberField(value, field, least, most);
}

export function textField(value: unknown, field: string, longest = 1024): string {
  if (typeof value !== 'string' || value.length > longest) {
    throw new TypeError(`${field} must be a text of at most ${longest} characters`);
  }
  return value;
}

/** The item at an index that another field holds. */
export function itemAt(list: unknown, index: unknown, listField: string, indexField: string): unknown {
  if (!Array.isArray(list)) throw new TypeError(`${listField} must be an array`);
  return (list as unknown[])[integerField(index, indexField, 0, list.length - 1)];
}

/** A foreign value in a message, never longer than a number. */
function show(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}
