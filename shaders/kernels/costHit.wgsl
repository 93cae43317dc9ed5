// All that one hit asks of a material: state, a light direction's value and density, one sample with weight and density.
import package::bsdf::bsdf::SurfacePoint;
import package::cost_hit_bindings::results;
import package::math::pcg::{rng_new, rng_vec2f, rng_vec3f};
import package::math::sampling::sample_cosine;
import package::program::shade;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&results)) {
    return;
  }
  var rng = rng_new(id.x, 0u, 1u);
  let uv = rng_vec2f(&rng);
  let wo = sample_cosine(rng_vec2f(&rng));
  let wi = sample_cosine(rng_vec2f(&rng));
  let u_prepare = rng_vec3f(&rng);
  let result = shade(SurfacePoint(vec3f(uv, 0.0), uv, 0.0, 0u, 0u), wo, wi, u_prepare, rng_vec3f(&rng));
  // Everything that came back is used, so that nothing is left out.
  let colours = result.f_light + result.weight + result.albedo + result.wi;
  results[id.x] = vec4f(colours, result.pdf_light + result.pdf + f32(result.lobe));
}
