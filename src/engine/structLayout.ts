import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { linkShader, type ShaderModules } from './shaderLinker.ts';

/** A scalar, the components of a vector or matrix (columns padded as WGSL pads them), an array, or a struct. */
export type StructValue = number | boolean | ArrayLike<number> | StructValue[] | StructValues;
export interface StructValues {
  [field: string]: StructValue;
}

interface TypeInfo {
  name: string;
  size: number;
  align: number;
  members?: FieldInfo[];
  format?: TypeInfo;
  count?: number;
  stride?: number;
}

interface FieldInfo {
  name: string;
  offset: number;
  size: number;
  type: TypeInfo;
}

/** Offsets and sizes of a WGSL struct, in bytes, as the shader itself has them. */
export interface StructLayout {
  readonly name: string;
  /** Stride in an array: size rounded up to the alignment. */
  readonly size: number;
  readonly align: number;
  readonly fields: ReadonlyMap<string, { offset: number; size: number; type: string }>;
  /** Writes the named fields at `offset`; others stay. @throws on an unknown field or a wrong component count. */
  write(view: DataView, offset: number, values: StructValues): void;
  read(view: DataView, offset: number): Record<string, unknown>;
  /** A buffer's content: one struct, or an array of them. */
  pack(values: StructValues | StructValues[]): ArrayBuffer;
}

const layouts = new Map<string, Promise<StructLayout>>();

/** Reflects the struct at `path`, e.g. `package::scene::hit::Hit`. Cached for modules that are files. */
export function structLayout(path: string, generated?: ShaderModules): Promise<StructLayout> {
  if (generated) return reflectStruct(path, generated);
  const found = layouts.get(path) ?? reflectStruct(path, {});
  layouts.set(path, found);
  return found;
}

async function reflectStruct(path: string, generated: ShaderModules): Promise<StructLayout> {
  const name = path.slice(path.lastIndexOf(':') + 1);
  const probe = `import ${path};\n@group(0) @binding(0) var<storage, read_write> probe: array<${name}>;\n@compute @workgroup_size(1) fn main() { _ = arrayLength(&probe); }`;
  const linked = await linkShader('layout_probe', { generated: { ...generated, layout_probe: probe } });
  const info = new WgslReflect(linked.wgsl).structs.find((struct) => struct.name === name) as TypeInfo | undefined;
  if (!info?.members) throw new Error(`no struct '${path}'`);
  return makeLayout(name, { ...info, size: roundUp(info.size, info.align) });
}

function makeLayout(name: string, info: TypeInfo): StructLayout {
  const layout: StructLayout = {
    name,
    size: info.size,
    align: info.align,
    fields: new Map(
      info.members!.map((field) => [
        field.name,
        { offset: field.offset, size: field.size, type: typeName(field.type) },
      ]),
    ),
    write: (view, offset, values) => writeStruct(view, offset, info, values, name),
    read: (view, offset) => readValue(view, offset, info) as Record<string, unknown>,
    pack(values) {
      const list = Array.isArray(values) ? values : [values];
      const buffer = new ArrayBuffer(Math.max(1, list.length) * info.size);
      const view = new DataView(buffer);
      list.forEach((value, index) => layout.write(view, index * info.size, value));
      return buffer;
    },
  };
  return layout;
}

function writeStruct(view: DataView, offset: number, info: TypeInfo, values: StructValues, where: string): void {
  for (const [key, value] of Object.entries(values)) {
    const field = info.members!.find((member) => member.name === key);
    if (!field) throw new Error(`struct ${where} has no field '${key}'`);
    writeValue(view, offset + field.offset, field.type, value, `${where}.${key}`);
  }
}

function writeValue(view: DataView, offset: number, type: TypeInfo, value: StructValue, where: string): void {
  if (type.members) return writeStruct(view, offset, type, value as StructValues, where);
  if (type.name === 'array') {
    const items = value as StructValue[];
    if (items.length > type.count!)
      throw new Error(`${where}: ${items.length} items do not fit an array of ${type.count}`);
    for (let i = 0; i < items.length; i++)
      writeValue(view, offset + i * type.stride!, type.format!, items[i], `${where}[${i}]`);
    return;
  }
  const { scalar, rows, columns } = shape(type);
  const components = typeof value === 'number' || typeof value === 'boolean' ? [Number(value)] : (value as number[]);
  if (components.length !== rows * columns)
    throw new Error(`${where} takes ${rows * columns} numbers, not ${components.length}`);
  const stride = columnStride(rows);
  for (let i = 0; i < components.length; i++)
    writeScalar(view, offset + Math.floor(i / rows) * stride + (i % rows) * 4, scalar, components[i]);
}

function readValue(view: DataView, offset: number, type: TypeInfo): unknown {
  if (type.members)
    return Object.fromEntries(type.members.map((m) => [m.name, readValue(view, offset + m.offset, m.type)]));
  if (type.name === 'array')
    return Array.from({ length: type.count! }, (_, i) => readValue(view, offset + i * type.stride!, type.format!));
  const { scalar, rows, columns } = shape(type);
  const stride = columnStride(rows);
  const values = Array.from({ length: rows * columns }, (_, i) =>
    readScalar(view, offset + Math.floor(i / rows) * stride + (i % rows) * 4, scalar),
  );
  return values.length === 1 ? values[0] : values;
}

type Scalar = 'f32' | 'u32' | 'i32';

function shape(type: TypeInfo): { scalar: Scalar; rows: number; columns: number } {
  const name = typeName(type);
  const match = /^(?:vec([234])|mat([234])x([234]))?(?:<?([fiu])(?:32)?>?)$/.exec(name);
  if (!match) throw new Error(`struct layout: type '${name}' is not supported`);
  return { scalar: `${match[4]}32` as Scalar, rows: Number(match[1] ?? match[3] ?? 1), columns: Number(match[2] ?? 1) };
}

/** `vec3f`, `mat4x3f`, `u32`: reflection may split `vec3<f32>` in two. */
function typeName(type: TypeInfo): string {
  return type.format && type.name !== 'array' ? `${type.name}<${type.format.name}>` : type.name;
}

/** Bytes between matrix columns: vec3 columns are padded to 16. */
function columnStride(rows: number): number {
  return rows === 3 ? 16 : rows * 4;
}

function writeScalar(view: DataView, offset: number, scalar: Scalar, value: number): void {
  if (scalar === 'f32') view.setFloat32(offset, value, true);
  else if (scalar === 'u32') view.setUint32(offset, value, true);
  else view.setInt32(offset, value, true);
}

function readScalar(view: DataView, offset: number, scalar: Scalar): number {
  if (scalar === 'f32') return view.getFloat32(offset, true);
  return scalar === 'u32' ? view.getUint32(offset, true) : view.getInt32(offset, true);
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
