import { bindingLayout, storage, uniform, type BindingLayout, type BindingResource } from '../engine/bindings.ts';
import { bufferUsage, createBuffer, readBuffer } from '../engine/buffers.ts';
import type { Gpu } from '../engine/device.ts';
import { createKernel, type Kernel } from '../engine/kernel.ts';
import { structLayout, type StructLayout } from '../engine/structLayout.ts';
import type { MaterialProgram } from './program.ts';

type Vec3 = readonly [number, number, number];

/** What `prepare` is given. Directions are local: z is the mesh's shading normal. */
export interface BsdfConfiguration {
  wo: Vec3;
  /** Default (0.5, 0.5). */
  uv?: readonly [number, number];
  /** In uv; default 0. */
  footprint?: number;
  /** Object space. Default the origin. */
  position?: Vec3;
  /** Of a bank of materials; default 0. */
  member?: number;
  /** The viewer sees the back of the mesh. */
  back?: boolean;
  /** Random numbers of `prepare`, in [0, 1). Default 0.5 each. */
  u?: Vec3;
}

export interface BsdfValues {
  /** 3 floats a direction: f·|cos|. */
  value: Float32Array;
  pdf: Float32Array;
}

/** Of each draw, one after the other; linear Rec.709. A draw that failed has `lobe` 0. */
export interface BsdfSamples {
  /** 3 floats: unit, local, away from the surface. */
  wi: Float32Array;
  /** 1 float: by solid angle. */
  pdf: Float32Array;
  /** 3 floats: f·|cos| over the density. */
  weight: Float32Array;
  /** 1 word: bits of shaders/bsdf/bsdf.wgsl (1 diffuse, 2 glossy, 4 delta). */
  lobe: Uint32Array;
  /** 3 floats: what the surface reflects at `wo`, about. */
  albedo: Float32Array;
}

/** Members of the WGSL struct `ShadeResult`, by its names: what one hit of a path asks, of each draw. */
export interface ShadeResults extends BsdfSamples {
  /** 3 floats: f·|cos| of the light's direction. */
  f_light: Float32Array;
  /** 1 float: the density with which that direction would have been drawn. */
  pdf_light: Float32Array;
  /** 3 floats: radiance towards `wo`. */
  emission: Float32Array;
  /** 1 float: the share of the surface that is not there. */
  transparency: Float32Array;
  /** 4 words a result: a packed medium (shaders/bsdf/medium.wgsl). */
  interior: Uint32Array;
}

/** Asks a material program for values, densities and samples, outside any image. Kernels compile on first use. */
export interface BsdfQueries {
  /** `directions` holds 3 floats each. One result a configuration. */
  evaluate(configurations: BsdfConfiguration[], directions: Float32Array): Promise<BsdfValues[]>;
  /** `count` draws a configuration; the numbers depend on (index of the draw, of the configuration, seed). */
  sample(configurations: BsdfConfiguration[], count: number, seed: number): Promise<BsdfSamples[]>;
  /** `shade` with each light direction; draw i is that of `sample`. */
  shade(configurations: BsdfConfiguration[], lights: Float32Array, seed: number): Promise<ShadeResults[]>;
  /** Host milliseconds spent compiling, by kernel, so far. */
  readonly compileMs: Record<string, number>;
}

const configurations = storage('array<package::bsdf::bsdfQuery::BsdfConfiguration>');
const directions = storage('array<vec4f>');
const settings = uniform('package::bsdf::bsdfQuery::BsdfQuerySettings');

const kernels = {
  bsdfQueryEvaluate: {
    entries: {
      configurations,
      directions,
      values: storage('array<package::bsdf::bsdfQuery::BsdfQueryValue>', 'read_write'),
    },
    output: 'values',
    record: 'package::bsdf::bsdfQuery::BsdfQueryValue',
  },
  bsdfQuerySample: {
    entries: {
      configurations,
      settings,
      samples: storage('array<package::bsdf::bsdfQuery::BsdfQuerySample>', 'read_write'),
    },
    output: 'samples',
    record: 'package::bsdf::bsdfQuery::BsdfQuerySample',
  },
  bsdfQueryShade: {
    entries: {
      configurations,
      directions,
      settings,
      results: storage('array<package::bsdf::bsdf::ShadeResult>', 'read_write'),
    },
    output: 'results',
    record: 'package::bsdf::bsdf::ShadeResult',
  },
} as const;
type KernelName = keyof typeof kernels;

