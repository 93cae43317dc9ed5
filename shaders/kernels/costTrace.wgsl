// Closest hits of given rays, in 8x8 tiles of the image they came from.
import package::cost_trace_bindings::{hits, rays};
import package::scene::traverse::closest_hit;
import package::scene_bindings::camera;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(camera.size);
  if (all(id.xy < size)) {
    let index = id.y * size.x + id.x;
    hits[index] = closest_hit(rays[index]);
  }
}
