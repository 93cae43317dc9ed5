/** What one name in a bind group is: its WGSL declaration and its layout entry come from here. */
export type BindingEntry =
  | { kind: 'uniform'; type: string }
  | { kind: 'storage'; type: string; access: 'read' | 'read_write' }
  | { kind: 'texture2d'; sampleType: 'float' | 'unfilterable-float'; layers: boolean }
  | { kind: 'sampler'; type: GPUSamplerBindingType }
  | { kind: 'storageTexture'; format: GPUTextureFormat; access: 'write-only' };

export type BindingResource = GPUBuffer | GPUBufferBinding | GPUTextureView | GPUSampler;

/** One bind group, defined once: prints its WESL module and makes its GPUBindGroupLayout. */
export interface BindingLayout {
  /** Path of the generated module, e.g. `trace_bindings`. */
  readonly module: string;
  readonly group: number;
  readonly entries: Readonly<Record<string, BindingEntry>>;
  /** The WESL text of the module. */
  readonly text: string;
  /** Layout entries in binding order, visible to compute. */
  readonly layoutEntries: GPUBindGroupLayoutEntry[];
}

/** `type` is a WGSL type with full `package::` paths, e.g. `array<package::scene::hit::Hit>`. */
export const uniform = (type: string): BindingEntry => ({ kind: 'uniform', type });
export const storage = (type: string, access: 'read' | 'read_write' = 'read'): BindingEntry => ({
  kind: 'storage',
  type,
  access,
});
export const texture2d = (sampleType: 'float' | 'unfilterable-float' = 'float', layers = false): BindingEntry => ({
  kind: 'texture2d',
  sampleType,
  layers,
});
export const sampler = (type: GPUSamplerBindingType = 'filtering'): BindingEntry => ({ kind: 'sampler', type });
export const storageTexture = (format: GPUTextureFormat): BindingEntry => ({
  kind: 'storageTexture',
  format,
  access: 'write-only',
});

/** Defines bind group `group`; bindings are numbered in the order of `entries`. */
export function bindingLayout(module: string, group: number, entries: Record<string, BindingEntry>): BindingLayout {
  return {
    module,
    group,
    entries,
    text: printModule(group, entries),
    layoutEntries: Object.values(entries).map((entry, binding) => ({
      binding,
      visibility: 4, // GPUShaderStage.COMPUTE; the constant object is missing in Node until Dawn is loaded
      ...layoutEntry(entry),
    })),
  };
}

function printModule(group: number, entries: Record<string, BindingEntry>): string {
  const imports = new Set<string>();
  const declarations = Object.entries(entries).map(
    ([name, entry], binding) =>
      `@group(${group}) @binding(${binding}) var${addressSpace(entry)} ${name}: ${shorten(wgslType(entry), imports)};`,
  );
  return [...[...imports].toSorted().map((path) => `import ${path};`), ...declarations, ''].join('\n');
}

/** Replaces each `package::a::b::Type` by `Type` and collects the import. */
function shorten(type: string, imports: Set<string>): string {
  return type.replace(/package(::\w+)+/g, (path) => {
    imports.add(path);
    return path.slice(path.lastIndexOf(':') + 1);
  });
}

function addressSpace(entry: BindingEntry): string {
  if (entry.kind === 'uniform') return '<uniform>';
  return entry.kind === 'storage' ? `<storage, ${entry.access}>` : '';
}

function wgslType(entry: BindingEntry): string {
  switch (entry.kind) {
    case 'uniform':
    case 'storage':
      return entry.type;
    case 'texture2d':
      return entry.layers ? 'texture_2d_array<f32>' : 'texture_2d<f32>';
    case 'sampler':
      return 'sampler';
    case 'storageTexture':
      return `texture_storage_2d<${entry.format}, write>`;
  }
}

function layoutEntry(entry: BindingEntry): Partial<GPUBindGroupLayoutEntry> {
  switch (entry.kind) {
    case 'uniform':
      return { buffer: { type: 'uniform' } };
    case 'storage':
      return { buffer: { type: entry.access === 'read' ? 'read-only-storage' : 'storage' } };
    case 'texture2d':
      return { texture: { sampleType: entry.sampleType, viewDimension: entry.layers ? '2d-array' : '2d' } };
    case 'sampler':
      return { sampler: { type: entry.type } };
    case 'storageTexture':
      return { storageTexture: { format: entry.format, access: entry.access } };
  }
}
