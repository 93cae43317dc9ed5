// Finds where each live path goes on, resolves the place, and counts paths per bin.
import package::path::arrival::arrive;
import package::path::pathState::{NO_BIN, is_over};
import package::path::queues::WAVE_GROUP;
import package::scene::hit::infinite_ray;
import package::scene::traverse::closest_hit;
import package::trace_bindings::{paths, queues};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.active_size) {
    return;
  }
  let path = queues.indices[queues.active_first + id.x];
  if (is_over(paths[path].throughput)) {
    paths[path].bin = NO_BIN;
    return;
  }
  let ray = infinite_ray(paths[path].origin, paths[path].direction);
  arrive(path, ray, closest_hit(ray));
}
