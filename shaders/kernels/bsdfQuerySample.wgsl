// Draws from a material program: one invocation for each (configuration, sample).

import package::bsdf::bsdfQuery::{BsdfQuerySample};
import package::bsdfQuerySample_bindings::{configurations, settings, samples};
import package::math::pcg::{Rng, rng_new, rng_vec3f};
import package::program::{prepare, sample, albedo};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= settings.count) {
    return;
  }
  let configuration = configurations[id.y];
  let state = prepare(configuration.point, configuration.wo, configuration.u);
  var rng = rng_new(id.x, id.y, settings.seed);
  let drawn = sample(state, rng_vec3f(&rng));
  samples[id.y * settings.count + id.x] = BsdfQuerySample(drawn.wi, drawn.pdf, drawn.weight, drawn.lobe, albedo(state));
}
