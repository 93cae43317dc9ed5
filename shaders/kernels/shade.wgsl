// Shades one bin with its material's program: what the light sample brings, and where the path goes on.
import package::bsdf::bsdf::{LOBE_DELTA, LOBE_NONE, SurfacePoint};
import package::bsdf::medium::{medium_transmittance, unpack_medium};
import package::math::pcg::{rng_f32, rng_vec3f};
import package::path::directLight::light_sample_weight;
import package::path::pathSample::{path_key, path_rng, path_vec3f, PURPOSE_PREPARE, PURPOSE_SAMPLE};
import package::path::pathState::{PASSED, is_over, vertices_of};
import package::path::queues::WAVE_GROUP;
import package::path::rayCone::{RayCone, cone_width, footprint_side, scattered_spread};
import package::path::roulette::survival;
import package::path::waveParams::{OUTPUT_ALBEDO, OUTPUT_RADIANCE, wave_slot};
import package::program::shade;
import package::scene::hit::T_MAX;
import package::scene::surface::{SurfaceRecord, spawn_ray, to_local, to_world};
import package::shade_bindings::{bin, light_rays, paths, queues, surfaces, wave};

// What a ray that leaves the surface goes through: going in, what the mesh holds; going out, nothing.
fn medium_beyond(surface: SurfaceRecord, within: vec4u, interior: vec4u, crosses: bool) -> vec4u {
  return select(within, select(vec4u(0u), interior, surface.front_facing != 0u), crosses);
}

fn same_side(surface: SurfaceRecord, direction: vec3f, local: vec3f) -> bool {
  return dot(surface.geometric_normal, direction) * local.z > 0.0;
}

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.bins[bin.index].size) {
    return;
  }
  let path = queues.indices[queues.bins[bin.index].first + id.x];
  let surface = surfaces[path];
  let depth = paths[path].depth;
  let pixel = paths[path].pixel;
  var rng = path_rng(wave, path_key(wave, pixel, depth, PURPOSE_PREPARE));

  let light = light_rays[path].radiance;
  let has_light = !is_over(light);
  let wi_light = select(vec3f(0.0), to_local(surface.frame, light_rays[path].direction), has_light);
  let wo = to_local(surface.frame, -paths[path].direction);
  let u_prepare = rng_vec3f(&rng);
  let u_sample = path_vec3f(wave, path_key(wave, pixel, depth, PURPOSE_SAMPLE));
  let cone = paths[path].cone;
  let travelled = distance(paths[path].origin, surface.position);
  let width = cone_width(cone, travelled);
  let cosine = dot(surface.geometric_normal, paths[path].direction);
  let footprint = footprint_side(width, surface.uv_density, cosine, wave.sample);
  let member = queues.slots[wave_slot(wave, pixel, surface.material)].member;
  let point = SurfacePoint(surface.object_position, surface.uv, footprint, member, 1u - surface.front_facing);
  let result = shade(point, wo, wi_light, u_prepare, u_sample);
  let throughput = paths[path].throughput;
  let within = paths[path].medium;

  let light_share = light_sample_weight(wave.strategy, light_rays[path].pdf, result.pdf_light);
  // A direction that the shading normal and the flat side put on different sides of the surface carries nothing.
  let shows_light = wave.output == OUTPUT_RADIANCE;
  let lit = shows_light && has_light && same_side(surface, light_rays[path].direction, wi_light);
  // After its last vertex a path only passes.
  let ends = vertices_of(depth) >= wave.bounces;
  let there = select(1.0 - result.transparency, 0.0, ends);
  // In a medium the path alone looks for lights that it can find: light samples know nothing of what bounds it.
  let to_light = medium_beyond(surface, within, result.interior, wi_light.z < 0.0);
  var seen = vec3f(light_share);
  if (any(to_light != vec4u(0u))) {
    let way = light_rays[path].distance;
    seen = select(vec3f(0.0), medium_transmittance(unpack_medium(to_light), way), light_rays[path].pdf <= 0.0);
  }
  light_rays[path].radiance = select(vec3f(0.0), there * throughput * light * result.f_light * seen, lit);
  paths[path].radiance += select(vec3f(0.0), there * throughput * (bin.emission + result.emission), shows_light);
  if (result.transparency > 0.0 && rng_f32(&rng) < result.transparency) {
    // Nothing is there: the path keeps all it had, its density too, for light samples go through as well.
    paths[path].depth = depth + PASSED;
    paths[path].origin = spawn_ray(surface, paths[path].direction, T_MAX).origin;
    paths[path].cone = RayCone(width, cone.spread);
    // Out of what the mesh holds; a sheet that holds nothing bounds nothing.
    if (surface.front_facing == 0u && any(result.interior != vec4u(0u))) {
      paths[path].medium = vec4u(0u);
    }
    return;
  }

  if (!shows_light) {
    paths[path].radiance = select(surface.frame.normal, result.albedo, wave.output == OUTPUT_ALBEDO);
    paths[path].throughput = vec3f(0.0);
    return;
  }

  paths[path].depth = depth + 1u;
  let wi = to_world(surface.frame, result.wi);
  var next = throughput * result.weight;
  if (ends || result.lobe == LOBE_NONE || !same_side(surface, wi, result.wi)) {
    next = vec3f(0.0);
  }
  if (vertices_of(depth) + 1u >= wave.roulette_start) {
    let odds = survival(next);
    next = select(vec3f(0.0), next / odds, rng_f32(&rng) < odds);
  }
  paths[path].throughput = next;
  paths[path].direction = wi;
  let crosses = result.wi.z < 0.0;
  let medium = medium_beyond(surface, within, result.interior, crosses);
  if (crosses) {
    paths[path].medium = medium;
  }
  // A medium begins at the surface itself: what keeps a ray from meeting it again may be longer than light goes there.
  let spawned = spawn_ray(surface, wi, T_MAX).origin;
  paths[path].origin = select(spawned, surface.position, any(medium != vec4u(0u)));
  let delta = (result.lobe & LOBE_DELTA) != 0u;
  paths[path].pdf = select(result.pdf, 0.0, delta || any(medium != vec4u(0u)));
  paths[path].cone = RayCone(width, scattered_spread(cone.spread, select(result.pdf, 0.0, delta)));
}
