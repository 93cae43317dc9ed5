// From a hit to the place where a material is evaluated. Directions enter local space here and nowhere else.
import package::math::frame::axes_across;
import package::scene::hit::{Hit, Ray, T_MAX};
import package::scene::instance::{mirror_sign, transform_normal, transform_point, transform_vector};
import package::scene::triangle::{Triangle, interpolate2, interpolate3};
import package::scene_bindings::{instances, triangles, vertices};

// The shading normal is bent until the viewer is at least this far (cosine) above it.
const MIN_VIEW_COSINE = 1e-3;
// Of `reach`: eight ulp of 2^-23, for the way to the world, the hit and the way back; half of it is enough in the tests.
const ROUNDING = 1.0 / f32(1 << 20);

// Orthonormal, in world space. Left-handed where the uvs or the instance are mirrored, or the back is seen.
struct Frame {
  tangent: vec3f,
  bitangent: vec3f,
  normal: vec3f,
}

struct SurfaceRecord {
  // World space.
  position: vec3f,
  material: u32,
  // Unit, of the flat triangle, on the viewer's side.
  geometric_normal: vec3f,
  // 1 where the viewer sees the front (counter-clockwise) side.
  front_facing: u32,
  // On the viewer's side too.
  frame: Frame,
  object_position: vec3f,
  // uv per metre, mean over directions.
  uv_density: f32,
  uv: vec2f,
  // Metres by which rounding may have put the position off the triangle.
  rounding: f32,
}

fn to_local(frame: Frame, direction: vec3f) -> vec3f {
  return vec3f(dot(direction, frame.tangent), dot(direction, frame.bitangent), dot(direction, frame.normal));
}

fn to_world(frame: Frame, direction: vec3f) -> vec3f {
  return direction.x * frame.tangent + direction.y * frame.bitangent + direction.z * frame.normal;
}

// `hit` must be a hit of `ray`.
fn resolve_surface(hit: Hit, ray: Ray) -> SurfaceRecord {
  let instance = instances[hit.instance];
  let triangle = triangles[hit.triangle];
  let a = vertices[triangle.vertex_a];
  let b = vertices[triangle.vertex_b];
  let c = vertices[triangle.vertex_c];
  let object_position = interpolate3(triangle.a, triangle.b, triangle.c, hit.barycentrics);
  let flat_normal = cross(triangle.b - triangle.a, triangle.c - triangle.a);
  let geometric_normal = normalize(transform_normal(instance, normalize(flat_normal)));
  let wo = -normalize(ray.direction);
  let side = select(-1.0, 1.0, dot(geometric_normal, wo) >= 0.0);

  let normal = side * transform_normal(instance, interpolate3(a.normal, b.normal, c.normal, hit.barycentrics));
  let tangent = side * transform_vector(instance.world_from_object, interpolate3(a.tangent, b.tangent, c.tangent, hit.barycentrics));
  let handedness = side * a.handedness * mirror_sign(instance);

  var record: SurfaceRecord;
  record.position = transform_point(instance.world_from_object, object_position);
  record.material = instance.material;
  record.geometric_normal = side * geometric_normal;
  record.front_facing = select(0u, 1u, side > 0.0);
  record.frame = view_facing_frame(normal, tangent, handedness, side * geometric_normal, wo);
  record.object_position = object_position;
  record.rounding = ROUNDING * reach(triangle, instance.world_from_object);
  record.uv = interpolate2(a.uv, b.uv, c.uv, hit.barycentrics);
  record.uv_density = uv_density(triangle, instance.world_from_object, b.uv - a.uv, c.uv - a.uv);
  return record;
}

// The largest number that a corner's world coordinates are sums of. What a far corner, or a mesh far from its origin that its
// instance brings back, loses to rounding depends on that, not on where the hit is.
fn reach(triangle: Triangle, world_from_object: mat3x4f) -> f32 {
  let corner = vec4f(max(max(abs(triangle.a), abs(triangle.b)), abs(triangle.c)), 1.0);
  let map = world_from_object;
  return max(max(dot(abs(map[0]), corner), dot(abs(map[1]), corner)), dot(abs(map[2]), corner));
}

// Root of the ratio of the triangle's areas in uv and in the world.
fn uv_density(triangle: Triangle, world_from_object: mat3x4f, uv_ab: vec2f, uv_ac: vec2f) -> f32 {
  let ab = transform_vector(world_from_object, triangle.b - triangle.a);
  let ac = transform_vector(world_from_object, triangle.c - triangle.a);
  let uv_area = abs(uv_ab.x * uv_ac.y - uv_ab.y * uv_ac.x);
  return sqrt(uv_area / max(length(cross(ab, ac)), 1e-20));
}

// Orthonormal frame about `normal`, bent towards `wo` where an interpolated or mapped normal turns away from the viewer.
// `normal` and `tangent` need not be unit; `fallback` replaces a normal that vanished in interpolation.
fn view_facing_frame(normal: vec3f, tangent: vec3f, handedness: f32, fallback: vec3f, wo: vec3f) -> Frame {
  let usable = dot(normal, normal) > 1e-20;
  var n = normalize(select(fallback, normal, usable));
  n = normalize(n + max(MIN_VIEW_COSINE - dot(n, wo), 0.0) * wo);
  let projected = tangent - dot(tangent, n) * n;
  let t = select(axes_across(n)[0], normalize(projected), dot(projected, projected) > 1e-12 * dot(tangent, tangent));
  return Frame(t, handedness * cross(n, t), n);
}

// A ray that leaves the surface on the side `direction` points to, without meeting it again.
fn spawn_ray(surface: SurfaceRecord, direction: vec3f, t_max: f32) -> Ray {
  let side = select(-1.0, 1.0, dot(surface.geometric_normal, direction) >= 0.0);
  let normal = side * surface.geometric_normal;
  return Ray(offset_origin(surface.position, normal) + surface.rounding * normal, 0.0, direction, t_max);
}

// Wächter and Binder, "A Fast and Robust Method for Avoiding Self-Intersection", Ray Tracing Gems, chapter 6: some hundred
// ulp along the normal, and a fixed step near zero, where an ulp is too small.
fn offset_origin(position: vec3f, normal: vec3f) -> vec3f {
  let steps = vec3i(256.0 * normal);
  let moved = bitcast<vec3f>(bitcast<vec3i>(position) + select(steps, -steps, position < vec3f(0.0)));
  return select(moved, position + normal / 65536.0, abs(position) < vec3f(1.0 / 32.0));
}