/** `resources` are the program's own bindings (`Material.upload`). */
export function bsdfQueries(
  gpu: Gpu,
  program: MaterialProgram,
  resources: Record<string, BindingResource>,
): BsdfQueries {
  const compileMs: Record<string, number> = {};
  const compiled = new Map<KernelName, Promise<{ kernel: Kernel; layout: BindingLayout }>>();

  const compile = async (name: KernelName) => {
    const layout = bindingLayout(`${name}_bindings`, 0, kernels[name].entries);
    const kernel = await createKernel(gpu, {
      root: `kernels::${name}`,
      layouts: [layout, program.bindings],
      generated: program.modules,
      label: `${name}(${program.label})`,
    });
    compileMs[name] = kernel.compileMs;
    return { kernel, layout };
  };

  async function run(
    name: KernelName,
    list: BsdfConfiguration[],
    columns: number,
    inputs: Record<string, GPUBuffer>,
  ): Promise<Record<string, Float32Array>[]> {
    const pending = compiled.get(name) ?? compile(name);
    compiled.set(name, pending);
    const { kernel } = await pending;
    const record = await structLayout(kernels[name].record);
    const output = createBuffer(gpu, `${name}/output`, list.length * columns * record.size);
    const buffers = { configurations: await configurationBuffer(gpu, list), ...inputs, [kernels[name].output]: output };
    const groups = [kernel.bindGroup(0, buffers), kernel.bindGroup(1, resources)];
    const encoder = gpu.device.createCommandEncoder({ label: kernel.label });
    const pass = encoder.beginComputePass({ label: kernel.label });
    kernel.dispatch(pass, groups, Math.ceil(columns / 64), list.length);
    pass.end();
    gpu.device.queue.submit([encoder.finish()]);
    const bytes = await readBuffer(gpu, output);
    for (const buffer of Object.values(buffers)) buffer.destroy();
    return list.map((_, row) => unpack(record, bytes, row * columns, columns));
  }

  return {
    compileMs,
    async evaluate(list, wi) {
      const inputs = { directions: directionBuffer(gpu, wi) };
      return (await run('bsdfQueryEvaluate', list, wi.length / 3, inputs)) as unknown as BsdfValues[];
    },
    async sample(list, count, seed) {
      const inputs = { settings: await settingsBuffer(gpu, count, seed) };
      return (await run('bsdfQuerySample', list, count, inputs)) as unknown as BsdfSamples[];
    },
    async shade(list, lights, seed) {
      const count = lights.length / 3;
      const inputs = { directions: directionBuffer(gpu, lights), settings: await settingsBuffer(gpu, count, seed) };
      return (await run('bsdfQueryShade', list, count, inputs)) as unknown as ShadeResults[];
    },
  };
}

async function configurationBuffer(gpu: Gpu, list: BsdfConfiguration[]): Promise<GPUBuffer> {
  const layout = await structLayout('package::bsdf::bsdfQuery::BsdfConfiguration');
  const packed = layout.pack(
    list.map(({ wo, uv = [0.5, 0.5], footprint = 0, position = [0, 0, 0], member = 0, back = false, u }) => ({
      point: { position, uv, footprint, member, back: back ? 1 : 0 },
      wo,
      u: u ?? [0.5, 0.5, 0.5],
    })),
  );
  return createBuffer(gpu, 'bsdfQuery/configurations', new Uint8Array(packed));
}

function directionBuffer(gpu: Gpu, wi: Float32Array): GPUBuffer {
  const padded = new Float32Array((wi.length / 3) * 4);
  for (let i = 0; i < wi.length / 3; i++) for (let c = 0; c < 3; c++) padded[4 * i + c] = wi[3 * i + c];
  return createBuffer(gpu, 'bsdfQuery/directions', padded);
}

async function settingsBuffer(gpu: Gpu, count: number, seed: number): Promise<GPUBuffer> {
  const layout = await structLayout('package::bsdf::bsdfQuery::BsdfQuerySettings');
  const usage = bufferUsage.uniform | bufferUsage.copyDst;
  return createBuffer(gpu, 'bsdfQuery/settings', new Uint8Array(layout.pack({ count, seed })), usage);
}

/** An array of structs -> a struct of arrays: fields of `f32`, `u32`, `vec3f` and `vec4u`. */
function unpack(record: StructLayout, bytes: ArrayBuffer, first: number, count: number): Record<string, Float32Array> {
  const words = record.size / 4;
  const out: Record<string, Float32Array | Uint32Array> = {};
  for (const [name, field] of record.fields) {
    const integers = field.type === 'u32' || field.type === 'vec4u';
    const source = integers ? new Uint32Array(bytes) : new Float32Array(bytes);
    const width = field.size / 4;
    const target = integers ? new Uint32Array(count * width) : new Float32Array(count * width);
    const start = first * words + field.offset / 4;
    for (let i = 0; i < count; i++)
      for (let c = 0; c < width; c++) target[i * width + c] = source[start + i * words + c];
    out[name] = target;
  }
  return out as Record<string, Float32Array>;
}
