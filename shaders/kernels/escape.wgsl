// Bin 0: rays that left the scene find the environment, and their paths end.
import package::path::directLight::bsdf_sample_weight;
import package::path::pathState::BIN_ESCAPE;
import package::path::queues::WAVE_GROUP;
import package::path::waveParams::OUTPUT_RADIANCE;
import package::scene::environment::{background_radiance, environment_radiance};
import package::scene::lights::light_pdf;
import package::escape_bindings::{wave, paths, queues};

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= queues.bins[BIN_ESCAPE].size) {
    return;
  }
  let path = queues.indices[queues.bins[BIN_ESCAPE].first + id.x];
  let direction = paths[path].direction;
  var found = vec3f(0.0);
  // It may have passed where a surface is not there.
  if (paths[path].pdf < 0.0) {
    found = background_radiance(direction);
  } else {
    let share = bsdf_sample_weight(wave.strategy, paths[path].pdf, light_pdf(direction));
    found = share * environment_radiance(direction);
  }
  paths[path].radiance += select(vec3f(0.0), paths[path].throughput * found, wave.output == OUTPUT_RADIANCE);
  paths[path].throughput = vec3f(0.0);
}
