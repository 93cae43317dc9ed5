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
  if (proposal.weight == 0.0) {
    return;
  }
  let state = prepare(SurfacePoint(proposal.position, proposal.uv, 0.0, 0u, 0u), proposal.wo, vec3f(0.5));
  let f = eval(state, proposal.wi);
  let reflected = dot(LUMINANCE, f * proposal.radiance);
  let value = dot(LUMINANCE, f);
  let estimate = reflected * proposal.weight;
  sums[id.x].sum += estimate;
  sums[id.x].squares += estimate * estimate;
  sums[id.x].albedo += value * proposal.weight;
  sums[id.x].ideal += select(0.0, reflected * reflected / value, value > 0.0) * proposal.weight;
}
