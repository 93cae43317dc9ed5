import { bindingLayout, uniform } from '../../src/engine/bindings.ts';
import { bufferUsage, createBuffer } from '../../src/engine/buffers.ts';
import type { Material, MaterialProgram } from '../../src/materials/program.ts';

const bindings = bindingLayout('program_bindings', 1, { tint: uniform('vec4f') });

const head = `
import package::bsdf::bsdf::{SurfacePoint, ShadeResult, LOBE_NONE, LOBE_DIFFUSE, LOBE_DELTA};
import package::program_bindings::tint;
const PI = 3.14159265358979;
`;

/** Diffuse reflection sampled by the cosine: the simplest program that keeps the contract. */
const lambert = `${head}
fn shade(point: SurfacePoint, wo: vec3f, wi_light: vec3f, u_prepare: vec3f, u_sample: vec3f) -> ShadeResult {
  var result = ShadeResult();
  result.albedo = tint.rgb;
  if (wo.z <= 0.0) {
    return result;
  }
  let cosine = max(wi_light.z, 0.0) / PI;
  result.f_light = tint.rgb * cosine;
  result.pdf_light = cosine;
  let r = sqrt(u_sample.x);
  let angle = 2.0 * PI * u_sample.y;
  result.wi = vec3f(r * cos(angle), r * sin(angle), sqrt(max(1.0 - u_sample.x, 0.0)));
  result.pdf = result.wi.z / PI;
  result.weight = tint.rgb;
  result.lobe = select(LOBE_NONE, LOBE_DIFFUSE, result.pdf > 0.0);
  return result;
}
`;

/** The same reflection sampled uniformly over the hemisphere: other noise, equal mean. */
const uniformLambert = lambert
  .replace('result.pdf_light = cosine', 'result.pdf_light = select(0.0, 0.5 / PI, wi_light.z > 0.0)')
  .replace('sqrt(u_sample.x)', 'sqrt(max(1.0 - u_sample.x * u_sample.x, 0.0))')
  .replace('sqrt(max(1.0 - u_sample.x, 0.0))', 'u_sample.x')
  .replace('result.pdf = result.wi.z / PI', 'result.pdf = 0.5 / PI')
  .replace('result.weight = tint.rgb', 'result.weight = 2.0 * result.wi.z * tint.rgb');

/** A perfect mirror: a delta lobe, which no light sample finds. */
const mirror = `${head}
fn shade(point: SurfacePoint, wo: vec3f, wi_light: vec3f, u_prepare: vec3f, u_sample: vec3f) -> ShadeResult {
  var result = ShadeResult();
  result.albedo = tint.rgb;
  if (wo.z <= 0.0) {
    return result;
  }
  result.wi = vec3f(-wo.xy, wo.z);
  result.weight = tint.rgb;
  result.lobe = LOBE_DELTA;
  return result;
}
`;

/** Diffuse, with the side of its footprint in uv as albedo. */
const footprint = lambert
  .replace('result.f_light = tint.rgb', 'result.f_light = vec3f(point.footprint)')
  .replace('result.weight = tint.rgb', 'result.weight = vec3f(point.footprint)');

/** Black nine times in ten, else 10: a constant 1 in the mean, whatever the directions. */
const lottery = lambert.replace(
  'result.f_light = tint.rgb * cosine',
  'result.f_light = tint.rgb * select(0.0, 10.0, u_prepare.x < 0.1)',
);

const programs = {
  lottery: { ...program('lottery', lottery), random: true as const },
  footprint: program('footprint', footprint),
  lambert: program('lambert', lambert),
  uniformLambert: program('uniformLambert', uniformLambert),
  mirror: program('mirror', mirror),
};

type Tint = readonly [number, number, number];
type TestProgram = keyof typeof programs;

/** A material whose radiance is known in closed form. */
export function testMaterial(kind: TestProgram, tint: Tint | number, emission?: Tint): Material {
  const rgb: Tint = typeof tint === 'number' ? [tint, tint, tint] : tint;
  return {
    name: kind,
    program: programs[kind],
    ...(emission ? { emission } : {}),
    async upload(gpu) {
      const data = Float32Array.of(...rgb, 0);
      const buffer = createBuffer(gpu, `${kind}/tint`, data, bufferUsage.uniform | bufferUsage.copyDst);
      return { resources: { tint: buffer }, bytes: buffer.size, dispose: () => buffer.destroy() };
    },
  };
}

/** Test code of one program under another key, to have several pipelines. */
export function withProgramText(material: Material, label: string, text: string): Material {
  return { ...material, program: program(label, text) };
}

function program(label: string, text: string): MaterialProgram {
  return { key: `test/${label}`, label, modules: { program: text }, bindings };
}
