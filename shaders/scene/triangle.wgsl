// Triangles and their intersection with a ray.

// Corner positions in object space, each with the index of its vertex: 48 bytes, no look-up before a hit is found.
struct Triangle {
  a: vec3f,
  vertex_a: u32,
  b: vec3f,
  vertex_b: u32,
  c: vec3f,
  vertex_c: u32,
}

// What shading needs of a corner; positions are in the triangles.
struct Vertex {
  normal: vec3f,
  // bitangent = handedness * cross(normal, tangent)
  handedness: f32,
  tangent: vec3f,
  uv: vec2f,
}

struct TriangleHit {
  t: f32,
  barycentrics: vec2f,
  hit: bool,
}

// Signed volumes of the ray with the three edges, all positive or all negative inside. An edge's volume depends on its two
// ends only and changes sign exactly when they are swapped, so two triangles that share an edge leave no gap between them.
// The point is then a convex combination of the corners: t stays within the triangle even where it is a sliver.
fn intersect_triangle(triangle: Triangle, origin: vec3f, direction: vec3f, t_min: f32, t_max: f32) -> TriangleHit {
  let a = triangle.a - origin;
  let b = triangle.b - origin;
  let c = triangle.c - origin;
  let u = dot(cross(c, b), direction);
  let v = dot(cross(a, c), direction);
  let w = dot(cross(b, a), direction);
  let total = u + v + w;
  let lowest = min(u, min(v, w));
  let highest = max(u, max(v, w));
  if ((lowest < 0.0 && highest > 0.0) || total == 0.0) {
    return TriangleHit(0.0, vec2f(0.0), false);
  }
  let inverse = 1.0 / total;
  let point = (u * a + v * b + w * c) * inverse;
  let t = dot(point, direction) / dot(direction, direction);
  return TriangleHit(t, vec2f(v, w) * inverse, t > t_min && t < t_max);
}

fn interpolate3(a: vec3f, b: vec3f, c: vec3f, barycentrics: vec2f) -> vec3f {
  return a * (1.0 - barycentrics.x - barycentrics.y) + b * barycentrics.x + c * barycentrics.y;
}

fn interpolate2(a: vec2f, b: vec2f, c: vec2f, barycentrics: vec2f) -> vec2f {
  return a * (1.0 - barycentrics.x - barycentrics.y) + b * barycentrics.x + c * barycentrics.y;
}
