// The unit sphere about the origin as a surface with uv: the object of the fidelity image. It is convex, so what it sees
// of the environment is never hidden by itself.
import package::math::frame::Frame;

struct SpherePoint {
  hit: bool,
  position: vec3f,
  // In [0, 1]²: twice around the equator, so that texels are square there; v runs down from the pole.
  uv: vec2f,
  // uv per unit of length, mean over directions.
  uv_density: f32,
  // x along growing u, y towards the upper pole, z outward.
  frame: Frame,
}

// The nearer hit of a ray that starts outside, direction unit.
fn hit_unit_sphere(origin: vec3f, direction: vec3f) -> SpherePoint {
  let along = dot(origin, direction);
  let closest = origin - along * direction;
  let squared = dot(closest, closest);
  if (squared >= 1.0 || along >= 0.0) {
    return SpherePoint();
  }
  let p = normalize(closest - sqrt(1.0 - squared) * direction);
  let azimuth = select(atan2(-p.z, p.x), 0.0, p.x == 0.0 && p.z == 0.0);
  let uv = fract(vec2f(azimuth / 3.14159265359, acos(clamp(p.y, -1.0, 1.0)) / 3.14159265359));
  let across = vec2f(p.z, -p.x);
  let size = length(across);
  let x = select(vec3f(0.0, 0.0, -1.0), vec3f(across.x, 0.0, across.y) / size, size > 0.0);
  let density = inverseSqrt(max(size, 1e-4)) / 3.14159265359;
  return SpherePoint(true, p, uv, density, Frame(x, cross(p, x), p));
}
