// `shade` of a material program, with the same draws as bsdfQuerySample: one invocation for each (configuration, light direction).

import package::bsdf::bsdf::{ShadeResult};
import package::bsdfQueryShade_bindings::{configurations, directions, settings, results};
import package::math::pcg::{Rng, rng_new, rng_vec3f};
import package::program::{shade};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let count = arrayLength(&directions);
  if (id.x >= count) {
    return;
  }
  let c = configurations[id.y];
  var rng = rng_new(id.x, id.y, settings.seed);
  results[id.y * count + id.x] = shade(c.point, c.wo, directions[id.x].xyz, c.u, rng_vec3f(&rng));
}
