import type { BindingLayout, BindingResource } from './bindings.ts';
import type { Gpu } from './device.ts';
import { linkShader, type LinkOptions, type LinkedShader } from './shaderLinker.ts';

export interface KernelOptions extends LinkOptions {
  /** Module path of the entry point's file, e.g. `kernels::trace`. */
  root: string;
  /** Default `main`. */
  entry?: string;
  /** By group number; a kernel's generated binding modules come from here. */
  layouts: BindingLayout[];
  label?: string;
}

/** A compiled entry point with explicit layouts. */
export interface Kernel {
  readonly label: string;
  readonly pipeline: GPUComputePipeline;
  /** Milliseconds from the start of linking to a usable pipeline, as the host saw it. */
  readonly compileMs: number;
  /** `resources` by the names of the layout; a missing or unknown name is an error. */
  bindGroup(group: number, resources: Record<string, BindingResource>): GPUBindGroup;
  dispatch(pass: GPUComputePassEncoder, groups: GPUBindGroup[], x: number, y?: number, z?: number): void;
  dispatchIndirect(pass: GPUComputePassEncoder, groups: GPUBindGroup[], buffer: GPUBuffer, offset: number): void;
}

/** A WGSL compile error, told in the module and line it came from. */
export class ShaderCompileError extends Error {
  readonly wgsl: string;
  constructor(label: string, messages: string[], wgsl: string) {
    super(`shader '${label}' does not compile:\n${messages.join('\n')}`);
    this.name = 'ShaderCompileError';
    this.wgsl = wgsl;
  }
}

/** Pipelines by shader text, entry and layout: two kernels with equal text share one. */
const caches = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();
const groupLayouts = new WeakMap<GPUDevice, Map<string, GPUBindGroupLayout>>();

/** @throws ShaderCompileError naming module and line; Error if layouts are not numbered 0, 1, 2, ... */
export async function createKernel(gpu: Gpu, options: KernelOptions): Promise<Kernel> {
  const label = options.label ?? options.root;
  const start = performance.now();
  const generated = { ...options.generated };
  options.layouts.forEach((layout, index) => {
    if (layout.group !== index)
      throw new Error(`kernel '${label}': layout ${layout.module} has group ${layout.group}, not ${index}`);
    generated[layout.module] = layout.text;
  });
  const linked = await linkShader(options.root, { ...options, generated });
  const entry = options.entry ?? 'main';
  const bindGroupLayouts = options.layouts.map((layout) => groupLayout(gpu.device, layout));
  const key = [linked.wgsl, entry, ...options.layouts.map(layoutKey)].join('\u0000');
  const cache = cached(caches, gpu.device);
  const pending = cache.get(key) ?? compile(gpu, label, entry, linked, bindGroupLayouts);
  cache.set(key, pending);
  // A failed compile must not poison the cache: the next try reports it anew.
  const pipeline = await pending.catch((error: unknown) => {
    cache.delete(key);
    throw error;
  });
  return makeKernel(gpu, label, pipeline, options.layouts, bindGroupLayouts, performance.now() - start);
}

async function compile(
  gpu: Gpu,
  label: string,
  entryPoint: string,
  linked: LinkedShader,
  bindGroupLayouts: GPUBindGroupLayout[],
): Promise<GPUComputePipeline> {
  const { device } = gpu;
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code: linked.wgsl });
  const scope = device.popErrorScope();
  const layout = device.createPipelineLayout({ label, bindGroupLayouts });
  // Asked for at once: to wait for the compiler's messages first would let whoever links next hold it up.
  const pipeline = device.createComputePipelineAsync({ label, layout, compute: { module, entryPoint } });
  try {
    return await pipeline;
  } catch (cause) {
    const info = await module.getCompilationInfo();
    const told = info.messages
      .filter((message) => message.type === 'error')
      .map((message) => {
        const place = linked.locate(message.offset);
        return `  ${place.module}:${place.line}: ${message.message}`;
      });
    if (told.length > 0) throw new ShaderCompileError(label, told, linked.wgsl);
    const error = await scope;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ShaderCompileError(label, [error?.message ?? reason], linked.wgsl);
  } finally {
    await scope;
  }
}

function makeKernel(
  gpu: Gpu,
  label: string,
  pipeline: GPUComputePipeline,
  layouts: BindingLayout[],
  bindGroupLayouts: GPUBindGroupLayout[],
  compileMs: number,
): Kernel {
  const bind = (pass: GPUComputePassEncoder, groups: GPUBindGroup[]) => {
    pass.setPipeline(pipeline);
    groups.forEach((group, index) => pass.setBindGroup(index, group));
  };
  return {
    label,
    pipeline,
    compileMs,
    bindGroup: (group, resources) => createBindGroup(gpu, label, layouts[group], bindGroupLayouts[group], resources),
    dispatch(pass, groups, x, y = 1, z = 1) {
      bind(pass, groups);
      pass.dispatchWorkgroups(x, y, z);
    },
    dispatchIndirect(pass, groups, buffer, offset) {
      bind(pass, groups);
      pass.dispatchWorkgroupsIndirect(buffer, offset);
    },
  };
}

function createBindGroup(
  gpu: Gpu,
  label: string,
  layout: BindingLayout,
  groupLayoutObject: GPUBindGroupLayout,
  resources: Record<string, BindingResource>,
): GPUBindGroup {
  const names = Object.keys(layout.entries);
  const unknown = Object.keys(resources).find((name) => !names.includes(name));
  if (unknown) throw new Error(`kernel '${label}': ${layout.module} has no binding '${unknown}'`);
  const entries = names.map((name, binding) => {
    const resource = resources[name];
    if (!resource) throw new Error(`kernel '${label}': no resource for '${name}' of ${layout.module}`);
    return { binding, resource: isBuffer(resource) ? { buffer: resource } : resource };
  });
  return gpu.device.createBindGroup({ label: `${label}/${layout.module}`, layout: groupLayoutObject, entries });
}

function isBuffer(resource: BindingResource): resource is GPUBuffer {
  return 'mapAsync' in resource;
}

function layoutKey(layout: BindingLayout): string {
  return JSON.stringify(layout.layoutEntries);
}

function groupLayout(device: GPUDevice, layout: BindingLayout): GPUBindGroupLayout {
  const made = cached(groupLayouts, device);
  const key = layoutKey(layout);
  let found = made.get(key);
  if (!found) {
    found = device.createBindGroupLayout({ label: layout.module, entries: layout.layoutEntries });
    made.set(key, found);
  }
  return found;
}

function cached<V>(store: WeakMap<GPUDevice, Map<string, V>>, device: GPUDevice): Map<string, V> {
  let map = store.get(device);
  if (!map) {
    map = new Map();
    store.set(device, map);
  }
  return map;
}
