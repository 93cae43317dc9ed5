// Triangles and their intersection with a ray.
import package::math::frame::axes_across;

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

// Two axes across a ray, on which its triangles are projected. They need not be exact: only the same for all triangles.
struct RayAxes {
  x: vec3f,
  y: vec3f,
}

fn ray_axes(direction: vec3f) -> RayAxes {
  let axes = axes_across(normalize(direction));
  return RayAxes(axes[0], axes[1]);
}

// Watertight after Woop, Benthin and Wald (JCGT 2013): corners are projected one by one, so that triangles that share one
// agree on it; the sign of a difference of two rounded products is never wrong, at worst the difference is 0, and 0 counts
// as inside. The point is then a convex combination of the corners: t stays within the triangle even if it is a sliver.
fn intersect_triangle(triangle: Triangle, origin: vec3f, direction: vec3f, axes: RayAxes, t_min: f32, t_max: f32) -> TriangleHit {
  let a = triangle.a - origin;
  let b = triangle.b - origin;
  let c = triangle.c - origin;
  let x = vec3f(dot(axes.x, a), dot(axes.x, b), dot(axes.x, c));
  let y = vec3f(dot(axes.y, a), dot(axes.y, b), dot(axes.y, c));
  // Areas opposite a, b and c.
  let areas = x.yzx * y.zxy - y.yzx * x.zxy;
  let total = areas.x + areas.y + areas.z;
  let lowest = min(areas.x, min(areas.y, areas.z));
  let highest = max(areas.x, max(areas.y, areas.z));
  if ((lowest < 0.0 && highest > 0.0) || total == 0.0) {
    return TriangleHit(0.0, vec2f(0.0), false);
  }
  let weights = areas / total;
  let t = dot(weights.x * a + weights.y * b + weights.z * c, direction) / dot(direction, direction);
  return TriangleHit(t, weights.yz, t > t_min && t < t_max);
}

fn interpolate3(a: vec3f, b: vec3f, c: vec3f, barycentrics: vec2f) -> vec3f {
  return a * (1.0 - barycentrics.x - barycentrics.y) + b * barycentrics.x + c * barycentrics.y;
}

fn interpolate2(a: vec2f, b: vec2f, c: vec2f, barycentrics: vec2f) -> vec2f {
  return a * (1.0 - barycentrics.x - barycentrics.y) + b * barycentrics.x + c * barycentrics.y;
}
