import { componentCount, type FlatInput, type PortType } from './flatGraph.ts';

const TYPES: ReadonlySet<string> = new Set<PortType>([
  'float',
  'color3',
  'color4',
  'vector2',
  'vector3',
  'vector4',
  'integer',
  'boolean',
  'string',
  'filename',
  'matrix33',
  'matrix44',
  'BSDF',
  'EDF',
  'VDF',
  'surfaceshader',
  'displacementshader',
  'multioutput',
  'material',
]);

/** A MaterialX type name, checked. @throws for types Patina does not know. */
export function portType(type: string): PortType {
  if (!TYPES.has(type)) throw new Error(`type '${type}' is not supported`);
  return type as PortType;
}

/** The text of a MaterialX value as data. @throws when it does not have the components of its type. */
export function parseValue(type: PortType, text: string, colorspace?: string): FlatInput {
  const count = componentCount(type);
  if (count === 0) return { kind: 'value', type, value: text, ...(colorspace ? { colorspace } : {}) };
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false' && text !== '') throw new Error(`'${text}' is not a boolean`);
    return { kind: 'value', type, value: text === 'true' };
  }
  const numbers = text.trim() === '' ? [] : text.split(',').map(Number);
  if (numbers.length !== count || !numbers.every(Number.isFinite))
    throw new Error(`'${text}' is not a value of type ${type}`);
  if (type === 'integer' && !Number.isInteger(numbers[0])) throw new Error(`'${text}' is not an integer`);
  return { kind: 'value', type, value: count === 1 ? numbers[0]! : numbers };
}
