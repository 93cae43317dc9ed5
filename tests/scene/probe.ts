import { storage, bindingLayout, type BindingLayout, type BindingResource } from '../../src/engine/bindings.ts';
import { createBuffer, readBuffer } from '../../src/engine/buffers.ts';
import type { Gpu } from '../../src/engine/device.ts';
import { createKernel, type Kernel } from '../../src/engine/kernel.ts';

/** A test kernel around scene functions: `queries` in, `answers` out, both arrays of vec4f. */
export interface Probe {
  /** WESL imports. */
  imports: string;
  /** Body of a function of `i: u32` that may read `queries` and writes `answers`. */
  body: string;
  /** Groups 1, 2, ... */
  layouts: BindingLayout[];
}

const io = bindingLayout('probe_bindings', 0, {
  queries: storage('array<vec4f>'),
  answers: storage('array<vec4f>', 'read_write'),
});

export function probeKernel(gpu: Gpu, probe: Probe): Promise<Kernel> {
  const text = `${probe.imports}
import package::probe_bindings::{answers, queries};
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  ${probe.body}
}`;
  return createKernel(gpu, {
    root: 'scene_probe',
    generated: { scene_probe: text },
    layouts: [io, ...probe.layouts],
    label: 'scene_probe',
  });
}

/** Runs `count` invocations (rounded up to 64; the body sees them all) and returns `answersEach`·4 floats for each. */
export async function runProbe(
  gpu: Gpu,
  probe: Probe,
  queries: Float32Array,
  count: number,
  answersEach: number,
  resources: Record<string, BindingResource>[] = [],
): Promise<Float32Array> {
  const kernel = await probeKernel(gpu, probe);
  const padded = Math.ceil(count / 64) * 64;
  const perQuery = queries.length / count;
  const input = new Float32Array(padded * perQuery);
  input.set(queries);
  const inBuffer = createBuffer(gpu, 'probe queries', input);
  const outBuffer = createBuffer(gpu, 'probe answers', padded * answersEach * 16);
  const groups = [
    kernel.bindGroup(0, { queries: inBuffer, answers: outBuffer }),
    ...resources.map((set, index) => kernel.bindGroup(index + 1, set)),
  ];
  const encoder = gpu.device.createCommandEncoder({ label: 'probe' });
  const pass = encoder.beginComputePass({ label: 'probe' });
  kernel.dispatch(pass, groups, padded / 64);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  const bytes = await readBuffer(gpu, outBuffer, 0, count * answersEach * 16);
  inBuffer.destroy();
  outBuffer.destroy();
  return new Float32Array(bytes);
}
