// What goes into traversal and what comes out of it.

// No infinity in WGSL: a ray without an end has t_max = T_MAX.
const T_MAX = 1e30;
// Instance number of a ray that hit nothing.
const MISS = 0xffffffffu;

// Points are origin + t * direction with t_min < t < t_max. The direction need not be unit: t counts in its length.
struct Ray {
  origin: vec3f,
  t_min: f32,
  direction: vec3f,
  t_max: f32,
}

// 24 bytes of payload; `instance` = MISS where nothing was hit, and then t is the ray's t_max.
struct Hit {
  t: f32,
  instance: u32,
  // Index into the scene's triangles, not into the mesh's.
  triangle: u32,
  // Weights of the triangle's second and third vertex.
  barycentrics: vec2f,
}

fn infinite_ray(origin: vec3f, direction: vec3f) -> Ray {
  return Ray(origin, 0.0, direction, T_MAX);
}

fn is_hit(hit: Hit) -> bool {
  return hit.instance != MISS;
}
