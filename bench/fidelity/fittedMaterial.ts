import { bindingLayout, storage } from '../../src/engine/bindings.ts';
import { createBuffer } from '../../src/engine/buffers.ts';
import { contractFunctions, contractImports } from '../../src/materials/contract.ts';
import type { Material } from '../../src/materials/program.ts';
import { programKey } from '../../src/materials/programKey.ts';
import type { AnalyticFit } from '../../src/training/analyticFit.ts';

/**
 * A fitted analytic model as a material: its eight channels in f32, bilinear in uv, repeating. Kinder to the model than
 * 8 bits or one texel would be: a control must be as strong as it can.
 */
export function fittedMaterial(fit: AnalyticFit, name: string): Material {
  const bindings = bindingLayout('program_bindings', 1, { texels: storage('array<vec4f>') });
  const modules = { program: printProgram(fit) };
  return {
    name,
    program: { key: programKey({ ...modules, bindings: bindings.text }), label: fit.model.name, modules, bindings },
    async upload(gpu) {
      const texels = createBuffer(gpu, `${name}/texels`, fit.parameters);
      return { resources: { texels }, bytes: texels.size, dispose: () => texels.destroy() };
    },
  };
}

function printProgram({ model, size, repeats }: AnalyticFit): string {
  return `${contractImports}import package::bsdf::analyticBlocks::${model.stateFunction};
import package::bsdf::metallicRoughness::{MetallicRoughnessState, metallic_roughness_evaluate, metallic_roughness_draw};
import package::program_bindings::texels;

alias State = MetallicRoughnessState;
const SIZE = ${size};

fn texel(place: vec2i) -> u32 {
  let wrapped = (place + SIZE) % SIZE;
  return u32(2 * (wrapped.y * SIZE + wrapped.x));
}

fn prepare(point: SurfacePoint, wo: vec3f, u: vec3f) -> State {
  let scaled = fract(${repeats}.0 * point.uv) * f32(SIZE) - 0.5;
  let low = vec2i(floor(scaled));
  let f = scaled - floor(scaled);
  let weights = vec4f((1.0 - f.x) * (1.0 - f.y), f.x * (1.0 - f.y), (1.0 - f.x) * f.y, f.x * f.y);
  var a = vec4f(0.0);
  var b = vec4f(0.0);
  for (var i = 0; i < 4; i++) {
    let index = texel(low + vec2i(i & 1, i >> 1u));
    a += weights[i] * texels[index];
    b += weights[i] * texels[index + 1u];
  }
  return ${model.stateFunction}(a, b, wo);
}

fn albedo(state: State) -> vec3f {
  return state.albedo;
}

fn evaluate(state: State, wi: vec3f) -> Evaluation {
  return metallic_roughness_evaluate(state, wi);
}

fn draw(state: State, u: vec3f) -> Drawn {
  return metallic_roughness_draw(state, u);
}
${contractFunctions()}`;
}
