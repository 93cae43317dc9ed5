// Any program on the queries that fidelityQueries drew; adds to its image.
import package::bsdf::bsdf::SurfacePoint;
import package::fidelity_evaluate_bindings::{image, queries};
import package::path::fidelityQuery::DIRECTIONS;
import package::program::{eval, prepare};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&image) || queries[id.x].hit == 0u) {
    return;
  }
  let query = queries[id.x];
  let state = prepare(SurfacePoint(query.position, query.uv, query.footprint, 0u, 0u), query.wo, query.u);
  var sum = vec3f(0.0);
  for (var k = 0u; k < DIRECTIONS; k++) {
    if (query.wi[k].z > 0.0) {
      sum += query.weighted_radiance[k] * eval(state, query.wi[k]);
    }
  }
  image[id.x] += vec4f(sum, 1.0);
}
