// eval and pdf of a material program: one invocation for each (configuration, direction).

import package::bsdf::bsdfQuery::{BsdfQueryValue};
import package::bsdfQueryEvaluate_bindings::{configurations, directions, values};
import package::program::{prepare, eval, pdf};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let count = arrayLength(&directions);
  if (id.x >= count) {
    return;
  }
  let configuration = configurations[id.y];
  let state = prepare(configuration.point, configuration.wo, configuration.u);
  let wi = directions[id.x].xyz;
  values[id.y * count + id.x] = BsdfQueryValue(eval(state, wi), pdf(state, wi));
}
