// Adds the wave's finished paths to the film.
import package::path::film::{add_sample, is_finite};
import package::path::pathState::NO_PIXEL;
import package::path::queues::WAVE_GROUP;
import package::accumulate_bindings::{wave, paths, film};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= wave.path_count) {
    return;
  }
  let pixel = paths[id.x].pixel;
  if (pixel == NO_PIXEL) {
    return;
  }
  var radiance = paths[id.x].radiance;
  if (!is_finite(radiance)) {
    film[pixel].refused += 1.0;
    return;
  }
  let largest = max(radiance.x, max(radiance.y, radiance.z));
  if (wave.clamp_radiance > 0.0 && largest > wave.clamp_radiance) {
    radiance *= wave.clamp_radiance / largest;
  }
  film[pixel] = add_sample(film[pixel], radiance);
}
