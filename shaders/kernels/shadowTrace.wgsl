// Follows each light sample to the next surface: what meets none is added, what meets one that is not everywhere there waits for
// that material's word in its bin, all else is lost.
import package::path::pathState::{NO_BIN, SHORT_OF_LIGHT, is_over};
import package::path::queues::WAVE_GROUP;
import package::path::waveParams::wave_slot;
import package::scene::hit::{Ray, is_hit};
import package::scene::surface::resolve_surface;
import package::scene::traverse::closest_hit;
import package::shadow_trace_bindings::{light_rays, paths, queues, surfaces, wave};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.active_size) {
    return;
  }
  let path = queues.indices[queues.active_first + id.x];
  paths[path].bin = NO_BIN;
  let sample = light_rays[path];
  if (is_over(sample.radiance)) {
    return;
  }
  let ray = Ray(sample.origin, 0.0, sample.direction, SHORT_OF_LIGHT * sample.distance);
  let hit = closest_hit(ray);
  if (!is_hit(hit)) {
    paths[path].radiance += sample.radiance;
    return;
  }
  let surface = resolve_surface(hit, ray);
  // Of materials that are everywhere there, and let nothing through.
  let bin = queues.slots[wave_slot(wave, paths[path].pixel, surface.material)].bin;
  if (bin == NO_BIN) {
    return;
  }
  surfaces[path] = surface;
  paths[path].bin = bin;
  atomicAdd(&queues.bins[bin].count, 1u);
}
