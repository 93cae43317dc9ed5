// Starts a wave: one camera ray a path, jittered inside its pixel, and a queue that holds every path.
import package::path::pathSample::{path_key, path_vec2f, PURPOSE_LENS, PURPOSE_PIXEL};
import package::path::pathState::{CAMERA_RAY, PathState, NO_PIXEL, NO_BIN};
import package::path::queues::WAVE_GROUP;
import package::path::rayCone::camera_cone;
import package::path::waveParams::wave_pixel;
import package::scene::camera::camera_ray;
import package::camera_bindings::{wave, paths, queues};
import package::scene_bindings::camera;

@compute @workgroup_size(WAVE_GROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x == 0u) {
    queues.active_first = 0u;
    queues.active_size = wave.path_count;
  }
  if (id.x >= wave.path_count) {
    return;
  }
  queues.indices[id.x] = id.x;
  let pixel = wave_pixel(wave, id.x);
  let jitter = path_vec2f(wave, path_key(wave, pixel, 0u, PURPOSE_PIXEL));
  let lens = path_vec2f(wave, path_key(wave, pixel, 0u, PURPOSE_LENS));
  let ray = camera_ray(camera, vec2u(pixel % wave.width, pixel / wave.width), jitter, lens);
  let throughput = select(vec3f(1.0), vec3f(0.0), pixel == NO_PIXEL);
  paths[id.x] = PathState(ray.origin, CAMERA_RAY, ray.direction, pixel, throughput, 0u, vec3f(0.0), NO_BIN, camera_cone(camera), vec4u(0u));
}
