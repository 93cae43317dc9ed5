// One bin of light samples that met a surface which is not everywhere there: its share goes on behind it.
import package::bsdf::bsdf::SurfacePoint;
import package::path::queues::WAVE_GROUP;
import package::path::waveParams::wave_slot;
import package::program::transparency;
import package::scene::hit::T_MAX;
import package::scene::surface::spawn_ray;
import package::shade_bindings::{bin, light_rays, paths, queues, surfaces, wave};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.bins[bin.index].size) {
    return;
  }
  let path = queues.indices[queues.bins[bin.index].first + id.x];
  let surface = surfaces[path];
  let member = queues.slots[wave_slot(wave, paths[path].pixel, surface.material)].member;
  // A point: what a light sample sees of the surface is narrower than any pixel.
  let point = SurfacePoint(surface.object_position, surface.uv, 0.0, member, 1u - surface.front_facing);
  light_rays[path].radiance *= transparency(point);
  let origin = spawn_ray(surface, light_rays[path].direction, T_MAX).origin;
  light_rays[path].distance -= distance(origin, light_rays[path].origin);
  light_rays[path].origin = origin;
}
