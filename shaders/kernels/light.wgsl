// Draws one light sample for every hit of the wave, before materials are asked what it is worth.
import package::path::pathSample::{path_key, path_vec3f, PURPOSE_LIGHT};
import package::path::pathState::LightRay;
import package::path::queues::WAVE_GROUP;
import package::scene::lights::sample_light;
import package::scene::surface::spawn_ray;
import package::light_kernel_bindings::{wave, paths, surfaces, light_rays, queues};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.active_size) {
    return;
  }
  let path = queues.indices[queues.active_first + id.x];
  let surface = surfaces[path];
  let key = path_key(wave, paths[path].pixel, paths[path].depth, PURPOSE_LIGHT);
  let light = sample_light(surface.position, path_vec3f(wave, key));
  let ray = spawn_ray(surface, light.wi, light.distance);
  var sample = LightRay(ray.origin, ray.t_max, light.wi, 0.0, vec3f(0.0));
  // What lies below the surface counts too: the material may let it through.
  if (light.pdf > 0.0) {
    sample.radiance = light.radiance / light.pdf;
    sample.pdf = select(light.pdf, 0.0, light.delta != 0u);
  }
  light_rays[path] = sample;
}
