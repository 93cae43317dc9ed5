import { bindingLayout, storage, type BindingResource } from '../../../src/engine/bindings.ts';
import { createBuffer, readBuffer } from '../../../src/engine/buffers.ts';
import type { Gpu } from '../../../src/engine/device.ts';
import { createKernel } from '../../../src/engine/kernel.ts';
import { componentCount, type FlatGraph, type FlatInput } from '../../../src/materials/layered/flatGraph.ts';
import { PatternPrinter } from '../../../src/materials/layered/patternPrinter.ts';

export interface TestPoint {
  position: [number, number, number];
  uv: [number, number];
  /** In uv; default 0. */
  footprint?: number;
}

/** Prints `inputs` of a graph as one kernel and runs it over points: for each point, for each input, its components. */
export async function runPatterns(
  gpu: Gpu,
  graph: FlatGraph,
  inputs: FlatInput[],
  points: TestPoint[],
  textures: Record<string, BindingResource> = {},
): Promise<number[][][]> {
  const printer = new PatternPrinter(graph, { bindings: 'package::test_bindings' });
  const expressions = inputs.map((input) => asVec4(input.type, printer.expression(input)));
  const layout = bindingLayout('test_bindings', 0, {
    points: storage('array<vec4f>'),
    results: storage('array<vec4f>', 'read_write'),
    ...printer.bindings(),
  });
  const root = [
    ...[...printer.imports].toSorted().map((path) => `import ${path};`),
    'import package::bsdf::bsdf::SurfacePoint;',
    'import package::test_bindings::{points, results};',
    ...printer.functions(),
    '@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {',
    `if (id.x >= ${points.length}u) { return; }`,
    'let point = SurfacePoint(points[2u * id.x].xyz, points[2u * id.x + 1u].xy, points[2u * id.x + 1u].z, 0u, 0u);',
    ...printer.statements(),
    ...expressions.map((text, i) => `results[${inputs.length}u * id.x + ${i}u] = ${text};`),
    '}',
  ]
    // Imported twice, a name is an error.
    .filter((line, i, all) => all.indexOf(line) === i || !line.startsWith('import'))
    .join('\n');
  const kernel = await createKernel(gpu, {
    root: 'pattern_test',
    layouts: [layout],
    generated: { pattern_test: root },
  });
  const data = new Float32Array(
    points.flatMap(({ position, uv, footprint = 0 }) => [...position, 0, ...uv, footprint, 0]),
  );
  const pointBuffer = createBuffer(gpu, 'pattern points', data);
  const results = createBuffer(gpu, 'pattern results', points.length * inputs.length * 16);
  const encoder = gpu.device.createCommandEncoder({ label: 'pattern test' });
  const pass = encoder.beginComputePass({ label: 'pattern test' });
  const group = kernel.bindGroup(0, { points: pointBuffer, results, ...textures });
  kernel.dispatch(pass, [group], Math.ceil(points.length / 64));
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  const values = new Float32Array(await readBuffer(gpu, results));
  pointBuffer.destroy();
  results.destroy();
  return points.map((_, p) =>
    inputs.map((input, i) => {
      const start = (p * inputs.length + i) * 4;
      return Array.from(values.subarray(start, start + Math.min(componentCount(input.type), 4)));
    }),
  );
}

function asVec4(type: FlatInput['type'], text: string): string {
  if (type === 'boolean') return `vec4f(select(0.0, 1.0, ${text}))`;
  if (type === 'integer') return `vec4f(f32(${text}))`;
  // A row of a matrix is enough to tell it from its transpose.
  if (type.startsWith('matrix')) return type === 'matrix33' ? `vec4f((${text})[1], 0.0)` : `(${text})[1]`;
  return { 1: `vec4f(${text})`, 2: `vec4f(${text}, 0.0, 0.0)`, 3: `vec4f(${text}, 0.0)`, 4: text }[
    componentCount(type)
  ]!;
}
