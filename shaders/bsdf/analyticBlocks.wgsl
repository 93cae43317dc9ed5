// Analytic materials as eight numbers a texel, two vec4f: what best fits are made of (src/training/analyticModels.ts).
import package::bsdf::metallicRoughness::{MetallicRoughness, MetallicRoughnessState, metallic_roughness_evaluate, metallic_roughness_prepare};

// a = base colour, metallic; b = roughness, normal x and y, nothing.
fn gltf_block_state(a: vec4f, b: vec4f, wo: vec3f) -> MetallicRoughnessState {
  return metallic_roughness_prepare(MetallicRoughness(a.rgb, a.w, b.x, block_normal(b.yz)), wo);
}

fn gltf_block_value(a: vec4f, b: vec4f, wo: vec3f, wi: vec3f) -> vec3f {
  return metallic_roughness_evaluate(gltf_block_state(a, b, wo), wi).value;
}

// glTF's block with its one constant set free: b.w is the dielectric's reflectance at normal incidence, .04 there.
fn analytic8_state(a: vec4f, b: vec4f, wo: vec3f) -> MetallicRoughnessState {
  var state = gltf_block_state(a, b, wo);
  state.f0 = mix(vec3f(b.w), a.rgb, a.w);
  return state;
}

fn analytic8_value(a: vec4f, b: vec4f, wo: vec3f, wi: vec3f) -> vec3f {
  return metallic_roughness_evaluate(analytic8_state(a, b, wo), wi).value;
}

fn block_normal(xy: vec2f) -> vec3f {
  return vec3f(xy, sqrt(max(1.0 - dot(xy, xy), 0.01)));
}
