// Camera rays of one image, for timing traversal alone.
import package::cost_rays_bindings::rays;
import package::scene::camera::camera_ray;
import package::scene_bindings::camera;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(camera.size);
  if (all(id.xy < size)) {
    rays[id.y * size.x + id.x] = camera_ray(camera, id.xy, vec2f(0.5), vec2f(0.5));
  }
}
