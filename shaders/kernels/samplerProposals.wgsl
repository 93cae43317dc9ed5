// One direction a pixel from a material's own sampler: what the centre of the pixel sees of the unit sphere.
import package::bsdf::bsdf::{LOBE_NONE, SurfacePoint};
import package::math::frame::{from_frame, to_frame};
import package::math::pcg::{rng_new, rng_vec3f};
import package::path::samplerProposal::SamplerProposal;
import package::program::shade;
import package::sampler_proposal_bindings::{proposals, settings};
import package::scene::camera::camera_ray;
import package::scene::environment::environment_radiance;
import package::scene::unitSphere::hit_unit_sphere;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(settings.camera.size);
  if (any(id.xy >= size)) {
    return;
  }
  let index = id.y * size.x + id.x;
  let ray = camera_ray(settings.camera, id.xy, vec2f(0.5), vec2f(0.5));
  let place = hit_unit_sphere(ray.origin, ray.direction);
  var proposal = SamplerProposal();
  if (place.hit) {
    var rng = rng_new(index, settings.sample, settings.seed);
    proposal.hit = 1u;
    proposal.position = place.position;
    proposal.uv = place.uv;
    proposal.wo = to_frame(place.frame, -ray.direction);
    let point = SurfacePoint(place.position, place.uv, 0.0, 0u, 0u);
    let result = shade(point, proposal.wo, vec3f(0.0, 0.0, 1.0), vec3f(0.5), rng_vec3f(&rng));
    proposal.wi = result.wi;
    if (result.lobe != LOBE_NONE && result.pdf > 0.0 && result.wi.z > 0.0) {
      proposal.weight = 1.0 / result.pdf;
      proposal.radiance = environment_radiance(from_frame(place.frame, result.wi));
    }
  }
  proposals[index] = proposal;
}
