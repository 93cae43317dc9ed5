// Adds each light sample's gain where nothing stands between the surface and the light.
import package::path::pathState::{SHORT_OF_LIGHT, is_over};
import package::path::queues::WAVE_GROUP;
import package::scene::hit::Ray;
import package::scene::traverse::any_hit;
import package::shadow_bindings::{light_rays, paths, queues};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.active_size) {
    return;
  }
  let path = queues.indices[queues.active_first + id.x];
  let sample = light_rays[path];
  if (is_over(sample.radiance)) {
    return;
  }
  if (!any_hit(Ray(sample.origin, 0.0, sample.direction, SHORT_OF_LIGHT * sample.distance))) {
    paths[path].radiance += sample.radiance;
  }
}
