// A prepared state evaluated `count` times: the difference of two counts is the cost of evaluations alone.
import package::bsdf::bsdf::SurfacePoint;
import package::cost_evaluate_bindings::{count, results};
import package::math::pcg::{rng_new, rng_vec2f, rng_vec3f};
import package::math::sampling::sample_cosine;
import package::program::{eval, prepare};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&results)) {
    return;
  }
  var rng = rng_new(id.x, 0u, 1u);
  let uv = rng_vec2f(&rng);
  let wo = sample_cosine(rng_vec2f(&rng));
  let state = prepare(SurfacePoint(vec3f(uv, 0.0), uv, 0.0, 0u, 0u), wo, rng_vec3f(&rng));
  var wi = sample_cosine(rng_vec2f(&rng));
  var sum = vec3f(0.0);
  for (var i = 0u; i < count.x; i++) {
    sum += eval(state, wi);
    // Another direction for next to nothing: a rotation by the golden angle.
    wi = vec3f(-0.7373688 * wi.x - 0.6754903 * wi.y, 0.6754903 * wi.x - 0.7373688 * wi.y, wi.z);
  }
  results[id.x] = vec4f(sum, 0.0);
}
