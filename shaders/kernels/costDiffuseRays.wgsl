// Turns each ray that hit into one that leaves the place in a cosine-weighted direction; others end at once.
import package::cost_diffuse_bindings::{hits, rays};
import package::math::pcg::{rng_new, rng_vec2f};
import package::math::sampling::sample_cosine;
import package::scene::hit::{T_MAX, is_hit};
import package::scene::surface::{resolve_surface, spawn_ray, to_world};

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&rays)) {
    return;
  }
  let ray = rays[id.x];
  if (!is_hit(hits[id.x])) {
    rays[id.x].t_max = 0.0;
    return;
  }
  var rng = rng_new(id.x, 0u, 1u);
  let surface = resolve_surface(hits[id.x], ray);
  rays[id.x] = spawn_ray(surface, to_world(surface.frame, sample_cosine(rng_vec2f(&rng))), T_MAX);
}
