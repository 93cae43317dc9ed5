// Finds where each live path goes on, resolves the place, and counts paths per bin.
import package::path::pathState::{BIN_ESCAPE, NO_BIN, is_over};
import package::path::queues::WAVE_GROUP;
import package::path::waveParams::wave_slot;
import package::scene::hit::{infinite_ray, is_hit};
import package::scene::surface::resolve_surface;
import package::scene::traverse::closest_hit;
import package::trace_bindings::{wave, paths, surfaces, queues};

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
  let hit = closest_hit(ray);
  if (is_hit(hit)) {
    // The last ray only looks for the environment; what it hits is not shaded.
    if (paths[path].depth >= wave.bounces) {
      paths[path].bin = NO_BIN;
      return;
    }
    let surface = resolve_surface(hit, ray);
    surfaces[path] = surface;
    count_path(path, queues.slots[wave_slot(wave, paths[path].pixel, surface.material)].bin);
  } else {
    count_path(path, BIN_ESCAPE);
  }
}

fn count_path(path: u32, bin: u32) {
  paths[path].bin = bin;
  atomicAdd(&queues.bins[bin].count, 1u);
}
