// Stands in for a material whose program is not ready: grey stripes lit from the viewer, and the path ends. Samples that
// hold such a stripe are reported as pending and leave the film as soon as the program is there.
import package::path::queues::WAVE_GROUP;
import package::shade_bindings::{bin, light_rays, paths, queues, surfaces, wave};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.bins[bin.index].size) {
    return;
  }
  let path = queues.indices[queues.bins[bin.index].first + id.x];
  let pixel = paths[path].pixel;
  let stripe = ((pixel % wave.width + pixel / wave.width) / 8u) % 2u;
  let facing = abs(dot(surfaces[path].frame.normal, paths[path].direction));
  paths[path].radiance += paths[path].throughput * facing * select(0.12, 0.2, stripe == 0u);
  paths[path].throughput = vec3f(0.0);
  light_rays[path].radiance = vec3f(0.0);
}
