import type { PortType, PortValue } from './flatGraph.ts';

const TYPES: Partial<Record<PortType, string>> = {
  float: 'f32',
  integer: 'i32',
  boolean: 'bool',
  vector2: 'vec2f',
  color3: 'vec3f',
  vector3: 'vec3f',
  color4: 'vec4f',
  vector4: 'vec4f',
  matrix33: 'mat3x3f',
  matrix44: 'mat4x4f',
};

/** WGSL type of a pattern port. @throws for text and closures, which have none. */
export function wgslType(type: PortType): string {
  const name = TYPES[type];
  if (!name) throw new Error(`MaterialX type '${type}' has no WGSL type`);
  return name;
}

/** A number as an f32 literal. @throws when it is not finite in f32. */
export function floatLiteral(value: number): string {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) throw new Error(`${value} is not a finite 32-bit float`);
  // Nine significant digits name every f32; the shortest double text may be longer.
  const text = String(Number(rounded.toPrecision(9)));
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A MaterialX value as a WGSL expression. Matrices keep the document's order, as MaterialX's GLSL does: rows become columns. */
export function literal(type: PortType, value: PortValue): string {
  const name = wgslType(type);
  if (type === 'boolean') return String(value === true || value === 1);
  if (typeof value === 'string' || typeof value === 'boolean')
    throw new Error(`'${value}' is not a value of type ${type}`);
  if (typeof value === 'number') return type === 'integer' ? `${Math.trunc(value)}i` : floatLiteral(value);
  if (name === 'f32') return floatLiteral(value[0]!);
  if (name === 'i32') return `${Math.trunc(value[0]!)}i`;
  const texts = value.map(floatLiteral);
  const equal = name.startsWith('vec') && texts.every((text) => text === texts[0]);
  return `${name}(${equal ? texts[0] : texts.join(', ')})`;
}

/** Turns any node name into the tail of a WGSL identifier. */
export const identifier = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
