// What the proposed directions are worth to a material: one estimate a pixel of the light it reflects.
import package::bsdf::bsdf::SurfacePoint;
import package::program::{eval, prepare};
import package::sampler_weight_bindings::{proposals, sums};

const LUMINANCE = vec3f(0.2126, 0.7152, 0.0722);

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&sums) || proposals[id.x].hit == 0u) {
    return;
  }
  let proposal = proposals[id.x];
  var estimate = 0.0;
  if (any(proposal.weighted_radiance > vec3f(0.0))) {
    let state = prepare(SurfacePoint(proposal.position, proposal.uv, 0.0, 0u), proposal.wo, vec3f(0.5));
    estimate = dot(LUMINANCE, proposal.weighted_radiance * eval(state, proposal.wi));
  }
  sums[id.x].sum += estimate;
  sums[id.x].squares += estimate * estimate;
}
